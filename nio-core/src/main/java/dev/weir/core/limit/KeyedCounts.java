package dev.weir.core.limit;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * What is open under one limit, by the value of its key. A value is known only while something is open under it, so
 * that there are never more values than connections, whatever clients send.
 *
 * <p>Thread: any; taking and giving back are atomic for each value.
 */
public final class KeyedCounts {
    private final ConcurrentMap<String, Integer> open = new ConcurrentHashMap<>();
    private final long mostValues;

    /** Counts as many values as come. */
    public KeyedCounts() {
        this(Long.MAX_VALUE);
    }

    /** @param mostValues about how many values may be known at once; beyond it new ones get no place */
    public KeyedCounts(long mostValues) {
        this.mostValues = mostValues;
    }

    /**
     * Takes a place, to be given back when its connection ends.
     *
     * @return false when {@code most} are taken already
     */
    public boolean take(String key, int most) {
        boolean full = open.size() >= mostValues;
        boolean[] taken = new boolean[1];
        open.compute(key, (k, count) -> {
            int before = count == null ? 0 : count;
            taken[0] = before < most && (count != null || !full);
            return taken[0] ? Integer.valueOf(before + 1) : count;
        });
        return taken[0];
    }

    /** Gives a place back. */
    public void give(String key) {
        open.computeIfPresent(key, (k, count) -> count == 1 ? null : Integer.valueOf(count - 1));
    }

    /** Places now taken under one value. */
    public int of(String key) {
        return open.getOrDefault(key, 0);
    }

    /** Values under which places are taken now. */
    public int values() {
        return open.size();
    }
}
