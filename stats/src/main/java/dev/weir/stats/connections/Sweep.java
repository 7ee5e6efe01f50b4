package dev.weir.stats.connections;

import dev.weir.core.loop.Worker;

/**
 * One worker's way through its list, a slice at a time.
 *
 * <p>Thread: worker.
 *
 * @param <F> what it finds
 */
final class Sweep<F> implements Runnable {
    /** What a slice may cost, in {@link Survey.Finder#look}'s unit: well below a millisecond. */
    static final int SLICE = 400;

    private final Survey<F> survey;
    private final Worker worker;
    private final ConnectionList.Walk walk;
    private final Survey.Finder<F> finder;

    Sweep(Survey<F> survey, Worker worker, ConnectionList list, Survey.Finder<F> finder) {
        this.survey = survey;
        this.worker = worker;
        this.walk = list.walk();
        this.finder = finder;
    }

    @Override
    public void run() {
        boolean more = false;
        boolean whole = false;
        try {
            more = !survey.isAbandoned() && slice();
            whole = true;
        } finally {
            if (!more) {
                // Also behind a fault, or the list would remember this walk for ever.
                walk.end();
                survey.onEnd(finder, whole);
            }
        }
        if (more) {
            worker.post(this);
        }
    }

    /** Whether there is more. */
    private boolean slice() {
        long now = worker.nanos();
        for (int cost = 0; cost < SLICE; ) {
            OpenConnection connection = walk.next();
            if (connection == null) {
                return false;
            }
            cost += finder.look(connection, now);
        }
        return true;
    }
}
