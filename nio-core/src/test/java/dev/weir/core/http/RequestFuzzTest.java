package dev.weir.core.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.testkit.fuzz.FewChunkings;
import dev.weir.testkit.fuzz.FuzzRun;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Requests of a connection, one after the other with their bodies: read as {@link NaiveHttp} reads them, in any pieces;
 * and one that is accepted means the same when it is written again.
 */
public class RequestFuzzTest {
    private static final HeadLimits LIMITS = new HeadLimits(32, 4, 160, true, false, 12);
    private static final HeadLimits WIDE = new HeadLimits(1024, 4, 8192, true, false, 1000);
    private static final FewChunkings CHUNKINGS = new FewChunkings();

    private static final String[] SEEDS = {
        "GET / HTTP/1.1\r\nHost: a\r\nX: y\r\n\r\nGET /b HTTP/1.0\r\n\r\n",
        "POST http://a:1/b?c HTTP/1.1\r\nHost: [::1]:2\r\nContent-Length: 5\r\n\r\n12345GET / HTTP/1.1\r\nHost: a\r\n\r\n",
        "PUT /a HTTP/1.1\nhost: b.c.\nTransfer-Encoding: Chunked\nA_b: \t c \n\n"
                + "5;a=\"b\"\r\nhello\r\n0a \r\n0123456789\r\n00\r\nT: r\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n",
        "\r\nGET /\r\n",
        "CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n",
        "GET /chat HTTP/1.1\r\nHost: server.example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nExpect: 100-continue\r\n\r\n",
    };
    private static final String[] WORDS = {
        "\r\n",
        "\n",
        "\r\n\r\n",
        "Content-Length: 20000000000000000003\r\n",
        "\r",
        ": ",
        "Content-Length: 3\r\n",
        "Content-Length: 9223372036854775807\r\n",
        "Transfer-Encoding: chunked\r\n",
        "Transfer-Encoding: gzip, chunked\r\n",
        "Host: b\r\n",
        "Host: a..b\r\n",
        " HTTP/1.1",
        " HTTP/1.0",
        " HTTP/2.0",
        " HTTP/1.10",
        "0\r\n\r\n",
        "ffffffffffffffff",
        "7fffffffffffffff\r\n",
        "80000000000000000\r\n",
        "\205",
        "\240",
        "X:" + "y".repeat(150),
        "X: y\r\n".repeat(12),
        "\0",
        "[::1]",
        "%2e",
        ":65535",
        ":65536",
        "TRACE ",
        ";" + "e".repeat(1020),
        "\r\n X: folded\r\n",
        "Content-Length : 3\r\n",
    };

    /** A target of the fuzzers. */
    public static void fuzzerTestOneInput(byte[] input) throws Exception {
        String text = new String(input, StandardCharsets.ISO_8859_1);
        List<String> events = CHUNKINGS.check(input, () -> HttpStream.ofRequests(LIMITS));
        assertEquals(NaiveHttp.requests(text, LIMITS), events);
        RequestHead head = first(input);
        if (head != null) {
            judge(head);
        }
    }

    private static RequestHead first(byte[] input) {
        try {
            return new RequestParser(LIMITS).parse(ByteBuffer.wrap(input));
        } catch (HttpFault fault) {
            return null;
        }
    }

    private static void judge(RequestHead head) throws HttpFault {
        Headers headers = head.headers();
        if (headers.has("Content-Length") && headers.has("Transfer-Encoding")) {
            throw new AssertionError("two framings");
        }
        String all = head.requestLine()
                + head.method()
                + head.target()
                + headers.toString().replace("\n", "");
        if (all.chars().anyMatch(c -> c == '\r' || c == '\n' || c == 0)) {
            throw new AssertionError("a line end or NUL inside");
        }
        if (head.minorVersion() != 9) {
            byte[] written = HeadWriter.request(head.method(), head.target(), head.minorVersion(), headers);
            ByteBuffer in = ByteBuffer.wrap(written);
            RequestHead again = new RequestParser(WIDE).parse(in);
            assertEquals(0, in.remaining());
            assertEquals(headers, again.headers());
            assertEquals(head.method() + head.target(), again.method() + again.target());
            assertEquals(BodyFraming.ofRequest(head), BodyFraming.ofRequest(again));
        }
    }

    @Test
    void damagedRequests() throws InterruptedException {
        FuzzRun.of(RequestFuzzTest::fuzzerTestOneInput, SEEDS).words(WORDS).run(12_000);
    }
}
