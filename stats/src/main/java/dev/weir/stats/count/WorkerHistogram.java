package dev.weir.stats.count;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * One histogram of one worker. Only that worker records, so recording needs no lock, no atomic instruction and no
 * object. A reader may come in between: each number is whole and never goes back, and what it finds in the buckets is
 * in the sum that it reads afterwards (the sum may hold a little more). At rest everything is exact.
 *
 * <pre>
 *   values:  | padding | sum | one per bucket ... | padding |
 * </pre>
 *
 * <p>Thread: worker records, any reads.
 */
final class WorkerHistogram {
    /** Keeps the histograms of two workers off the same cache line. */
    private static final int PADDING = 16;

    private static final int SUM = PADDING;
    private static final int FIRST = SUM + 1;
    private static final VarHandle VALUES = MethodHandles.arrayElementVarHandle(long[].class);

    private final Buckets buckets;
    private final long[] values;

    WorkerHistogram(Buckets buckets) {
        this.buckets = buckets;
        this.values = new long[FIRST + buckets.size() + PADDING];
    }

    /**
     * Adds a value; a negative one counts as 0. The sum has 63 bits: of nanoseconds that is 292 years of waiting, all
     * waits of this worker taken together. Thread: its worker.
     */
    void record(long value) {
        long amount = Math.max(0, value);
        add(SUM, amount);
        add(FIRST + buckets.indexOf(amount), 1);
    }

    /** Values in a bucket, without those in the buckets below. */
    long count(int bucket) {
        return (long) VALUES.getAcquire(values, FIRST + bucket);
    }

    /** All values added up; to be read after the buckets. */
    long sum() {
        return (long) VALUES.getAcquire(values, SUM);
    }

    private void add(int index, long amount) {
        VALUES.setRelease(values, index, values[index] + amount);
    }
}
