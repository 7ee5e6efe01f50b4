package dev.weir.core.loop;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Connections that have something to write, kept back to the end of the turn so that what else comes until then leaves
 * with it.
 *
 * <p>Thread: worker.
 */
final class Flushes {
    /** So many are kept back at most: each of them holds a buffer. */
    private static final int MOST = 128;

    private List<Connection> waiting = new ArrayList<>();
    private List<Connection> going = new ArrayList<>();

    /** @return whether it is time to let them go, before the end of the turn */
    boolean add(Connection connection) {
        waiting.add(connection);
        return waiting.size() == MOST;
    }

    /** Lets all go, and those that come meanwhile. Called from within itself it leaves that to the outer call. */
    void go(Consumer<Connection> flush) {
        if (!going.isEmpty()) {
            return;
        }
        while (!waiting.isEmpty()) {
            List<Connection> batch = waiting;
            waiting = going;
            going = batch;
            batch.forEach(flush);
            batch.clear();
        }
    }
}
