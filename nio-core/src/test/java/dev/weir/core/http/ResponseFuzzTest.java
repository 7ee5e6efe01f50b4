package dev.weir.core.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.testkit.fuzz.FewChunkings;
import dev.weir.testkit.fuzz.FuzzRun;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Responses of an upstream to GET, one after the other: read as {@link NaiveHttp} reads them, in any pieces. */
public class ResponseFuzzTest {
    private static final int LONGEST_HEAD = 400;
    private static final FewChunkings CHUNKINGS = new FewChunkings();

    private static final String[] SEEDS = {
        "HTTP/1.1 200 OK\r\nContent-Length: 20000000000000000003\r\n\r\n",
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n",
        "HTTP/1.0 200\nContent-Length: 5\n\n12345HTTP/1.1 304 Not Modified\r\nContent-Length: 7\r\n\r\n",
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "5;x=y\r\nhello\r\n0\r\nT: r\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n",
        "HTTP/1.1 200 OK\r\nServer: a\r\n\r\nuntil the end",
        "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nX_y:\t z \t\r\n\r\nHTTP/1.1 999 \r\nContent-Length: 1\r\n\r\nx",
    };
    private static final String[] WORDS = {
        "\r\n",
        "\n",
        "\r\n\r\n",
        "Content-Length: 20000000000000000003\r\n",
        "\r",
        ": ",
        "Content-Length: 3\r\n",
        "Content-Length: 9223372036854775808\r\n",
        "Transfer-Encoding: chunked\r\n",
        "Transfer-Encoding: identity\r\n",
        "HTTP/1.1 ",
        "HTTP/1.99 ",
        " 099 ",
        " 1000",
        "0\r\n\r\n",
        "ffffffffffffffff",
        "X:" + "y".repeat(300),
        "X: y\r\n".repeat(40),
        "\0",
        "\377",
        "\r\n X: folded\r\n",
        "200",
        "100",
        "101",
        "199",
        "204",
        "304",
        ";" + "e".repeat(1020),
        "00000000000000000000000",
    };

    /** A target of the fuzzers. */
    public static void fuzzerTestOneInput(byte[] input) throws Exception {
        String text = new String(input, StandardCharsets.ISO_8859_1);
        List<String> events = CHUNKINGS.check(input, () -> HttpStream.ofResponses(LONGEST_HEAD));
        assertEquals(NaiveHttp.responses(text, LONGEST_HEAD), events);
        judge(input);
    }

    /** What is passed on means the same to the next reader. */
    private static void judge(byte[] input) throws HttpFault {
        ResponseHead head;
        try {
            head = new ResponseParser(LONGEST_HEAD).parse(ByteBuffer.wrap(input));
        } catch (HttpFault fault) {
            return;
        }
        if (head != null) {
            ByteBuffer written = ByteBuffer.wrap(HeadWriter.response(head));
            ResponseHead again = new ResponseParser(2 * LONGEST_HEAD).parse(written);
            assertEquals(0, written.remaining());
            assertEquals(new ResponseHead(1, head.status(), head.reason(), head.headers()), again);
        }
    }

    @Test
    void damagedResponses() throws InterruptedException {
        FuzzRun.of(ResponseFuzzTest::fuzzerTestOneInput, SEEDS).words(WORDS).run(12_000);
    }
}
