package dev.weir.core.http;

/**
 * How the end of a response's body is told (RFC 9112 section 6.3).
 *
 * <p>Thread: any; immutable.
 */
enum ResponseFraming {
    LENGTH,
    CHUNKED,
    UNTIL_CLOSE,
    /** No body is sent. */
    NONE;

    /**
     * That of a response to GET; a HEAD gets the fields of it.
     *
     * @param length of the body; -1 when it is not known
     * @param trailers whether fields follow the body, for which it must be chunked
     */
    static ResponseFraming of(Exchange exchange, int status, long length, boolean trailers) {
        if (isBodiless(status)) {
            return NONE;
        }
        if (length >= 0 && !trailers) {
            return LENGTH;
        }
        return isChunkable(exchange) ? CHUNKED : UNTIL_CLOSE;
    }

    /** Whether the location wants fields behind the body, and the client can read them there. */
    static boolean hasTrailers(Exchange exchange, int status) {
        Trailers trailers = exchange.location().options().response().trailers();
        return trailers != null
                && !isBodiless(status)
                && !exchange.request().method().equals("HEAD")
                && isChunkable(exchange)
                && trailers.isExpected(status);
    }

    private static boolean isBodiless(int status) {
        return status == 204 || status == 304;
    }

    private static boolean isChunkable(Exchange exchange) {
        return exchange.request().isHttp11()
                && exchange.location().options().response().chunked();
    }

    /** Puts the fields that tell it in place of those that whoever answers may have set. */
    void declare(Headers.Builder fields, long length, boolean isHead) {
        if (this == LENGTH) {
            fields.set("Content-Length", Long.toString(length));
        } else {
            fields.remove("Content-Length");
        }
        if (this == CHUNKED && !isHead) {
            fields.set("Transfer-Encoding", "chunked");
        }
    }
}
