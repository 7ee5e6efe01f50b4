package dev.weir.core.limit;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The leaky buckets of one zone, by the value of its key: what has come beyond the rate, in thousandths of a request.
 *
 * <p>The least used give way when there are too many. Times are readings of the one clock of all workers, which look at
 * it at slightly different moments, so that time may seem to run back a little. Source: the way nginx counts,
 * ngx_http_limit_req_module. Thread: any; one lock, held for a look.
 */
final class Buckets {
    /** What one request weighs. */
    static final long REQUEST = 1000;

    private static final long NANOS = 1_000_000_000L;
    private static final long STALE_NANOS = 60 * NANOS;
    private static final int STALE_AT_ONCE = 2;

    private final Map<String, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true);
    private final int most;

    /** Thread: any, under the lock of its owner. */
    static final class Bucket {
        private long excess;
        private long lastNanos;
        private boolean charged;
        private int held;
    }

    /**
     * A look at a bucket.
     *
     * @param excess what is in it with this request
     * @param bucket null when the request is too much
     */
    record Look(long excess, Bucket bucket) {}

    /** @param most how many values are remembered */
    Buckets(int most) {
        this.most = most;
    }

    /**
     * Sees whether a request fits.
     *
     * @param rate thousandths of a request in a second
     * @param burst thousandths that the bucket takes beyond it
     * @param charge whether to put it in; else its bucket is held for {@link #charge} or {@link #release}
     */
    synchronized Look look(String key, long rate, long burst, long nowNanos, boolean charge) {
        Bucket bucket = buckets.get(key);
        if (bucket == null) {
            bucket = make(key, rate, nowNanos);
        }
        long excess = excess(bucket, rate, nowNanos);
        if (excess > burst) {
            return new Look(excess, null);
        }
        if (charge) {
            put(bucket, excess, nowNanos);
        } else {
            bucket.held++;
        }
        return new Look(excess, bucket);
    }

    /** Puts a request into a bucket that was held for it, and tells what is in it now. */
    synchronized long charge(Bucket bucket, long rate, long nowNanos) {
        long excess = excess(bucket, rate, nowNanos);
        put(bucket, excess, nowNanos);
        bucket.held--;
        return excess;
    }

    /** Lets a bucket go that was held for a request that was refused. */
    synchronized void release(Bucket bucket) {
        bucket.held--;
    }

    synchronized int size() {
        return buckets.size();
    }

    private static void put(Bucket bucket, long excess, long nowNanos) {
        bucket.excess = excess;
        if (!bucket.charged || nowNanos - bucket.lastNanos > 0) {
            bucket.lastNanos = nowNanos;
        }
        bucket.charged = true;
    }

    /** What would be in the bucket with one request more; the first one is free. */
    private static long excess(Bucket bucket, long rate, long nowNanos) {
        return bucket.charged ? Math.max(0, bucket.excess - leaked(bucket, rate, nowNanos) + REQUEST) : 0;
    }

    private static long leaked(Bucket bucket, long rate, long nowNanos) {
        long nanos = Math.max(0, nowNanos - bucket.lastNanos);
        return nanos > Long.MAX_VALUE / rate ? Long.MAX_VALUE / 2 : rate * nanos / NANOS;
    }

    private Bucket make(String key, long rate, long nowNanos) {
        makeRoom(rate, nowNanos);
        Bucket bucket = new Bucket();
        bucket.lastNanos = nowNanos;
        buckets.put(key, bucket);
        return bucket;
    }

    private void makeRoom(long rate, long nowNanos) {
        Iterator<Bucket> eldest = buckets.values().iterator();
        for (int i = 0; i < STALE_AT_ONCE && eldest.hasNext(); i++) {
            Bucket bucket = eldest.next();
            boolean stale =
                    nowNanos - bucket.lastNanos >= STALE_NANOS && bucket.excess - leaked(bucket, rate, nowNanos) <= 0;
            if (bucket.held == 0 && (stale || buckets.size() >= most)) {
                eldest.remove();
            } else {
                return;
            }
        }
    }
}
