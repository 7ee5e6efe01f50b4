package dev.weir.proxy;

import dev.weir.core.limit.KeyedCounts;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/**
 * The counts behind {@code ws_max_connections}, which must outlive a generation of the configuration: its connections
 * do. A count belongs to the block that sets the limit.
 *
 * <p>Thread: any.
 */
public final class ConnectionLimits {
    private final Map<String, KeyedCounts> counts = new ConcurrentHashMap<>();
    private final RandomGenerator random;

    /** @param random spreads ages; used by all workers at once */
    public ConnectionLimits(RandomGenerator random) {
        this.random = random;
    }

    /** The connections now open under the limit that stands at {@code place}. */
    KeyedCounts counts(String place) {
        return counts.computeIfAbsent(place, p -> new KeyedCounts());
    }

    RandomGenerator random() {
        return random;
    }
}
