package dev.weir.push;

import dev.weir.core.http.ByteText;

/**
 * Strings as JSON (RFC 8259 section 7), in ASCII alone. Bytes that are not UTF-8 show as U+FFFD.
 *
 * <p>Thread: any.
 */
final class JsonText {
    private JsonText() {}

    /** A byte string in quotes. */
    static String quote(String bytes) {
        String text = ByteText.decode(bytes);
        StringBuilder out = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ' || c > '~') {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.append('"').toString();
    }
}
