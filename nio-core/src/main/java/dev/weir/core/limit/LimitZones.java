package dev.weir.core.limit;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What {@code limit_conn_zone} and {@code limit_req_zone} remember. It outlives a generation of the configuration, for
 * its connections do; a zone whose size changes begins anew, as in nginx, and so does one whose key changes, with which
 * nginx refuses to reload.
 *
 * <p>Thread: any.
 */
public final class LimitZones {
    private static final int BYTES_PER_COUNT = 64;
    private static final int BYTES_PER_BUCKET = 128;

    private final Map<Place, KeyedCounts> counts = new ConcurrentHashMap<>();
    private final Map<Place, Memory> memories = new ConcurrentHashMap<>();

    private record Place(String name, String key, long bytes) {}

    /** The buckets of one zone. */
    public static final class Memory {
        private final Buckets buckets;

        private Memory(long bytes) {
            buckets = new Buckets((int) Math.min(Integer.MAX_VALUE, bytes / BYTES_PER_BUCKET));
        }

        Buckets buckets() {
            return buckets;
        }
    }

    /**
     * @param key the text whose values are counted, as it is written
     * @param bytes the size of nginx's zone; as many values are known as it could hold
     */
    public KeyedCounts counts(String name, String key, long bytes) {
        return counts.computeIfAbsent(new Place(name, key, bytes), p -> new KeyedCounts(bytes / BYTES_PER_COUNT));
    }

    /** The parameters are those of {@link #counts}. */
    public Memory requests(String name, String key, long bytes) {
        return memories.computeIfAbsent(new Place(name, key, bytes), p -> new Memory(bytes));
    }
}
