package dev.weir.stats.count;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.core.http.ByteText;
import dev.weir.core.json.JsonWriter;
import dev.weir.testkit.Json;
import dev.weir.testkit.fuzz.FuzzRun;
import java.nio.charset.StandardCharsets;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Labels of whatever bytes clients sent: valid in JSON and for Prometheus, and different for different bytes. */
public class LabelFuzzTest {
    private static final Pattern CODED = Pattern.compile("\\\\x([0-9A-F]{2})");
    private static final Pattern SAMPLE =
            Pattern.compile("m\\{a=\"((?:[^\"\\\\\\n]|\\\\[\"\\\\n])*)\",b=\"c\"\\} 1\\n");

    private static final String[] SEEDS = {
        "/chat",
        "\"quoted\"\\ \t\r\n\0\177",
        "\303\244\342\202\254\360\237\232\204",
        "\355\240\200\300\257",
        "\\x41",
        "\\\\x41",
        "",
    };

    /** A target of the fuzzers. */
    public static void fuzzerTestOneInput(byte[] input) {
        String value = new String(input, StandardCharsets.ISO_8859_1);
        String label = LabelText.of(value);
        assertEquals(label, ByteText.of(ByteText.decode(label)), "not UTF-8");
        assertTrue(label.chars().noneMatch(c -> c < ' ' || c == 0x7f), label);
        assertEquals(value, CODED.matcher(label).replaceAll(LabelFuzzTest::decoded));

        String text = ByteText.decode(label);
        JsonWriter writer =
                new JsonWriter().open().text("a", text).number("b", 1).close();
        String json = new String(writer.line(), StandardCharsets.ISO_8859_1);
        assertTrue(json.chars().allMatch(c -> c == '\n' || c >= ' ' && c <= '~'), json);
        Json read = Json.read(json);
        assertEquals(text, read.at("a").text());
        assertEquals(1, read.at("b").number());

        for (boolean open : new boolean[] {false, true}) {
            StringBuilder page = new StringBuilder();
            PrometheusText prometheus = new PrometheusText(page, open);
            prometheus.begin("m");
            prometheus.labelled("a", label);
            prometheus.labelled("b", "c");
            prometheus.end(1);
            Matcher sample = SAMPLE.matcher(page);
            assertTrue(sample.matches(), page::toString);
            String back =
                    sample.group(1).replace("\\\\", "\0").replace("\\\"", "\"").replace("\\n", "\n");
            assertEquals(label, back.replace('\0', '\\'));
        }
    }

    private static String decoded(MatchResult m) {
        return Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(m.group(1), 16)));
    }

    @Test
    void anyBytes() throws InterruptedException {
        FuzzRun.of(LabelFuzzTest::fuzzerTestOneInput, SEEDS)
                .words("\\", "\"", "\200", "\342\202", "\364\220", "\355\240", "\177", "\\x", "\\x5C")
                .run(10_000);
    }
}
