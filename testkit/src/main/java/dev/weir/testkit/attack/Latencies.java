package dev.weir.testkit.attack;

import java.util.Arrays;

/** Times that something took. Thread: any. */
public final class Latencies {
    private long[] nanos = new long[1024];
    private int count;

    synchronized void add(long took) {
        if (count == nanos.length) {
            nanos = Arrays.copyOf(nanos, count * 2);
        }
        nanos[count++] = took;
    }

    /** Gives all to others, and has none. */
    public synchronized void moveTo(Latencies others) {
        for (int i = 0; i < count; i++) {
            others.add(nanos[i]);
        }
        count = 0;
    }

    public synchronized int count() {
        return count;
    }

    /** The milliseconds that so many of a hundred did not exceed; 0 when there are none. */
    public synchronized double percentile(double percent) {
        if (count == 0) {
            return 0;
        }
        long[] sorted = Arrays.copyOf(nanos, count);
        Arrays.sort(sorted);
        int at = (int) Math.ceil(count * percent / 100) - 1;
        return sorted[Math.max(0, at)] / 1e6;
    }

    @Override
    public String toString() {
        return String.format(
                "%d, ms: p50 %.2f, p99 %.2f, p99.9 %.2f, most %.2f",
                count(), percentile(50), percentile(99), percentile(99.9), percentile(100));
    }
}
