package dev.weir.core.ws;

/**
 * Hears what became of a message of ours; one receipt may go with many messages. Exactly one method is called for each.
 *
 * <p>Thread: worker, that of the connection the message was sent on.
 */
public interface Receipt {
    /** The socket has taken its last byte. */
    void onWritten(WsEndpoint endpoint);

    /** The connection ended before. */
    void onLost(WsEndpoint endpoint);
}
