package dev.weir.stats.count;

import dev.weir.core.ws.Side;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * What one worker has counted of one series: connections, frames, messages, payload and wire bytes. Only that worker
 * adds, so adding needs no lock and no atomic instruction; readers see each number whole and not older than a moment.
 *
 * <p>A frame costs two additions: frames that end a message and frames that do not are counted apart, and so are
 * payloads of whole messages, of control frames and of pieces; the numbers that are shown are sums of those.
 *
 * <pre>
 *   values:  | padding | opened, closed | of each side: frames 2, payload 3, bytes 1 | padding |
 * </pre>
 *
 * <p>Thread: worker adds, any reads.
 */
final class Traffic {
    /** How many of {@link Counter} it counts: the first ones. */
    static final int COUNTERS = Counter.MESSAGES_OUT.ordinal() + 1;

    /** The payload of a frame that is a message by itself. */
    static final int WHOLE = 0;

    /** The payload of a control frame. */
    static final int CONTROL = 1;

    /** The payload of a frame whose message has others. */
    static final int PIECE = 2;

    private static final int PAYLOADS = 3;

    /** Keeps the numbers of two workers off the same cache line. */
    private static final int PADDING = 8;

    private static final int OPENED = PADDING;
    private static final int CLOSED = OPENED + 1;
    private static final int FRAMES = CLOSED + 1;
    private static final int PAYLOAD = FRAMES + 4;
    private static final int BYTES = PAYLOAD + 2 * PAYLOADS;
    private static final int END = BYTES + 2;
    private static final VarHandle VALUES = MethodHandles.arrayElementVarHandle(long[].class);

    private final long[] values = new long[END + PADDING];

    /** A connection has opened. Thread: its worker. */
    void onOpened() {
        add(OPENED, 1);
    }

    /** A connection has ended. Thread: its worker. */
    void onClosed() {
        add(CLOSED, 1);
    }

    /**
     * A frame is complete. Thread: its worker.
     *
     * @param side 0 for one from the client, 1 for one from the upstream
     * @param kind {@link #WHOLE}, {@link #CONTROL} or {@link #PIECE}
     * @param message 1 when it ends a message, else 0
     */
    void onFrame(int side, int kind, int message, long payload) {
        add(PAYLOAD + PAYLOADS * side + kind, payload);
        add(FRAMES + 2 * side + message, 1);
    }

    /** Bytes of the wire. Thread: its worker. */
    void onBytes(int side, int count) {
        add(BYTES + side, count);
    }

    /** @param counter one of the first {@link #COUNTERS} */
    long read(Counter counter) {
        return switch (counter) {
            case WS_OPENED -> at(OPENED);
            case WS_CLOSED -> at(CLOSED);
            case FRAMES_IN -> at(FRAMES) + at(FRAMES + 1);
            case FRAMES_OUT -> at(FRAMES + 2) + at(FRAMES + 3);
            case PAYLOAD_IN -> payload(0);
            case PAYLOAD_OUT -> payload(1);
            case BYTES_IN -> at(BYTES);
            case BYTES_OUT -> at(BYTES + 1);
            case MESSAGES_IN -> at(FRAMES + 1);
            case MESSAGES_OUT -> at(FRAMES + 3);
            default -> 0;
        };
    }

    private long payload(int side) {
        int first = PAYLOAD + PAYLOADS * side;
        return at(first + WHOLE) + at(first + CONTROL) + at(first + PIECE);
    }

    /** Payload bytes of frames that are messages by themselves. */
    long readWhole(Side side) {
        return at(PAYLOAD + PAYLOADS * side.ordinal() + WHOLE);
    }

    private long at(int index) {
        return (long) VALUES.getAcquire(values, index);
    }

    private void add(int index, long amount) {
        VALUES.setRelease(values, index, values[index] + amount);
    }
}
