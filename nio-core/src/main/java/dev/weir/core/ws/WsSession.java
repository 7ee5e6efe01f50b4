package dev.weir.core.ws;

import dev.weir.core.http.AttachmentKey;
import dev.weir.core.http.Exchange;

/**
 * One open WebSocket connection, be it a tunnel or an endpoint of Weir's own.
 *
 * <p>Thread: worker, that of the connection.
 */
public interface WsSession {

    /** Where the exchange whose 101 opened it keeps it, for variables. */
    AttachmentKey<WsSession> KEY = new AttachmentKey<>();

    /** The exchange whose 101 opened it. */
    Exchange exchange();

    /** What has passed so far. */
    SessionFacts facts();

    /** Bytes that wait to be sent to the client: those that its socket refused, and those of this turn of the loop. */
    default long queuedBytes() {
        return exchange().connection().pending();
    }

    /** Clock reading ({@code Clock.nanos}) of the last byte of either side, where that is known; else of the 101. */
    default long lastActiveNanos() {
        return facts().openedNanos;
    }

    /**
     * Closes it in good order: a Close frame to each side at the next frame boundary, then the connections.
     *
     * @param code the close code
     * @param reason at most 123 bytes
     * @param cause for logs and counters
     */
    void close(int code, String reason, WsEnd.Cause cause);
}
