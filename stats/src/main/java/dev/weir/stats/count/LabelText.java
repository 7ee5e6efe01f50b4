package dev.weir.stats.count;

import dev.weir.core.http.Utf8Text;

/**
 * Makes labels of byte strings that clients may have sent, so that what reads the page takes it: bytes that are not
 * UTF-8 and control characters are written as {@code \xHH}. A backslash before an {@code x} is written so too, hence
 * different values never become the same label.
 *
 * <p>Thread: any.
 */
final class LabelText {
    private LabelText() {}

    /** The label as a byte string of valid UTF-8 without control characters. */
    static String of(String bytes) {
        for (int i = 0; i < bytes.length(); i++) {
            char c = bytes.charAt(i);
            if (c < ' ' || c > '~' || c == '\\') {
                return escaped(bytes);
            }
        }
        return bytes;
    }

    private static String escaped(String bytes) {
        StringBuilder text = new StringBuilder(bytes.length() + 16);
        int i = 0;
        while (i < bytes.length()) {
            int length = Utf8Text.sequence(bytes, i);
            boolean ambiguous = bytes.startsWith("\\x", i);
            if (length == 0 || ambiguous || isControl(bytes.charAt(i))) {
                text.append("\\x").append(String.format("%02X", (int) bytes.charAt(i)));
                i++;
            } else {
                text.append(bytes, i, i + length);
                i += length;
            }
        }
        return text.toString();
    }

    private static boolean isControl(char c) {
        return c < ' ' || c == 0x7f;
    }
}
