package dev.weir.stats.count;

import dev.weir.core.ws.WsEnd;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The counters and histograms of one worker. Only that worker adds, so adding needs no lock and no atomic instruction;
 * readers see each number whole and not older than a moment.
 *
 * <pre>
 *   values:  | padding | one per Counter ... | closes: side x label ... | padding |
 * </pre>
 *
 * <p>Thread: worker adds, any reads.
 */
final class WorkerCounters {
    /** Keeps the counters of two workers off the same cache line. */
    private static final int PADDING = 16;

    private static final int COUNTERS = Counter.values().length;
    private static final int SIDES = WsEnd.By.values().length;
    private static final VarHandle VALUES = MethodHandles.arrayElementVarHandle(long[].class);

    private final long[] values = new long[PADDING + COUNTERS + SIDES * CloseLabels.COUNT + PADDING];
    private final FrameKinds kinds = new FrameKinds();
    private final WorkerHistogram[] histograms = new WorkerHistogram[Histogram.values().length];

    WorkerCounters() {
        for (Histogram histogram : Histogram.values()) {
            histograms[histogram.ordinal()] = new WorkerHistogram(histogram.buckets());
        }
    }

    /** Adds to a counter. Thread: its worker. */
    void add(Counter counter, long amount) {
        addAt(PADDING + counter.ordinal(), amount);
    }

    /** Counts the end of a connection by who ended it and with which code. Thread: its worker. */
    void addClose(WsEnd.By side, int code) {
        addAt(closeIndex(side, CloseLabels.indexOf(code)), 1);
    }

    /** Adds a value, in the unit of the histogram's buckets, to its distribution. Thread: its worker. */
    void record(Histogram histogram, long value) {
        histograms[histogram.ordinal()].record(value);
    }

    /** Frames by opcode, and messages by size. */
    FrameKinds kinds() {
        return kinds;
    }

    WorkerHistogram histogram(Histogram histogram) {
        return histograms[histogram.ordinal()];
    }

    long read(Counter counter) {
        return (long) VALUES.getAcquire(values, PADDING + counter.ordinal());
    }

    long readClose(WsEnd.By side, int label) {
        return (long) VALUES.getAcquire(values, closeIndex(side, label));
    }

    private static int closeIndex(WsEnd.By side, int label) {
        return PADDING + COUNTERS + side.ordinal() * CloseLabels.COUNT + label;
    }

    private void addAt(int index, long amount) {
        VALUES.setRelease(values, index, values[index] + amount);
    }
}
