package dev.weir.stats.count;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * What one worker has counted of one series: connections, frames, messages, payload and wire bytes. Only that worker
 * adds, so adding needs no lock and no atomic instruction; readers see each number whole and not older than a moment.
 *
 * <pre>
 *   values:  | padding | one for each Counter that is of traffic | padding |
 * </pre>
 *
 * <p>Thread: worker adds, any reads.
 */
final class Traffic {
    /** Numbers of a series: the first of {@link Counter}. */
    static final int SIZE = Counter.MESSAGES_OUT.ordinal() + 1;

    /** Keeps the numbers of two workers off the same cache line. */
    private static final int PADDING = 8;

    private static final int FRAMES = PADDING + Counter.FRAMES_IN.ordinal();
    private static final int PAYLOAD = PADDING + Counter.PAYLOAD_IN.ordinal();
    private static final int BYTES = PADDING + Counter.BYTES_IN.ordinal();
    private static final int MESSAGES = PADDING + Counter.MESSAGES_IN.ordinal();
    private static final VarHandle VALUES = MethodHandles.arrayElementVarHandle(long[].class);

    private final long[] values = new long[PADDING + SIZE + PADDING];

    /** A connection has opened. Thread: its worker. */
    void onOpened() {
        add(PADDING + Counter.WS_OPENED.ordinal(), 1);
    }

    /** A connection has ended. Thread: its worker. */
    void onClosed() {
        add(PADDING + Counter.WS_CLOSED.ordinal(), 1);
    }

    /**
     * A frame is complete. Thread: its worker.
     *
     * @param side 0 for one from the client, 1 for one from the upstream
     * @param messages 1 when it ends a message, else 0
     */
    void onFrame(int side, long payload, int messages) {
        add(FRAMES + side, 1);
        add(PAYLOAD + side, payload);
        if (messages != 0) {
            add(MESSAGES + side, messages);
        }
    }

    /** Bytes of the wire. Thread: its worker. */
    void onBytes(int side, int count) {
        add(BYTES + side, count);
    }

    long read(Counter counter) {
        return (long) VALUES.getAcquire(values, PADDING + counter.ordinal());
    }

    private void add(int index, long amount) {
        VALUES.setRelease(values, index, values[index] + amount);
    }
}
