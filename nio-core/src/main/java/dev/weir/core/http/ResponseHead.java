package dev.weir.core.http;

/**
 * A response's status line and header fields (RFC 9112 section 4).
 *
 * @param minorVersion the minor version of HTTP/1.x in which it came; 1 for our own
 * @param status 100 to 999
 * @param reason the reason phrase; may be empty
 * @param headers the header fields
 */
public record ResponseHead(int minorVersion, int status, String reason, Headers headers) {

    public static ResponseHead of(int status, Headers headers) {
        return new ResponseHead(1, status, Status.reason(status), headers);
    }
}
