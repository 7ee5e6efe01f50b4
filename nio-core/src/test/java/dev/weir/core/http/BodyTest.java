package dev.weir.core.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.testkit.EveryChunking;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where a body ends, how it is read, and how one is written. */
class BodyTest {
    private record Read(String content, long received, boolean complete, boolean completeAtEnd) {}

    private static final class Reading implements EveryChunking.Subject<Read> {
        private final BodyReader reader;
        private final ByteArrayOutputStream content = new ByteArrayOutputStream();

        Reading(BodyFraming framing) {
            reader = BodyReader.ofResponse(framing);
        }

        @Override
        public boolean feed(ByteBuffer piece) throws HttpFault {
            return reader.read(piece, part -> Fed.append(part, content));
        }

        @Override
        public Read result() {
            String text = content.toString(StandardCharsets.ISO_8859_1);
            return new Read(text, reader.received(), reader.isComplete(), reader.isCompleteAtEnd());
        }
    }

    private static EveryChunking.Outcome<Read> read(BodyFraming framing, String input) {
        return EveryChunking.check(Fed.bytes(input), () -> new Reading(framing));
    }

    @Test
    void readsEachFraming() {
        assertEquals(new Read("", 0, true, true), read(BodyFraming.NONE, "next").result());
        assertEquals(0, read(BodyFraming.NONE, "next").consumed());
        assertEquals(
                new Read("abc", 3, true, true),
                read(new BodyFraming.Length(3), "abcnext").result());
        assertEquals(3, read(new BodyFraming.Length(3), "abcnext").consumed());
        assertEquals(
                new Read("ab", 2, false, false),
                read(new BodyFraming.Length(3), "ab").result());
        assertEquals(
                new Read("ab", 2, true, true),
                read(BodyFraming.CHUNKED, "2\r\nab\r\n0\r\n\r\nnext").result());
        assertEquals(
                new Read("ab", 2, false, false),
                read(BodyFraming.CHUNKED, "2\r\nab\r\n").result());
        assertEquals(
                new Read("ab", 2, false, true),
                read(BodyFraming.UNTIL_CLOSE, "ab").result());
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "GET,  200, Content-Length,    7,       Length[bytes=7]",
                "GET,  200, Content-Length,    0,       None[]",
                "GET,  200, Transfer-Encoding, chunked, Chunked[]",
                "GET,  200, X,                 y,       UntilClose[]",
                "HEAD, 200, Content-Length,    7,       None[]",
                "GET,  101, Content-Length,    7,       None[]",
                "GET,  204, Content-Length,    7,       None[]",
                "GET,  304, Transfer-Encoding, chunked, None[]",
            })
    void findsTheFramingOfAResponse(String method, int status, String name, String value, String framing)
            throws HttpFault {
        ResponseHead head = ResponseHead.of(status, Headers.of(name, value));
        assertEquals(framing, BodyFraming.ofResponse(head, method).toString());
    }

    @Test
    void refusesAmbiguousResponses() {
        ResponseHead both = ResponseHead.of(200, Headers.of("Content-Length", "5", "Transfer-Encoding", "chunked"));
        assertEquals(
                502,
                assertThrows(HttpFault.class, () -> BodyFraming.ofResponse(both, "GET"))
                        .status());
        ResponseHead bad = ResponseHead.of(200, Headers.of("Content-Length", "5x"));
        assertEquals(
                502,
                assertThrows(HttpFault.class, () -> BodyFraming.ofResponse(bad, "GET"))
                        .status());
    }

    @ParameterizedTest
    @CsvSource({
        "Content-Length: 7,          Length[bytes=7]",
        "Content-Length: 0,          None[]",
        "Transfer-Encoding: chunked, Chunked[]",
        "X: y,                       None[]",
    })
    void findsTheFramingOfARequest(String field, String framing) {
        RequestHead head = (RequestHead) Fed.request("POST / HTTP/1.1\r\nHost: a\r\n" + field + "\r\n\r\n");
        assertEquals(framing, BodyFraming.ofRequest(head).toString());
    }

    @Test
    void encodesWhatTheDecoderReads() throws HttpFault {
        ByteBuffer out = ByteBuffer.allocate(100);
        for (String content : new String[] {"a", "0123456789abcdef", "xyz"}) {
            out.put(ChunkedEncoder.head(content.length()));
            out.put(Fed.bytes(content));
            out.put(ChunkedEncoder.end());
        }
        out.put(ChunkedEncoder.last());
        byte[] wire = Arrays.copyOf(out.array(), out.position());
        assertEquals(
                "1\r\na\r\n10\r\n0123456789abcdef\r\n3\r\nxyz\r\n0\r\n\r\n",
                new String(wire, StandardCharsets.ISO_8859_1));
        assertEquals("a0123456789abcdefxyz", Fed.chunked(wire).result());
        assertThrows(IllegalArgumentException.class, () -> ChunkedEncoder.head(0));
    }

    @Test
    void writesHeadsThatTheParsersRead() {
        Headers headers = Headers.of("Host", "a", "X", "\u00ff", "Long", "v".repeat(600));
        byte[] request = HeadWriter.request("GET", "/x", 1, headers);
        assertEquals(
                headers, ((RequestHead) Fed.request(request, HeadLimits.DEFAULT).result()).headers());
        ResponseHead head = new ResponseHead(1, 404, "Not Found", headers);
        byte[] response = HeadWriter.response(head);
        assertEquals(head, Fed.response(response, 4096).result());
        assertTrue(new String(HeadWriter.request("GET", "/", 0, headers), StandardCharsets.ISO_8859_1)
                .startsWith("GET / HTTP/1.0\r\nHost: a\r\n"));
    }

    @ParameterizedTest
    @CsvSource({"Location, a%0D%0Ab%7Fc", "X, 'a  b\u007fc'"})
    void repairsWhatAClientPutIntoAResponse(String name, String value) {
        byte[] response = HeadWriter.response(ResponseHead.of(200, Headers.of(name, "a\r\nb\u007fc")));
        assertEquals(
                "HTTP/1.1 200 OK\r\n" + name + ": " + value + "\r\n\r\n",
                new String(response, StandardCharsets.ISO_8859_1));
    }

    @ParameterizedTest
    @CsvSource({"'a\nb'", "'a\rb'", "'a\0b'", "\u0101"})
    void writesNoLineEndInsideAField(String value) {
        Headers headers = Headers.of("X", value);
        assertThrows(IllegalArgumentException.class, () -> HeadWriter.request("GET", "/", 1, headers));
    }
}
