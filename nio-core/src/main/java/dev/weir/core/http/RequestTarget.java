package dev.weir.core.http;

/**
 * A request target taken apart (RFC 9112 section 3.2), its path decoded and normalized as nginx does for {@code $uri}.
 *
 * @param authority the host of an absolute-form target; null for origin-form
 * @param raw path and arguments as sent, {@code $request_uri}
 * @param path the path without percent-encoding, dot segments and repeated slashes
 * @param args what follows the first {@code ?}; null when there is none
 */
public record RequestTarget(String authority, String raw, String path, String args) {
    private static final String NOT_IN_PATHS = "\"#%<>?\\^`{|}";
    private static final String HEX = "0123456789ABCDEF";

    /**
     * Takes a target apart.
     *
     * @throws HttpFault 400 when it is no origin-form or absolute-form, has a bad escape, a NUL, or climbs above the
     *     root
     */
    public static RequestTarget parse(String target) throws HttpFault {
        return parse(target, true);
    }

    /** The same, with slashes in a row merged or not. */
    static RequestTarget parse(String target, boolean mergeSlashes) throws HttpFault {
        String authority = null;
        String raw = target;
        int scheme = target.indexOf("://");
        if (!target.startsWith("/") && scheme > 0) {
            int start = scheme + 3;
            int end = start;
            while (end < target.length() && "/?#".indexOf(target.charAt(end)) < 0) {
                end++;
            }
            authority = target.substring(start, end);
            if (authority.isEmpty()) {
                throw invalid();
            }
            raw = target.substring(end);
            if (!raw.startsWith("/")) {
                raw = "/" + raw;
            }
        } else if (!target.startsWith("/")) {
            throw invalid();
        }
        int query = raw.indexOf('?');
        int fragment = raw.indexOf('#');
        int pathEnd = Math.min(query < 0 ? raw.length() : query, fragment < 0 ? raw.length() : fragment);
        String args = query < 0 || (fragment >= 0 && fragment < query)
                ? null
                : raw.substring(query + 1, fragment < 0 ? raw.length() : fragment);
        return new RequestTarget(authority, raw, normalize(raw.substring(0, pathEnd), mergeSlashes), args);
    }

    /** Decodes and normalizes a path that begins with a slash. */
    public static String normalize(String path, boolean mergeSlashes) throws HttpFault {
        if (isPlain(path)) {
            return path;
        }
        String decoded = decode(path);
        StringBuilder out = new StringBuilder(decoded.length());
        int i = 0;
        while (i < decoded.length()) {
            int end = decoded.indexOf('/', i + 1);
            boolean last = end < 0;
            String segment = decoded.substring(i + 1, last ? decoded.length() : end);
            switch (segment) {
                case "." -> appendIf(last, out);
                case ".." -> {
                    if (out.isEmpty()) {
                        throw invalid();
                    }
                    out.setLength(out.lastIndexOf("/"));
                    appendIf(last, out);
                }
                case "" -> appendIf(last || !mergeSlashes, out);
                default -> out.append('/').append(segment);
            }
            i = last ? decoded.length() : end;
        }
        return out.isEmpty() ? "/" : out.toString();
    }

    private static void appendIf(boolean condition, StringBuilder out) {
        if (condition) {
            out.append('/');
        }
    }

    /** Whether there is nothing to decode, merge or climb. */
    private static boolean isPlain(String path) {
        char before = 0;
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c == '%' || (before == '/' && (c == '/' || c == '.'))) {
                return false;
            }
            before = c;
        }
        return true;
    }

    /** Resolves percent-encoding once. */
    public static String decode(String text) throws HttpFault {
        if (text.indexOf('%') < 0) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%') {
                if (i + 2 >= text.length()) {
                    throw invalid();
                }
                int high = Character.digit(text.charAt(i + 1), 16);
                int low = Character.digit(text.charAt(i + 2), 16);
                if (high < 0 || low < 0 || (high == 0 && low == 0)) {
                    throw invalid();
                }
                c = (char) (high << 4 | low);
                i += 2;
            }
            out.append(c);
        }
        return out.toString();
    }

    /** Encodes what may not stand in the path of a URL as it is; the bytes that nginx encodes in its redirects. */
    public static String escape(String path) {
        StringBuilder out = new StringBuilder(path.length() + 16);
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c > ' ' && c < 0x7f && NOT_IN_PATHS.indexOf(c) < 0) {
                out.append(c);
            } else {
                out.append('%').append(HEX.charAt(c >> 4 & 15)).append(HEX.charAt(c & 15));
            }
        }
        return out.toString();
    }

    private static HttpFault invalid() {
        return new HttpFault(400, "client sent invalid request target");
    }
}
