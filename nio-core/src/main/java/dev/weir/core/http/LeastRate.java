package dev.weir.core.http;

import java.time.Duration;

/**
 * How fast a client must send what it has begun to send and take what it is sent: {@code client_min_rate}. Silence has
 * its timeouts; this is for those who break it with a byte now and then.
 *
 * @param bytesPerSecond in the mean; 0 for any
 * @param after how long a client may be slower, for which it gets time back when it is faster again
 */
public record LeastRate(long bytesPerSecond, Duration after) {
    /** Any is fast enough, as with nginx. */
    public static final LeastRate NONE = new LeastRate(0, Duration.ZERO);

    private static final double SECOND = 1e9;

    public boolean isNone() {
        return bytesPerSecond == 0;
    }

    /** How long so many bytes may take. */
    public long nanos(long bytes) {
        return (long) (bytes / (double) bytesPerSecond * SECOND);
    }
}
