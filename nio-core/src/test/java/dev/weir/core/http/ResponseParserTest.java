package dev.weir.core.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.testkit.EveryChunking;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResponseParserTest {
    private static Object parse(String text) {
        return Fed.response(Fed.bytes(text), 4096).result();
    }

    @Test
    void readsAHeadAndStopsBehindIt() {
        String head = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nx_y.z: 1\r\n\r\n";
        EveryChunking.Outcome<Object> outcome = Fed.response(Fed.bytes(head + "\u0081\u0000"), 4096);
        Headers headers = Headers.of("Upgrade", "websocket", "x_y.z", "1");
        assertEquals(new ResponseHead(1, 101, "Switching Protocols", headers), outcome.result());
        assertEquals(head.length(), outcome.consumed());
    }

    @Test
    void readsInterimAndFinalHeadsOneByOne() throws HttpFault {
        ByteBuffer in = ByteBuffer.wrap(Fed.bytes("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\nHTTP"));
        ResponseParser parser = new ResponseParser(4096);
        assertEquals(100, parser.parse(in).status());
        assertFalse(parser.started());
        assertEquals(200, parser.parse(in).status());
        assertNull(parser.parse(in));
        assertTrue(parser.started());
        parser.reset();
        assertFalse(parser.started());
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "HTTP/1.1 200 OK,        1, 200, OK",
                "HTTP/1.0 404 Not Found, 0, 404, Not Found",
                "HTTP/1.7 200,           1, 200, ''",
                "'HTTP/1.1 200 ',        1, 200, ''",
                "HTTP/1.1 999 é,         1, 999, é",
            })
    void readsStatusLines(String line, int minor, int status, String reason) {
        assertEquals(new ResponseHead(minor, status, reason, Headers.EMPTY), parse(line + "\n\n"));
    }

    @ParameterizedTest
    @CsvSource({
        "HTTP/2.0 200 OK",
        "HTTP/1.1",
        "HTTP/1.1 20 OK",
        "HTTP/1.1 2000 OK",
        "HTTP/1.1 099 OK",
        "HTTP/1.1  200 OK",
        "HTTP/1.1 2x0 OK",
        "HTTP/1.1 200.1 OK",
        "HTTP/1. 200 OK",
        "HTTP/1.x 200 OK",
        "HTTP/1.100 200 OK",
        "http/1.1 200 OK",
        "ICY 200 OK",
        "SSH-2.0-OpenSSH",
        "HTTP/1.1\t200 OK"
    })
    void refusesOtherStatusLines(String line) {
        assertEquals(new Fed.Fault(502, "upstream sent no valid HTTP/1.0 header"), parse(line + "\r\n\r\n"));
    }

    @Test
    void refusesAnotherProtocolBeforeItsLineEnds() {
        assertEquals(new Fed.Fault(502, "upstream sent no valid HTTP/1.0 header"), parse("220 smtp"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "X : 1            | upstream sent invalid header: \"X : 1\"",
                "' folded'        | upstream sent invalid header: \" folded\"",
                "no colon         | upstream sent invalid header: \"no colon\"",
                ": empty name     | upstream sent invalid header: \": empty name\"",
                "Content-Length: x| upstream sent invalid \"Content-Length\" header: \"x\"",
                "Content-Length:  | upstream sent invalid \"Content-Length\" header: \"\"",
                "Transfer-Encoding: gzip | upstream sent unknown \"Transfer-Encoding\": \"gzip\"",
            })
    void refusesFields(String field, String message) {
        assertEquals(new Fed.Fault(502, message), parse("HTTP/1.1 200 OK\r\n" + field + "\r\n\r\n"));
    }

    @Test
    void refusesControlCharactersInAField() {
        assertEquals(
                new Fed.Fault(502, "upstream sent invalid header: \"X: a\\x00\\x0Db\""),
                parse("HTTP/1.1 200 OK\r\nX: a\0\rb\r\n\r\n"));
        assertEquals(new Fed.Fault(502, "upstream sent no valid HTTP/1.0 header"), parse("HTTP/1.1 200 O\rK\r\n\r\n"));
    }

    @Test
    void refusesTwoLengths() {
        assertEquals(
                new Fed.Fault(
                        502,
                        "upstream sent duplicate header line: \"Content-Length: 5\","
                                + " previous value: \"Content-Length: 5\""),
                parse("HTTP/1.1 200 OK\r\nContent-Length: 5\r\ncontent-length: 5\r\n\r\n"));
        assertEquals(
                new Fed.Fault(
                        502, "upstream sent \"Content-Length\" and \"Transfer-Encoding\" headers at the same time"),
                parse("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n"));
    }

    @Test
    void refusesAHeadLargerThanTheBufferBeforeItEnds() {
        String head = "HTTP/1.1 200 OK\r\nX: " + "y".repeat(40 - 24) + "\r\n\r\n";
        assertEquals(40, head.length());
        assertEquals(200, ((ResponseHead) Fed.response(Fed.bytes(head), 40).result()).status());
        Fed.Fault tooBig = new Fed.Fault(502, "upstream sent too big header");
        assertEquals(tooBig, Fed.response(Fed.bytes(head), 39).result());
        assertEquals(
                tooBig,
                Fed.response(Fed.bytes("HTTP/1.1 200 " + "x".repeat(27)), 40).result());
        assertNull(Fed.response(Fed.bytes("HTTP/1.1 200 " + "x".repeat(26)), 40).result());
    }
}
