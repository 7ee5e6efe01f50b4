package dev.weir.core.http;

import java.util.Locale;

/**
 * Judges the host of a request with its port (RFC 9110 section 7.2, RFC 3986 section 3.2.2) as nginx does.
 *
 * <p>Thread: any.
 */
public final class HostName {
    private static final int HIGHEST_PORT = 65535;
    private static final String SUB_DELIMS = "!$&'()*+,;=";
    private static final String UNRESERVED = "-._~";

    private HostName() {}

    /** Whether it is a name or an address in brackets, then perhaps a colon and a port, which may be empty. */
    static boolean isValid(String host) {
        int end = host.startsWith("[") ? host.indexOf(']') + 1 : endOfName(host);
        return end > 0
                && !host.substring(0, end).equals(".")
                && isNameOrAddress(host, end)
                && (end == host.length() || host.charAt(end) == ':' && isPort(host, end + 1));
    }

    /** Whether it is valid and names a port too. */
    static boolean isWithPort(String host) {
        return isValid(host) && !port(host).isEmpty();
    }

    /** The port that a request names, as it came; null when it names none. */
    public static String portOf(RequestHead head, RequestTarget target) {
        String host =
                target.authority() != null ? target.authority() : head.headers().first("Host");
        String port = host == null ? "" : port(host);
        return port.isEmpty() ? null : port;
    }

    private static String port(String host) {
        int colon = host.indexOf(':', host.startsWith("[") ? Math.max(0, host.indexOf(']')) : 0);
        return colon < 0 ? "" : host.substring(colon + 1);
    }

    /** The host that a request is for, in lower case, without port and last dot; null when it names none. */
    static String of(RequestHead head, RequestTarget target) {
        String host =
                target.authority() != null ? target.authority() : head.headers().first("Host");
        if (host == null || host.isEmpty()) {
            return null;
        }
        int end = host.startsWith("[") ? host.indexOf(']') + 1 : endOfName(host);
        String name = host.substring(0, end);
        return (name.endsWith(".") ? name.substring(0, end - 1) : name).toLowerCase(Locale.ROOT);
    }

    private static int endOfName(String host) {
        int colon = host.indexOf(':');
        return colon < 0 ? host.length() : colon;
    }

    private static boolean isNameOrAddress(String host, int end) {
        boolean address = host.charAt(0) == '[';
        for (int i = address ? 1 : 0; i < (address ? end - 1 : end); i++) {
            char c = host.charAt(i);
            boolean other = c == (address ? ':' : '%') || UNRESERVED.indexOf(c) >= 0 || SUB_DELIMS.indexOf(c) >= 0;
            if (!isAlphanumeric(c) && !other || c == '.' && i > 0 && host.charAt(i - 1) == '.') {
                return false;
            }
        }
        return true;
    }

    private static boolean isAlphanumeric(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
    }

    private static boolean isPort(String host, int from) {
        int port = 0;
        for (int i = from; i < host.length(); i++) {
            char c = host.charAt(i);
            port = port * 10 + c - '0';
            if (c < '0' || c > '9' || port > HIGHEST_PORT) {
                return false;
            }
        }
        return true;
    }
}
