package dev.weir.core.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.testkit.EveryChunking;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class RequestParserTest {
    /** Lines of 32 bytes, heads of 64. */
    private static final HeadLimits SMALL = new HeadLimits(16, 2, 32, true, false, 1000);

    @Test
    void readsAHeadAndStopsBehindIt() {
        String head = "GET /chat?x=1 HTTP/1.1\r\nHost: a.example\r\nX-Empty:\r\nAccept:  text/html \t\r\n\r\n";
        EveryChunking.Outcome<Object> outcome = Fed.request(Fed.bytes(head + "BODY"), HeadLimits.DEFAULT);
        Headers headers = Headers.of("Host", "a.example", "X-Empty", "", "Accept", "text/html");
        assertEquals(
                new RequestHead("GET /chat?x=1 HTTP/1.1", "GET", "/chat?x=1", 1, headers, head.length()),
                outcome.result());
        assertEquals(head.length(), outcome.consumed());
    }

    @Test
    void readsPipelinedHeadsOneByOne() throws HttpFault {
        ByteBuffer in = ByteBuffer.wrap(Fed.bytes("GET /1 HTTP/1.0\r\n\r\n\r\n\nGET /2 HTTP/1.0\n\nGET /3"));
        RequestParser parser = new RequestParser(HeadLimits.DEFAULT);
        assertEquals("/1", parser.parse(in).target());
        assertFalse(parser.started());
        assertEquals("/2", parser.parse(in).target());
        assertNull(parser.parse(in));
        assertTrue(parser.started());
        assertEquals("GET /3", parser.requestLine());
        parser.reset();
        assertFalse(parser.started());
    }

    @Test
    void emptyLinesBeforeARequestDoNotStartIt() throws HttpFault {
        RequestParser parser = new RequestParser(HeadLimits.DEFAULT);
        assertNull(parser.parse(ByteBuffer.wrap(Fed.bytes("\r\n\r\n"))));
        assertFalse(parser.started());
    }

    @Test
    void keepsBytesAsChars() {
        RequestHead head = (RequestHead) Fed.request("GET /\u00c3\u00a9 HTTP/1.1\r\nHost: a\r\nX: \u00ff\r\n\r\n");
        assertEquals("/\u00c3\u00a9", head.target());
        assertEquals("\u00ff", head.headers().first("x"));
    }

    @Test
    void dropsUnusualNamesUnlessTold() {
        String text = "GET / HTTP/1.0\r\na_b: 1\r\na.b: 2\r\nA-9: 3\r\n\r\n";
        assertEquals(Headers.of("A-9", "3"), headers(text, true, false));
        assertEquals(Headers.of("a_b", "1", "A-9", "3"), headers(text, true, true));
        assertEquals(Headers.of("a_b", "1", "a.b", "2", "A-9", "3"), headers(text, false, false));
    }

    private static Headers headers(String text, boolean ignoreInvalid, boolean underscores) {
        HeadLimits limits = new HeadLimits(1024, 4, 8192, ignoreInvalid, underscores, 1000);
        return ((RequestHead) Fed.request(Fed.bytes(text), limits).result()).headers();
    }

    @Test
    void lineOfExactlyOneLargeBufferPasses() {
        String line = "GET /" + "x".repeat(32 - 16) + " HTTP/1.0\r\n";
        assertEquals(32, line.length());
        assertInstanceOf(RequestHead.class, small(line + "\r\n"));
        assertEquals(new Fed.Fault(414, "client sent too long URI"), small(line.replace("/", "/y") + "\r\n"));
    }

    @Test
    void tooLongLineIsRefusedBeforeItEnds() {
        assertEquals(new Fed.Fault(414, "client sent too long URI"), small("GET /" + "x".repeat(27)));
        assertNull(small("GET /" + "x".repeat(26)));
        assertEquals(
                new Fed.Fault(494, "client sent too long header line: \"X: " + "y".repeat(29) + "\""),
                small("GET / HTTP/1.0\r\nX: " + "y".repeat(29)));
    }

    @Test
    void tooLargeHeadIsRefusedBeforeItEnds() {
        String head = "GET / HTTP/1.0\r\nA: 9012345678901234\r\nB: 90123456789012\r\n";
        assertEquals(56, head.length());
        assertInstanceOf(RequestHead.class, small(head + "C: 3\r\n\r\n"));
        assertEquals(new Fed.Fault(494, "client sent too large request"), small(head + "C: 34\r\n\r\n"));
    }

    private static Object small(String text) {
        return Fed.request(Fed.bytes(text), SMALL).result();
    }

    @Test
    void messagesQuoteThePeerSafely() {
        assertEquals(
                new Fed.Fault(400, "client sent invalid header line: \"X: \\x1B[31m\\x22\\xE9\""),
                Fed.request("GET / HTTP/1.0\r\nX: \u001b[31m\"\u00e9\r\n\r\n"));
        assertEquals(
                new Fed.Fault(
                        400,
                        "client sent duplicate header line: \"content-length: 6\","
                                + " previous value: \"Content-Length: 5\""),
                Fed.request("GET / HTTP/1.0\r\nContent-Length: 5\r\ncontent-length: 6\r\n\r\n"));
        assertEquals(
                new Fed.Fault(400, "client sent invalid method while reading client request line"),
                Fed.request("\u0016\u0003\u0001"));
    }

    @Test
    void faultLeavesTheRequestLineForTheLog() {
        RequestParser parser = new RequestParser(HeadLimits.DEFAULT);
        ByteBuffer in = ByteBuffer.wrap(Fed.bytes("GET /a HTTP/1.1\r\n bad\r\n"));
        assertThrows(HttpFault.class, () -> parser.parse(in));
        assertEquals("GET /a HTTP/1.1", parser.requestLine());
    }
}
