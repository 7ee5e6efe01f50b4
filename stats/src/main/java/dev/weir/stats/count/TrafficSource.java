package dev.weir.stats.count;

import java.util.List;

/** A series of the statistics. Thread: any. */
interface TrafficSource {
    /** The values of its labels, as byte strings fit to be shown ({@link LabelText}); empty ones mean no label. */
    List<String> labels();

    /** What all workers have counted. */
    long read(Counter counter);

    /**
     * Connections now open. What has ended is read first: a connection that ends meanwhile cannot make the number
     * negative.
     */
    default long active() {
        long closed = read(Counter.WS_CLOSED);
        return read(Counter.WS_OPENED) - closed;
    }
}
