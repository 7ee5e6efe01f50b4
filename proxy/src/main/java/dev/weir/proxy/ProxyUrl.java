package dev.weir.proxy;

/**
 * The URL of a {@code proxy_pass} taken apart.
 *
 * <p>Thread: any; immutable.
 *
 * @param secure whether TLS is spoken there: {@code https://}
 * @param host a name or an address, IPv6 in brackets; empty for a unix socket
 * @param port -1 when none is written
 * @param unixPath the path of a socket; null for TCP
 * @param uri the URI part; empty when there is none
 */
record ProxyUrl(boolean secure, String host, int port, String unixPath, String uri) {
    static final int DEFAULT_PORT = 80;
    private static final int SECURE_PORT = 443;
    private static final String SCHEME = "http://";
    private static final String SECURE_SCHEME = "https://";
    private static final String UNIX = "unix:";

    /**
     * Takes a URL, a byte string, apart.
     *
     * @throws IllegalArgumentException when it is none; the message is for the operator
     */
    static ProxyUrl parse(String text) {
        boolean secure = text.regionMatches(true, 0, SECURE_SCHEME, 0, SECURE_SCHEME.length());
        if (!secure && !text.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            throw new IllegalArgumentException(
                    "invalid URL prefix in \"" + text + "\": it must begin with http:// or https://");
        }
        String rest = text.substring(secure ? SECURE_SCHEME.length() : SCHEME.length());
        return rest.regionMatches(true, 0, UNIX, 0, UNIX.length())
                ? unix(secure, rest.substring(UNIX.length()))
                : tcp(secure, rest, text);
    }

    private static ProxyUrl unix(boolean secure, String rest) {
        int colon = rest.indexOf(':');
        String path = colon < 0 ? rest : rest.substring(0, colon);
        if (path.isEmpty()) {
            throw new IllegalArgumentException("no path in the unix domain socket");
        }
        return new ProxyUrl(secure, "", -1, path, uriOf(colon < 0 ? "" : rest.substring(colon + 1)));
    }

    private static ProxyUrl tcp(boolean secure, String rest, String text) {
        int end = 0;
        while (end < rest.length() && "/?".indexOf(rest.charAt(end)) < 0) {
            end++;
        }
        String authority = rest.substring(0, end);
        int bracket = authority.lastIndexOf(']');
        int colon = authority.indexOf(':', Math.max(0, bracket));
        String host = colon < 0 ? authority : authority.substring(0, colon);
        if (host.isEmpty()) {
            throw new IllegalArgumentException("no host in upstream \"" + text + "\"");
        }
        return new ProxyUrl(
                secure,
                host,
                colon < 0 ? -1 : port(authority.substring(colon + 1), text),
                null,
                uriOf(rest.substring(end)));
    }

    private static int port(String digits, String text) {
        boolean valid =
                !digits.isEmpty() && digits.length() <= 5 && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        int port = valid ? Integer.parseInt(digits) : 0;
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("invalid port in upstream \"" + text + "\"");
        }
        return port;
    }

    private static String uriOf(String part) {
        return part.startsWith("?") ? "/" + part : part;
    }

    boolean isUnix() {
        return unixPath != null;
    }

    private int defaultPort() {
        return secure ? SECURE_PORT : DEFAULT_PORT;
    }

    int portOrDefault() {
        return port < 0 ? defaultPort() : port;
    }

    /** {@code $proxy_host}. */
    String hostHeader() {
        if (isUnix()) {
            return "localhost";
        }
        return portOrDefault() == defaultPort() ? host : host + ":" + port;
    }

    /** {@code $proxy_port}. */
    String portText() {
        return isUnix() ? "" : Integer.toString(portOrDefault());
    }

    /** Host and port, always with the port. */
    String authority() {
        return isUnix() ? UNIX + unixPath : host + ":" + portOrDefault();
    }
}
