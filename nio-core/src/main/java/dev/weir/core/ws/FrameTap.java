package dev.weir.core.ws;

/**
 * Observes one WebSocket connection: counts, logs, limits its age. Several taps may watch the same connection.
 *
 * <p>Thread: worker. No method may block, throw or keep its {@link FrameFacts}.
 */
public interface FrameTap {

    /** A frame from {@code from} is complete. */
    default void onFrame(WsSession session, Side from, FrameFacts frame) {}

    /** {@code count} bytes after the handshake came from {@code from}. */
    default void onBytes(WsSession session, Side from, int count) {}

    /** A ping of ours to {@code side} has had its pong after so many nanoseconds. */
    default void onRoundTrip(WsSession session, Side side, long nanos) {}

    /** The connection has ended; called exactly once, after all frames. */
    default void onClose(WsSession session, WsEnd end) {}

    /** Makes a tap for each WebSocket connection of a location; shared by the workers. */
    @FunctionalInterface
    interface Factory {
        /** Called after the 101, before any frame; null when this connection is of no interest. Thread: worker. */
        FrameTap open(WsSession session);
    }
}
