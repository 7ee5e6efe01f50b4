package dev.weir.core.http;

/**
 * Why Weir ends a client connection that has broken no rule. Statistics count them by name, so each name is a promise.
 *
 * <p>Thread: any.
 */
public enum Cut {
    /** It waited for a request, or for the rest of one, and others needed its place or its descriptor. */
    MADE_WAY("waiting"),
    /** Its handshake of TLS was not complete in {@code client_header_timeout}. */
    TLS_TIMEOUT("SSL handshaking"),
    /** Its PROXY header was not complete in {@code client_header_timeout}. */
    PROXY_PROTOCOL_TIMEOUT("reading PROXY protocol"),
    /** Its request's head, or its first request, was not there in {@code client_header_timeout}. */
    HEADER_TIMEOUT("reading client request headers"),
    /** Nothing came of a request's body for {@code client_body_timeout}. */
    BODY_TIMEOUT("reading client request body"),
    /** The client took nothing of an answer for {@code send_timeout}. */
    SEND_TIMEOUT("sending to client"),
    /** A body, a frame or a message came, or an answer was taken, slower than {@code client_min_rate}. */
    MIN_RATE("sending or reading less than client_min_rate");

    private final String doing;

    Cut(String doing) {
        this.doing = doing;
    }

    /** What was going on, for the error log. */
    String doing() {
        return doing;
    }
}
