package dev.weir.core.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.core.http.ByteText;
import dev.weir.testkit.Json;
import dev.weir.testkit.fuzz.FuzzRun;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Whatever text is written as JSON is read as the same, and does no harm within a page. */
public class JsonFuzzTest {
    /** A target of the fuzzers. */
    public static void fuzzerTestOneInput(byte[] input) {
        String text = ByteText.decode(new String(input, StandardCharsets.ISO_8859_1));
        JsonWriter writer = new JsonWriter()
                .open()
                .text("a", text)
                .decimal("b", input.length, 3)
                .nothing("c")
                .close();
        String written = new String(writer.line(), StandardCharsets.ISO_8859_1);
        assertEquals(text, Json.read(written).at("a").text());
        assertTrue(written.strip().chars().allMatch(JsonFuzzTest::isHarmless), written);
    }

    private static boolean isHarmless(int c) {
        return c >= ' ' && c <= '~' && c != '<' && c != '>' && c != '&';
    }

    @Test
    void anyText() throws InterruptedException {
        FuzzRun.of(JsonFuzzTest::fuzzerTestOneInput, "/chat", "\"\\\n\303\244\355\240\200", "</script>&amp;")
                .words("\"", "\\", "\0", "\177", "\360\237\232\204")
                .run(10_000);
    }
}
