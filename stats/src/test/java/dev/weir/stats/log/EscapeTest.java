package dev.weir.stats.log;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

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
                "a\\\"b\\\\c\\n\\r\\t\\b\\f\\u0000\\u001F\u007f\u00e9/",
                of(Escape.JSON, "a\"b\\c\n\r\t\b\f\u0000\u001f\u007f\u00e9/"));
    }

    @Test
    void leavesAlone() {
        assertEquals("a\"b\\c\u0001\u00ff", of(Escape.NONE, "a\"b\\c\u0001\u00ff"));
    }

    @Test
    void saysWhereThereIsNoValue() {
        assertEquals("-", of(Escape.DEFAULT, null));
        assertEquals("", of(Escape.JSON, null));
        assertEquals("", of(Escape.NONE, null));
        assertEquals("", of(Escape.DEFAULT, ""));
    }

    private static String of(Escape escape, String value) {
        StringBuilder line = new StringBuilder();
        escape.append(line, value);
        return line.toString();
    }
}
