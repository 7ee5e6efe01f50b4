package dev.weir.core.http;

/**
 * A request's line and header fields as they came (RFC 9112 sections 3 and 5); byte strings throughout.
 *
 * <p>Immutable and never pooled: log lines may mention it long after the exchange.
 *
 * @param requestLine the whole request line, for {@code $request}
 * @param method the method
 * @param target the request target as sent
 * @param minorVersion the minor version of HTTP/1.x; 9 stands for an HTTP/0.9 request, which has no fields
 * @param headers the header fields
 * @param length bytes of the head, its final empty line included
 */
public record RequestHead(
        String requestLine, String method, String target, int minorVersion, Headers headers, int length) {

    /** {@code HTTP/1.1}, for {@code $server_protocol}. */
    public String protocol() {
        return minorVersion == 9 ? "HTTP/0.9" : minorVersion == 0 ? "HTTP/1.0" : "HTTP/1.1";
    }

    public boolean isHttp11() {
        return minorVersion == 1;
    }
}
