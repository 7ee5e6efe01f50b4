package dev.weir.stats.count;

import dev.weir.core.ws.FrameFacts;
import dev.weir.core.ws.FrameTap;
import dev.weir.core.ws.Side;
import dev.weir.core.ws.WsEnd;
import dev.weir.core.ws.WsSession;

/**
 * Counts what passes on the WebSocket connections of one worker.
 *
 * <p>Thread: worker.
 */
public final class CounterTap implements FrameTap {
    private final WorkerCounters counters;

    private CounterTap(WorkerCounters counters) {
        this.counters = counters;
    }

    /**
     * Counts on every connection of every location; it stands first among a location's taps, so that a line of a log
     * never tells of a frame that is not counted yet.
     *
     * <p>Thread: any; {@code open} that of the connection's worker.
     */
    public static final class Factory implements FrameTap.Factory {
        private final CounterBoard board;

        public Factory(CounterBoard board) {
            this.board = board;
        }

        @Override
        public FrameTap open(WsSession session) {
            return open(session.exchange().worker().index());
        }

        /** The tap for a new connection of a worker. */
        FrameTap open(int worker) {
            WorkerCounters counters = board.worker(worker);
            counters.add(Counter.WS_OPENED, 1);
            return new CounterTap(counters);
        }
    }

    @Override
    public void onFrame(WsSession session, Side from, FrameFacts frame) {
        boolean in = from == Side.CLIENT;
        counters.add(in ? Counter.FRAMES_IN : Counter.FRAMES_OUT, 1);
        counters.add(in ? Counter.PAYLOAD_IN : Counter.PAYLOAD_OUT, frame.payloadLength);
        counters.add(Counter.ofOpcode(in, frame.opcode), 1);
        if (frame.messageLength >= 0) {
            counters.add(in ? Counter.MESSAGES_IN : Counter.MESSAGES_OUT, 1);
        }
    }

    @Override
    public void onBytes(WsSession session, Side from, int count) {
        counters.add(from == Side.CLIENT ? Counter.BYTES_IN : Counter.BYTES_OUT, count);
    }

    @Override
    public void onClose(WsSession session, WsEnd end) {
        incomplete(end.incompleteClientBytes(), Counter.INCOMPLETE_FRAMES_IN, Counter.INCOMPLETE_BYTES_IN);
        incomplete(end.incompleteUpstreamBytes(), Counter.INCOMPLETE_FRAMES_OUT, Counter.INCOMPLETE_BYTES_OUT);
        counters.addClose(end.side(), end.code());
        counters.add(Counter.WS_CLOSED, 1);
    }

    private void incomplete(long bytes, Counter frames, Counter total) {
        if (bytes > 0) {
            counters.add(frames, 1);
            counters.add(total, bytes);
        }
    }
}
