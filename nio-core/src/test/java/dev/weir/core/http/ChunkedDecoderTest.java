package dev.weir.core.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.weir.testkit.EveryChunking;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkedDecoderTest {
    private static final Fed.Fault FAULT = new Fed.Fault(400, "client sent invalid chunked body");

    private static Object decode(String text) {
        return Fed.chunked(Fed.bytes(text)).result();
    }

    @Test
    void givesTheContentAndStopsBehindTheEnd() {
        String body = "4\r\nWiki\r\n00A;ext=\"1\"\r\n0123456789\r\n0\r\nTrailer: x\r\n\r\n";
        EveryChunking.Outcome<Object> outcome = Fed.chunked(Fed.bytes(body + "GET /next"));
        assertEquals("Wiki0123456789", outcome.result());
        assertEquals(body.length(), outcome.consumed());
    }

    @Test
    void emptyBodyEndsAtOnce() {
        assertEquals("", decode("0\r\n\r\n"));
        assertEquals("", decode("0000 ;x\r\n\r\n"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "4",
                "4\r",
                "4\r\n",
                "4\r\nWik",
                "4\r\nWiki",
                "4\r\nWiki\r\n",
                "0\r\n",
                "0\r\nA: b\r\n",
                "0\r\n\r"
            })
    void waitsForTheRest(String text) {
        assertNull(decode(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\r\n",
                ";x\r\n",
                "-1\r\n",
                "+1\r\n",
                "0x4\r\n",
                "g\r\n",
                " 4\r\n",
                "\u0664\r\n",
                "4\nWiki\r\n",
                "4\r\nWiki\n",
                "4\r\nWikiX",
                "4\r\nWikipedia\r\n",
                "4\rX",
                "4\r\r\n",
                "4;a\nb\r\n",
                "4;a\rb\r\n",
                "4;\0\r\n",
                "8000000000000000\r\n",
                "10000000000000000\r\n",
                "fffffffffffffffff\r\n",
                "0\n\r\n",
                "0\r\n\n",
                "0\r\nA: b\n",
                "0\r\nA: \0\r\n",
                "0\r\nA\rb",
                "0\r\n\rX"
            })
    void refuses(String text) {
        assertEquals(FAULT, decode(text));
    }

    @Test
    void largestSizeIsNoFault() {
        assertNull(decode("7fffffffffffffff\r\nabc"));
        assertNull(decode("00000000000000000000000000000004\r\nabc"));
    }

    @Test
    void extensionsAndTrailersAreBounded() {
        assertEquals("x", decode("1;" + "e".repeat(ChunkedDecoder.LONGEST_EXTENSION) + "\r\nx\r\n0\r\n\r\n"));
        assertEquals(FAULT, decode("1;" + "e".repeat(ChunkedDecoder.LONGEST_EXTENSION + 1)));
        String line = "t".repeat(99) + "\r\n";
        assertEquals("", decode("0\r\n" + line.repeat(80) + "\r\n"));
        assertEquals(FAULT, decode("0\r\n" + line.repeat(83)));
    }
}
