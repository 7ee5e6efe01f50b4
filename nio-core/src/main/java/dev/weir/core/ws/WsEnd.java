package dev.weir.core.ws;

/**
 * How a WebSocket connection ended.
 *
 * @param side who ended it
 * @param code the close code seen or sent first; 1005 for a Close without one, 1006 when there was no Close
 * @param cause one word for logs and counters
 * @param incompleteClientBytes payload and header bytes of a frame the client began and never finished
 * @param incompleteUpstreamBytes the same for the upstream
 */
public record WsEnd(By side, int code, Cause cause, long incompleteClientBytes, long incompleteUpstreamBytes) {

    /** Who ended a connection. */
    public enum By {
        CLIENT,
        UPSTREAM,
        GATEWAY
    }

    /** Why a connection ended, {@code $ws_close_cause}. */
    public enum Cause {
        /** A Close frame went through. */
        CLOSE,
        /** The side shut the TCP connection without a Close frame. */
        EOF,
        /** The side reset the TCP connection. */
        RESET,
        /** Silence for too long. */
        TIMEOUT,
        /** {@code ws_conn_age}. */
        AGE,
        /** A limit. */
        LIMIT,
        /** A violation of RFC 6455. */
        PROTOCOL,
        /** A backend or an operator asked for it. */
        KILL,
        /** Weir shuts down. */
        SHUTDOWN,
        /** A fault of Weir. */
        ERROR;

        /** Why Weir closes a connection without a word. */
        public static Cause ofGivingUp(boolean stopping) {
            return stopping ? SHUTDOWN : ERROR;
        }
    }
}
