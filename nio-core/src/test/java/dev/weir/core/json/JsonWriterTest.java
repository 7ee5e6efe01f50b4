package dev.weir.core.json;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.testkit.Json;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class JsonWriterTest {
    private final StringBuilder out = new StringBuilder();
    private final JsonWriter json = new JsonWriter(out);

    @Test
    void commasStandBetweenWhateverIsBeside() {
        json.open().number("a", 1).open("b").close().openArray("c");
        json.open().close().open().flag("d", true).nothing("e").close();
        json.element("x").element("y").closeArray().decimal("f", 1500, 3).close();
        assertEquals("{\"a\":1,\"b\":{},\"c\":[{},{\"d\":true,\"e\":null},\"x\",\"y\"],\"f\":1.5}", out.toString());
    }

    /** Pages are sent piece by piece. */
    @Test
    void whatWasWrittenMayBeTakenAway() {
        json.open().number("a", 1);
        out.setLength(0);
        json.number("b", 2).close();
        assertEquals(",\"b\":2}", out.toString());
    }

    @Test
    void textsAreAsciiAndHarmlessInAPage() {
        String text = "\"\\\n</script>&\u20ac\ud83d\ude00\u007f";
        json.open().text("a", text).close();
        assertEquals(
                "{\"a\":\"\\\"\\\\\\u000a\\u003c/script\\u003e\\u0026\\u20ac\\ud83d\\ude00\\u007f\"}", out.toString());
        assertEquals(text, Json.read(out.toString()).at("a").text());
    }

    @Test
    void fractionsHaveNoZerosAtTheirEnd() {
        json.open()
                .decimal("a", 61_005, 3)
                .decimal("b", 1, 9)
                .decimal("c", -2000, 3)
                .decimal("d", 0, 6);
        assertEquals("{\"a\":61.005,\"b\":0.000000001,\"c\":-2,\"d\":0", out.toString());
    }

    @Test
    void aLineEndsWithALineEnd() {
        assertEquals("{}\n", new String(new JsonWriter().open().close().line(), StandardCharsets.UTF_8));
    }
}
