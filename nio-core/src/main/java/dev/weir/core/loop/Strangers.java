package dev.weir.core.loop;

import java.util.Arrays;

/**
 * Connections that are ready and on which no request has come yet. They are served after all others and for a few
 * milliseconds of each turn: ten thousand who send a head byte by byte do not hold up who is known. Who is not served
 * in one turn is told of again by the next poll, behind those of whom it did not tell; that it waits is our doing then,
 * so it is not among those who are closed to make room as having waited longest.
 *
 * <p>Thread: worker.
 */
final class Strangers {
    /** How long one turn serves them. */
    private static final long MOST_NANOS = 3_000_000;

    /** So many are served even if that takes longer, for another process may have had the processor meanwhile. */
    private static final int LEAST = 16;

    private static final int FIRST_SIZE = 64;

    private Connection[] ready = new Connection[FIRST_SIZE];
    private int[] ops = new int[FIRST_SIZE];
    private int count;

    void add(Connection connection, int readyOps) {
        if (count == ready.length) {
            ready = Arrays.copyOf(ready, 2 * count);
            ops = Arrays.copyOf(ops, 2 * count);
        }
        ready[count] = connection;
        ops[count++] = readyOps;
    }

    /** Serves as many as there is time for. */
    void serve(Clock clock, Poller.Ready each) {
        if (count == 0) {
            return;
        }
        long began = clock.nanos();
        int served = 0;
        while (served < count && (served < LEAST || clock.nanos() - began < MOST_NANOS)) {
            each.onReady(ready[served], ops[served]);
            served++;
        }
        for (int i = served; i < count; i++) {
            if (ready[i].isStranger()) {
                ready[i].mayGo(false);
            }
        }
        Arrays.fill(ready, 0, count, null);
        count = 0;
    }
}
