package dev.weir.core.http;

/**
 * How the end of a message body is found (RFC 9112 section 6.3).
 *
 * <p>Thread: any; immutable.
 */
public sealed interface BodyFraming {
    /** There is no body. */
    BodyFraming NONE = new None();

    BodyFraming CHUNKED = new Chunked();
    BodyFraming UNTIL_CLOSE = new UntilClose();

    /** Ends with the head. */
    record None() implements BodyFraming {}

    /** @param bytes of content, more than 0 */
    record Length(long bytes) implements BodyFraming {}

    /** Ends with the last chunk and its trailer section. */
    record Chunked() implements BodyFraming {}

    /** Ends with the connection; responses only. */
    record UntilClose() implements BodyFraming {}

    /** Of a head from {@link RequestParser}, which has refused every ambiguous one. */
    static BodyFraming ofRequest(RequestHead request) {
        if (request.headers().has("Transfer-Encoding")) {
            return CHUNKED;
        }
        String length = request.headers().first("Content-Length");
        return length == null ? NONE : ofLength(ContentLength.parse(length));
    }

    /**
     * Of a response, as the request's method and the status decide before any field does.
     *
     * @throws HttpFault 502 when two readers could see two ends
     */
    static BodyFraming ofResponse(ResponseHead response, String requestMethod) throws HttpFault {
        int status = response.status();
        if (requestMethod.equals("HEAD") || status < 200 || status == 204 || status == 304) {
            return NONE;
        }
        String length = response.headers().first("Content-Length");
        if (response.headers().has("Transfer-Encoding")) {
            if (length != null) {
                throw ResponseParser.fault(ResponseParser.TWO_FRAMINGS);
            }
            return CHUNKED;
        }
        if (length == null) {
            return UNTIL_CLOSE;
        }
        long bytes = ContentLength.parse(length);
        if (bytes < 0) {
            throw ResponseParser.invalidLength(length);
        }
        return ofLength(bytes);
    }

    private static BodyFraming ofLength(long bytes) {
        return bytes == 0 ? NONE : new Length(bytes);
    }
}
