package dev.weir.stats.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.core.http.ByteText;
import dev.weir.testkit.Json;
import dev.weir.testkit.fuzz.FuzzRun;
import java.nio.charset.StandardCharsets;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Values in log lines, of any bytes: none writes a line of its own, and what is escaped can be read back. */
public class EscapeFuzzTest {
    private static final Pattern CODED = Pattern.compile("\\\\x([0-9A-F]{2})");

    private static final String[] SEEDS = {
        "Mozilla/5.0 (X11; Linux x86_64)",
        "\"quoted\"\\ \t\r\n\0\177",
        "\303\244\342\202\254\360\237\232\204",
        "\355\240\200\300\257",
        "\\x41\\101",
        "-",
        "",
    };

    private static String escaped(Escape how, String value) {
        StringBuilder line = new StringBuilder();
        how.append(line, value);
        return line.toString();
    }

    /** A target of the fuzzers. */
    public static void fuzzerTestOneInput(byte[] input) {
        String value = new String(input, StandardCharsets.ISO_8859_1);
        String plain = escaped(Escape.DEFAULT, value);
        assertTrue(plain.chars().allMatch(c -> c >= ' ' && c < 0x7f && c != '"'), plain);
        assertEquals(value, CODED.matcher(plain).replaceAll(EscapeFuzzTest::decoded));

        String none = escaped(Escape.NONE, value);
        assertEquals(value.replace("\r", "\\x0D").replace("\n", "\\x0A"), none);

        String json = '"' + escaped(Escape.JSON, value) + '"';
        String text = ByteText.decode(json);
        assertEquals(json, ByteText.of(text), "not UTF-8");
        String read = Json.read(text).text();
        boolean isUtf8 = ByteText.of(ByteText.decode(value)).equals(value);
        if (isUtf8) {
            assertEquals(ByteText.decode(value), read);
        }
        assertTrue(text.chars().noneMatch(c -> c < ' '), text);
    }

    private static String decoded(MatchResult m) {
        return Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(m.group(1), 16)));
    }

    @Test
    void anyValue() throws InterruptedException {
        FuzzRun.of(EscapeFuzzTest::fuzzerTestOneInput, SEEDS)
                .words("\\", "\"", "\200", "\342\202", "\364\220", "\355\240", "\177", "</script>", "\\x")
                .run(20_000);
    }
}
