package dev.weir.core.http;

import java.nio.charset.StandardCharsets;

/**
 * Reads one field line (RFC 9112 section 5). Stricter than the RFC asks where leniency lets two readers of one message
 * disagree: no line folding, no space before the colon, no control characters.
 *
 * @param status what a bad line is answered with
 * @param complaint how the fault begins
 * @param dropInvalid drop fields whose name is allowed but unusual; as nginx does, silently
 * @param underscores whether an underscore is usual
 */
record FieldSyntax(int status, String complaint, boolean dropInvalid, boolean underscores) {
    private static final int LONGEST_QUOTE = 80;

    /** From an upstream every name is passed on; nothing in it can end a line. */
    static final FieldSyntax UPSTREAM = new FieldSyntax(502, "upstream sent invalid header", false, true);

    /** Reads {@code bytes[start, end)}, a line that is not empty, into {@code fields}. */
    void read(byte[] bytes, int start, int end, Headers.Builder fields) throws HttpFault {
        int colon = start;
        boolean usual = true;
        while (colon < end && bytes[colon] != ':') {
            int b = bytes[colon++] & 0xff;
            if (b <= ' ' || b == 0x7f) {
                throw fault(bytes, start, end);
            }
            usual &= isUsual(b);
        }
        if (colon == end || colon == start) {
            throw fault(bytes, start, end);
        }
        String value = value(bytes, colon + 1, end, start);
        if (usual || !dropInvalid) {
            fields.add(CommonTexts.of(bytes, start, colon), value);
        }
    }

    private String value(byte[] bytes, int from, int end, int lineStart) throws HttpFault {
        int first = from;
        while (first < end && isBlank(bytes[first])) {
            first++;
        }
        int last = end;
        while (last > first && isBlank(bytes[last - 1])) {
            last--;
        }
        for (int i = first; i < last; i++) {
            byte b = bytes[i];
            if (b >= 0 && b < ' ' && b != '\t' || b == 0x7f) {
                throw fault(bytes, lineStart, end);
            }
        }
        return first == last ? "" : CommonTexts.of(bytes, first, last);
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\t';
    }

    private boolean isUsual(int b) {
        return b >= 'a' && b <= 'z'
                || b >= 'A' && b <= 'Z'
                || b >= '0' && b <= '9'
                || b == '-'
                || b == '_' && underscores;
    }

    private HttpFault fault(byte[] bytes, int start, int end) {
        return new HttpFault(status, complaint + ": \"" + quote(bytes, start, end) + '"');
    }

    /** Bytes of a peer as the error log may show them: printable, and not too many. */
    static String quote(byte[] bytes, int start, int end) {
        StringBuilder text = new StringBuilder();
        int stop = Math.min(end, start + LONGEST_QUOTE);
        for (int i = start; i < stop; i++) {
            int b = bytes[i] & 0xff;
            if (b >= ' ' && b < 0x7f && b != '"' && b != '\\') {
                text.append((char) b);
            } else {
                text.append(String.format("\\x%02X", b));
            }
        }
        return stop < end ? text.append("...").toString() : text.toString();
    }

    static String quote(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        return quote(bytes, 0, bytes.length);
    }
}
