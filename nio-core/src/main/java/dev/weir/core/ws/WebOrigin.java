package dev.weir.core.ws;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The origin of a web page as a browser serializes it (RFC 6454 section 6.2), or the like of it in a {@code Host}.
 *
 * @param scheme in lower case
 * @param host in lower case, an IPv6 address in brackets
 * @param port the one written, else the usual one of the scheme; {@link #NO_PORT} where it has none
 */
record WebOrigin(String scheme, String host, int port) {
    static final int NO_PORT = -1;
    private static final int HIGHEST_PORT = 65535;
    private static final Map<String, Integer> USUAL_PORTS = Map.of("http", 80, "https", 443, "ws", 80, "wss", 443);

    private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*");
    private static final Pattern PORT = Pattern.compile(":[0-9]{1,5}");

    /** No space, no slash, no at sign: what is no host at all must not look like one that ends well. */
    private static final Pattern HOST = Pattern.compile("\\[[0-9a-f:.]+]|[a-z0-9._-]+");

    /** Reads {@code scheme "://" host [ ":" port ]}; null for anything else, {@code null} and lists included. */
    static WebOrigin parse(String text) {
        int end = text.indexOf("://");
        if (end <= 0 || !SCHEME.matcher(text.substring(0, end)).matches()) {
            return null;
        }
        return at(text.substring(0, end).toLowerCase(Locale.ROOT), text.substring(end + 3));
    }

    /** Reads {@code host [ ":" port ]} under a scheme; null when it is no such thing. */
    static WebOrigin at(String scheme, String authority) {
        int end = authority.startsWith("[") ? authority.indexOf(']') + 1 : authority.indexOf(':');
        int hostEnd = end < 0 ? authority.length() : end;
        int port = port(scheme, authority.substring(hostEnd));
        String host = authority.substring(0, hostEnd).toLowerCase(Locale.ROOT);
        return port == 0 || !HOST.matcher(host).matches() ? null : new WebOrigin(scheme, host, port);
    }

    static int usualPort(String scheme) {
        return USUAL_PORTS.getOrDefault(scheme, NO_PORT);
    }

    /** Whether it is a page of the web, not of an app or an extension. */
    boolean isOfWeb() {
        return scheme.equals("http") || scheme.equals("https");
    }

    /** The port behind a host; an empty one is the usual one (RFC 3986 section 3.2.3). 0 for what is none. */
    private static int port(String scheme, String text) {
        if (text.isEmpty() || text.equals(":")) {
            return usualPort(scheme);
        }
        int port = PORT.matcher(text).matches() ? Integer.parseInt(text.substring(1)) : 0;
        return port <= HIGHEST_PORT ? port : 0;
    }
}
