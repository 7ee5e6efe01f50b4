package dev.weir.core.http;

/**
 * The trailer fields of a location's responses (RFC 9112 section 7.1.2).
 *
 * <p>Source: nginx, {@code add_trailer}. Thread: worker.
 */
public interface Trailers {

    /** Whether a response of this status has any, so that its body must be chunked. */
    boolean isExpected(int status);

    /** Adds the fields after the last byte of the body. */
    void apply(Exchange exchange, int status, Headers.Builder fields);
}
