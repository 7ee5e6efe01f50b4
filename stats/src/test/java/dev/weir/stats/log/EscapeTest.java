package dev.weir.stats.log;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.core.http.ByteText;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EscapeTest {

    @Test
    void writesHexForWhatIsNotPlain() {
        assertEquals(
                "a\\x22b\\x5Cc\\x0A\\x1F\\x7F\\x80\\xFF ~", of(Escape.DEFAULT, "a\"b\\c\n\u001f\u007f\u0080\u00ff ~"));
    }

    @Test
    void keepsPercentAndCapitalX() {
        assertEquals("%s%n 100% XxX", of(Escape.DEFAULT, "%s%n 100% XxX"));
    }

    @Test
    void writesJson() {
        assertEquals(
                "a\\\"b\\\\c\\n\\r\\t\\b\\f\\u0000\\u001F\u007f\\u00E9/",
                of(Escape.JSON, "a\"b\\c\n\r\t\b\f\u0000\u001f\u007f\u00e9/"));
    }

    @Test
    void leavesAlone() {
        assertEquals("a\"b\\c\u0001\u00ff", of(Escape.NONE, "a\"b\\c\u0001\u00ff"));
        assertEquals("a\\x0D\\x0Ab", of(Escape.NONE, "a\r\nb"));
    }

    @Test
    void saysWhereThereIsNoValue() {
        assertEquals("-", of(Escape.DEFAULT, null));
        assertEquals("", of(Escape.JSON, null));
        assertEquals("", of(Escape.NONE, null));
        assertEquals("", of(Escape.DEFAULT, ""));
    }

    @Test
    void leavesUtf8InJson() {
        for (String text :
                List.of("\u00e9", "\u20ac", "\uD83D\uDE00", "\u0080", "\u07ff", "\u0800", "\ud7ff", "\uffff")) {
            String bytes = ByteText.of(text);
            assertEquals("a" + bytes + "b", of(Escape.JSON, "a" + bytes + "b"));
        }
    }

    /** Lone and missing continuations, overlong forms, surrogates, and what is beyond U+10FFFF. */
    @ParameterizedTest
    @CsvSource({
        "80, \\u0080",
        "C3, \\u00C3",
        "C328, \\u00C3(",
        "E282, \\u00E2\\u0082",
        "C0AF, \\u00C0\\u00AF",
        "E080AF, \\u00E0\\u0080\\u00AF",
        "EDA080, \\u00ED\\u00A0\\u0080",
        "F4908080, \\u00F4\\u0090\\u0080\\u0080",
        "FF, \\u00FF"
    })
    void showsWhatIsNotUtf8InJson(String hex, String expected) {
        String bytes = new String(HexFormat.of().parseHex(hex), StandardCharsets.ISO_8859_1);
        assertEquals(expected, of(Escape.JSON, bytes));
    }

    @Test
    void isJsonForAnyBytes() {
        Pattern string = Pattern.compile("([^\"\\\\\\x00-\\x1f]|\\\\([\"\\\\/bfnrt]|u[0-9a-fA-F]{4}))*");
        Random random = new Random(5);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[i < 256 ? 1 : 1 + random.nextInt(8)];
            random.nextBytes(bytes);
            if (i < 256) {
                bytes[0] = (byte) i;
            }
            String escaped = of(Escape.JSON, new String(bytes, StandardCharsets.ISO_8859_1));
            String text = assertDoesNotThrow(() -> StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(ByteText.bytes(escaped)))
                    .toString());
            assertTrue(string.matcher(text).matches(), HexFormat.of().formatHex(bytes) + " gives " + text);
        }
    }

    private static String of(Escape escape, String value) {
        StringBuilder line = new StringBuilder();
        escape.append(line, value);
        return line.toString();
    }
}
