package dev.weir.proxy;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The open connections under one {@code ws_max_connections}, by the value of its key. A value is known only while it
 * has a connection, so that there are never more values than connections, whatever clients send.
 *
 * <p>Thread: any; taking and giving back are atomic for each value.
 */
final class ConnectionCounts {
    private final ConcurrentMap<String, Integer> open = new ConcurrentHashMap<>();

    /**
     * Takes a place, to be given back when its connection ends.
     *
     * @return false when {@code most} are taken already
     */
    boolean take(String key, int most) {
        boolean[] taken = new boolean[1];
        open.compute(key, (k, count) -> {
            int before = count == null ? 0 : count;
            taken[0] = before < most;
            return taken[0] ? Integer.valueOf(before + 1) : count;
        });
        return taken[0];
    }

    /** Gives a place back. */
    void give(String key) {
        open.computeIfPresent(key, (k, count) -> count == 1 ? null : Integer.valueOf(count - 1));
    }

    /** Connections now open under one value. */
    int of(String key) {
        return open.getOrDefault(key, 0);
    }

    /** Values that have connections now. */
    int values() {
        return open.size();
    }
}
