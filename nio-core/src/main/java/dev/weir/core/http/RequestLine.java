package dev.weir.core.http;

import java.nio.charset.StandardCharsets;

/**
 * A request line taken apart (RFC 9112 section 3), with nginx's leniencies: several spaces between the parts and after
 * the version, and HTTP/0.9.
 *
 * @param text the whole line
 * @param method one or more of {@code A-Z _ -}
 * @param target origin form, absolute form, or a host and port for CONNECT
 * @param minorVersion 0, 1 (also for later 1.x), or 9 for HTTP/0.9
 */
record RequestLine(String text, String method, String target, int minorVersion) {
    private static final int HIGHEST_MINOR = 99;

    static HttpFault invalidMethod() {
        return new HttpFault(400, "client sent invalid method while reading client request line");
    }

    private static HttpFault invalidRequest() {
        return new HttpFault(400, "client sent invalid request while reading client request line");
    }

    static boolean isMethodByte(byte b) {
        return b >= 'A' && b <= 'Z' || b == '_' || b == '-';
    }

    /** Reads {@code bytes[start, end)}, whose method is already known to be valid and followed by a space. */
    static RequestLine read(byte[] bytes, int start, int end) throws HttpFault {
        int methodEnd = start;
        while (bytes[methodEnd] != ' ') {
            methodEnd++;
        }
        int targetStart = skipSpaces(bytes, methodEnd, end);
        int targetEnd = targetEnd(bytes, targetStart, end);
        String method = CommonTexts.of(bytes, start, methodEnd);
        String target = new String(bytes, targetStart, targetEnd - targetStart, StandardCharsets.ISO_8859_1);
        if (method.equals("CONNECT") ? !HostName.isWithPort(target) : target.charAt(0) != '/' && !isAbsolute(target)) {
            throw invalidRequest();
        }
        int minor = minorVersion(bytes, skipSpaces(bytes, targetEnd, end), end);
        if (minor == 9 && !method.equals("GET")) {
            throw new HttpFault(
                    400, "client sent invalid method in HTTP/0.9 request while reading client request line");
        }
        return new RequestLine(
                new String(bytes, start, end - start, StandardCharsets.ISO_8859_1), method, target, minor);
    }

    private static int skipSpaces(byte[] bytes, int from, int end) {
        int i = from;
        while (i < end && bytes[i] == ' ') {
            i++;
        }
        return i;
    }

    private static int targetEnd(byte[] bytes, int from, int end) throws HttpFault {
        int i = from;
        while (i < end && bytes[i] != ' ') {
            byte b = bytes[i++];
            if (b >= 0 && b < ' ' || b == 0x7f) {
                throw invalidRequest();
            }
        }
        if (i == from) {
            throw invalidRequest();
        }
        return i;
    }

    /** RFC 9112 section 2.3; a higher minor version is read as HTTP/1.1. */
    private static int minorVersion(byte[] bytes, int from, int end) throws HttpFault {
        if (from == end) {
            return 9;
        }
        int i = from;
        for (char expected : new char[] {'H', 'T', 'T', 'P', '/'}) {
            if (i == end || bytes[i++] != expected) {
                throw invalidRequest();
            }
        }
        if (i == end || bytes[i] < '1' || bytes[i] > '9') {
            throw invalidRequest();
        }
        if (bytes[i++] != '1' || i < end && isDigit(bytes[i])) {
            throw new HttpFault(505, "client sent invalid version while reading client request line");
        }
        if (i == end || bytes[i++] != '.') {
            throw invalidRequest();
        }
        return minorDigits(bytes, i, end);
    }

    private static int minorDigits(byte[] bytes, int from, int end) throws HttpFault {
        int i = from;
        int minor = 0;
        while (i < end && isDigit(bytes[i]) && minor <= HIGHEST_MINOR) {
            minor = minor * 10 + bytes[i++] - '0';
        }
        if (i == from || minor > HIGHEST_MINOR || skipSpaces(bytes, i, end) != end) {
            throw invalidRequest();
        }
        return Math.min(minor, 1);
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    /** Scheme, {@code ://}, host, port, then path, query or nothing (RFC 9112 section 3.2.2); no user information. */
    private static boolean isAbsolute(String target) {
        int slashes = target.indexOf("://");
        if (slashes < 1 || !isScheme(target, slashes)) {
            return false;
        }
        int from = slashes + 3;
        int to = from;
        while (to < target.length() && target.charAt(to) != '/' && target.charAt(to) != '?') {
            to++;
        }
        return HostName.isValid(target.substring(from, to));
    }

    private static boolean isScheme(String target, int end) {
        for (int i = 0; i < end; i++) {
            char c = target.charAt(i);
            boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
            if (!letter && (i == 0 || (c < '0' || c > '9') && "+-.".indexOf(c) < 0)) {
                return false;
            }
        }
        return true;
    }
}
