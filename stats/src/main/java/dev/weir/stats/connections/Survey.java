package dev.weir.stats.connections;

import dev.weir.core.loop.Timer;
import dev.weir.core.loop.Worker;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A question to every worker about its connections. Each goes through its list in slices, with a turn of its loop
 * between two of them; what they found comes back to the worker that asked. When one does not answer, or meets a
 * fault, the others' findings are not used.
 *
 * <pre>
 *   home --post--> each worker: slice, turn, slice … --post--> home: all there, or too late
 * </pre>
 *
 * <p>Thread: home, the worker that asked; {@link Sweep} each worker.
 *
 * @param <F> what a worker finds
 */
final class Survey<F> {
    /** Far more than a hundred thousand connections take; a worker that needs it is gone. */
    static final long PATIENCE_NANOS = 10_000_000_000L;

    private final OpenConnections open;
    private final Worker home;
    private final Consumer<List<F>> whenDone;
    private final List<F> found = new ArrayList<>();
    private final Timer timer = new Timer(() -> finish(null));
    private int awaited;
    private boolean finished;
    private boolean failed;
    private volatile boolean abandoned;

    /** Looks at the connections of one worker. Thread: that worker. */
    interface Finder<F> {
        /**
         * Looks at a connection.
         *
         * @return what that cost, in microseconds or so
         */
        int look(OpenConnection connection, long nowNanos);

        /** What came of it, when all have been looked at. */
        F found();
    }

    /**
     * @param whenDone hears once, at home, what all workers found; null when one did not answer, or not in time
     */
    Survey(OpenConnections open, Worker home, Consumer<List<F>> whenDone) {
        this.open = open;
        this.home = home;
        this.whenDone = whenDone;
    }

    /**
     * Asks about all connections.
     *
     * @param finders makes one for each worker, on that worker, which knows its list
     * @return whether it has begun: not while too many others are under way
     */
    boolean start(Function<ConnectionList, Finder<F>> finders) {
        return start((worker, list) -> new Sweep<>(this, worker, list, finders.apply(list)).run());
    }

    /** Asks about the connection of this id alone. */
    boolean start(long id, Function<ConnectionList, Finder<F>> finders) {
        return start((worker, list) -> {
            Finder<F> finder = finders.apply(list);
            boolean whole = false;
            try {
                OpenConnection connection = list.find(id);
                if (connection != null) {
                    finder.look(connection, worker.nanos());
                }
                whole = true;
            } finally {
                onEnd(finder, whole);
            }
        });
    }

    private boolean start(BiConsumer<Worker, ConnectionList> work) {
        if (!open.enter()) {
            return false;
        }
        awaited = open.workers().size();
        home.arm(timer, PATIENCE_NANOS);
        for (Worker worker : open.workers()) {
            worker.post(() -> work.accept(worker, open.of(worker)));
        }
        return true;
    }

    /** Nobody waits for the answer any more. */
    void abandon() {
        abandoned = true;
    }

    boolean isAbandoned() {
        return abandoned;
    }

    /**
     * A worker has finished, and must say so even behind a fault: else the survey would keep its place for ever.
     *
     * @param whole whether it has looked at all; if not, nobody's findings are used. Thread: that worker.
     */
    void onEnd(Finder<F> finder, boolean whole) {
        F what = whole ? finder.found() : null;
        home.post(() -> add(what, whole));
    }

    private void add(F what, boolean whole) {
        found.add(what);
        failed |= !whole;
        awaited--;
        if (awaited == 0) {
            open.leave();
            finish(failed ? null : found);
        }
    }

    private void finish(List<F> result) {
        if (!finished) {
            finished = true;
            home.disarm(timer);
            whenDone.accept(result);
        }
    }
}
