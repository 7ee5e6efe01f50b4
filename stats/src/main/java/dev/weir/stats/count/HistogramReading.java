package dev.weir.stats.count;

import dev.weir.core.ws.Side;

/**
 * What was read of a histogram: the sum over the workers that were added. The count is that of its own buckets, so
 * that one reading never contradicts itself however much is recorded meanwhile.
 *
 * <p>Thread: the one that made it.
 */
final class HistogramReading {
    private final Buckets buckets;
    private final long[] counts;
    private long count;
    private long sum;

    HistogramReading(Buckets buckets) {
        this.buckets = buckets;
        this.counts = new long[buckets.size()];
    }

    void add(WorkerHistogram worker) {
        for (int i = 0; i < counts.length; i++) {
            long inBucket = worker.count(i);
            counts[i] += inBucket;
            count += inBucket;
        }
        sum += worker.sum();
    }

    /** Adds the sizes of messages; their sum is to be added apart. */
    void add(FrameKinds kinds, Side side) {
        for (int i = 0; i < counts.length; i++) {
            long inBucket = kinds.messages(side, i);
            counts[i] += inBucket;
            count += inBucket;
        }
    }

    void addToSum(long amount) {
        sum += amount;
    }

    Buckets buckets() {
        return buckets;
    }

    /** Values recorded. */
    long count() {
        return count;
    }

    /** All values added up, in the unit in which they were recorded. */
    long sum() {
        return sum;
    }

    /** Values in a bucket, without those in the buckets below. */
    long count(int bucket) {
        return counts[bucket];
    }

    /**
     * An estimate of the value that a share of all values does not exceed, as Prometheus' {@code histogram_quantile}
     * makes it: values are taken as spread evenly over their bucket, and those above the highest bound as equal to it.
     *
     * @param share above 0, at most 1
     * @return in the unit in which values were recorded; 0 when there are none
     */
    long quantile(double share) {
        double rank = share * count;
        long below = 0;
        for (int i = 0; i < counts.length - 1; i++) {
            if (counts[i] > 0 && below + counts[i] >= rank) {
                long from = i == 0 ? 0 : buckets.bound(i - 1);
                double within = (rank - below) / counts[i];
                return from + Math.round(within * (buckets.bound(i) - from));
            }
            below += counts[i];
        }
        return count == 0 ? 0 : buckets.bound(counts.length - 2);
    }
}
