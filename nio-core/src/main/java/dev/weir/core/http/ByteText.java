package dev.weir.core.http;

import java.nio.charset.StandardCharsets;

/**
 * Between ordinary text and byte strings, in which each char stands for one byte of the wire.
 *
 * <p>Thread: any.
 */
public final class ByteText {
    private ByteText() {}

    /** The UTF-8 bytes of a text as a byte string. */
    public static String of(String text) {
        return isAscii(text) ? text : new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 0x7f) {
                return false;
            }
        }
        return true;
    }

    /** The bytes that a byte string stands for. */
    public static byte[] bytes(String byteString) {
        return byteString.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** A byte string read as UTF-8, for file names and people; what is none shows as U+FFFD. */
    public static String decode(String byteString) {
        return isAscii(byteString) ? byteString : new String(bytes(byteString), StandardCharsets.UTF_8);
    }

    /** A peer's byte string as the error log may show it between quotation marks: printable, and not too long. */
    public static String quote(String byteString) {
        return FieldSyntax.quote(byteString);
    }
}
