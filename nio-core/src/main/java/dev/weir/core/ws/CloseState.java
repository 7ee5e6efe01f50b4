package dev.weir.core.ws;

/**
 * Where one WebSocket connection stands in the close handshake (RFC 6455 sections 5.5.1 and 7.1), seen from one end.
 *
 * <pre>
 *            onCloseSent                 onCloseReceived
 *   OPEN ------------------> CLOSE_SENT -----------------+
 *    |                                                    v
 *    | onCloseReceived                    onCloseSent   CLOSE_EXCHANGED
 *    +-----------------> CLOSE_RECEIVED ------------------^
 *
 *   every state -- onConnectionEnded --> ENDED (clean from CLOSE_EXCHANGED, see {@link #isClean})
 * </pre>
 *
 * <p>Thread: any; immutable.
 */
public enum CloseState {
    /** Messages may go both ways. */
    OPEN,
    /** We have sent a Close and wait for the peer's; data still comes. */
    CLOSE_SENT,
    /** The peer has sent a Close and waits for ours. */
    CLOSE_RECEIVED,
    /** Both have; the server ends the TCP connection first (section 7.1.1). */
    CLOSE_EXCHANGED,
    /** The TCP connection is gone. */
    ENDED;

    /** A Close of ours was queued behind everything sent before. */
    public CloseState onCloseSent() {
        return switch (this) {
            case OPEN -> CLOSE_SENT;
            case CLOSE_RECEIVED -> CLOSE_EXCHANGED;
            default -> throw new IllegalStateException("a second Close in " + this);
        };
    }

    /** A Close of the peer is complete; the rules of frames let no second one through. */
    public CloseState onCloseReceived() {
        return switch (this) {
            case OPEN -> CLOSE_RECEIVED;
            case CLOSE_SENT -> CLOSE_EXCHANGED;
            default -> throw new IllegalStateException("a second Close came in " + this);
        };
    }

    /** The TCP connection ended, by whomever. */
    public CloseState onConnectionEnded() {
        return ENDED;
    }

    /** Whether messages of ours may go out; nothing may after our Close. */
    public boolean maySend() {
        return this == OPEN || this == CLOSE_RECEIVED;
    }

    /** Whether frames of the peer are still to be read. */
    public boolean mayReceive() {
        return this == OPEN || this == CLOSE_SENT;
    }

    /** Whether an end of the TCP connection now is a clean one (section 7.1.4). */
    public boolean isClean() {
        return this == CLOSE_EXCHANGED;
    }
}
