package dev.weir.core.ws;

/**
 * Two taps on one connection.
 *
 * <p>Thread: worker.
 */
public final class TapPair implements FrameTap {
    private final FrameTap first;
    private final FrameTap second;

    public TapPair(FrameTap first, FrameTap second) {
        this.first = first;
        this.second = second;
    }

    @Override
    public void onFrame(WsSession session, Side from, FrameFacts frame) {
        first.onFrame(session, from, frame);
        second.onFrame(session, from, frame);
    }

    @Override
    public void onBytes(WsSession session, Side from, int count) {
        first.onBytes(session, from, count);
        second.onBytes(session, from, count);
    }

    @Override
    public void onRoundTrip(WsSession session, Side side, long nanos) {
        first.onRoundTrip(session, side, nanos);
        second.onRoundTrip(session, side, nanos);
    }

    @Override
    public void onClose(WsSession session, WsEnd end) {
        first.onClose(session, end);
        second.onClose(session, end);
    }
}
