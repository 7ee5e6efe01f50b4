package dev.weir.dist.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.testkit.PlainHttp;
import dev.weir.testkit.RawWebSocket;
import dev.weir.testkit.StubUpstream;
import dev.weir.testkit.WeirServer;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Malformed requests (RFC 9112) and smuggling: each has its status, and nothing that follows it on the connection
 * reaches the upstream as a request.
 */
class HttpTableIT {
    private static final String H = " HTTP/1.1\r\nHost: a\r\n";
    private static final String GET = "GET /first" + H;
    private static final String POST = "POST /first" + H;
    private static final String SMUGGLED = "GET /smuggled HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

    private static StubUpstream upstream;
    private static WeirServer weir;

    @BeforeAll
    static void start() {
        upstream = StubUpstream.http(head -> StubUpstream.ok(head.substring(0, head.indexOf(" HTTP/"))));
        weir = WeirServer.of(Scenario.gateway(upstream.port(), "client_max_body_size 1k;"))
                .start();
    }

    @AfterAll
    static void stop() {
        weir.close();
        upstream.close();
    }

    private static Arguments row(int status, String why, String request) {
        return Arguments.of(status, why, request);
    }

    /** Requests that are refused with this status, each with a second one behind it. */
    static Stream<Arguments> refused() {
        return Stream.of(lines(), fields(), bodies(), sizes()).flatMap(rows -> rows);
    }

    private static Stream<Arguments> lines() {
        return Stream.of(
                row(400, "small letters in the method", "get /first" + H + "\r\n"),
                row(400, "space first", " GET /first" + H + "\r\n"),
                row(400, "space in the target", "GET /a b" + H + "\r\n"),
                row(400, "NUL in the target", "GET /a\0b" + H + "\r\n"),
                row(400, "CR in the target", "GET /a\rb" + H + "\r\n"),
                row(400, "no slash", "GET first" + H + "\r\n"),
                row(400, "outside the root", "GET /../../etc/passwd" + H + "\r\n"),
                row(400, "encoded way outside the root", "GET /%2e%2e/%2e%2e/etc" + H + "\r\n"),
                row(400, "encoded NUL", "GET /a%00b" + H + "\r\n"),
                row(400, "broken encoding", "GET /a%zzb" + H + "\r\n"),
                row(400, "no such protocol", "GET /first FTP/1.1\r\nHost: a\r\n\r\n"),
                row(400, "version with letters", "GET /first HTTP/1.x\r\nHost: a\r\n\r\n"),
                row(505, "HTTP/2.0", "GET /first HTTP/2.0\r\nHost: a\r\n\r\n"),
                row(400, "HTTP/2's preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
                row(405, "CONNECT", "CONNECT a:443" + H + "\r\n"),
                row(405, "TRACE", "TRACE /first" + H + "\r\n"),
                row(400, "TLS", "\u0016\u0003\u0001\u0000\u0005hello\r\n\r\n"));
    }

    private static Stream<Arguments> fields() {
        return Stream.of(
                row(400, "no Host", "GET /first HTTP/1.1\r\n\r\n"),
                row(400, "two Hosts", GET + "Host: b\r\n\r\n"),
                row(400, "Host with a path", "GET /first HTTP/1.1\r\nHost: a/b\r\n\r\n"),
                row(400, "Host with a space", "GET /first HTTP/1.1\r\nHost: a b\r\n\r\n"),
                row(400, "space before the colon", GET + "Content-Length : 5\r\n\r\n"),
                row(400, "folded line", GET + "X: a\r\n b\r\n\r\n"),
                row(400, "folded first line", "GET /first HTTP/1.1\r\n Host: a\r\n\r\n"),
                row(400, "no colon", GET + "X\r\n\r\n"),
                row(400, "empty name", GET + ": x\r\n\r\n"),
                row(400, "NUL in a value", GET + "X: a\0b\r\n\r\n"),
                row(400, "CR in a value", GET + "X: a\rTransfer-Encoding: chunked\r\n\r\n"),
                row(400, "CR in a name", GET + "X\rY: a\r\n\r\n"));
    }

    private static Stream<Arguments> bodies() {
        return Stream.of(
                row(400, "two lengths that differ", POST + "Content-Length: 0\r\nContent-Length: 44\r\n\r\n"),
                row(400, "two lengths that agree", POST + "Content-Length: 0\r\nContent-Length: 0\r\n\r\n"),
                row(400, "list of lengths", POST + "Content-Length: 0, 0\r\n\r\n"),
                row(400, "signed length", POST + "Content-Length: +0\r\n\r\n"),
                row(400, "negative length", POST + "Content-Length: -1\r\n\r\n"),
                row(400, "hexadecimal length", POST + "Content-Length: 0x0\r\n\r\n"),
                row(400, "length with a space", POST + "Content-Length: 0 0\r\n\r\n"),
                row(400, "empty length", POST + "Content-Length:\r\n\r\n"),
                row(400, "length beyond 64 bits", POST + "Content-Length: 99999999999999999999\r\n\r\n"),
                row(
                        400,
                        "length and coding",
                        POST + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
                row(
                        400,
                        "coding and length",
                        POST + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n"),
                row(400, "coding in HTTP/1.0", "POST /first HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
                row(501, "unknown coding", POST + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"),
                row(501, "identity", POST + "Transfer-Encoding: identity\r\n\r\n"),
                row(501, "chunked, then another", POST + "Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n"),
                row(400, "chunked with a vertical tab", POST + "Transfer-Encoding: \u000bchunked\r\n\r\n0\r\n\r\n"),
                row(400, "two codings", POST + "Transfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n\r\n0\r\n\r\n"),
                row(400, "chunk size that is no number", chunked("x\r\n")),
                row(400, "chunk size with a sign", chunked("+5\r\nhello\r\n0\r\n\r\n")),
                row(400, "chunk size with 0x", chunked("0x5\r\nhello\r\n0\r\n\r\n")),
                row(400, "chunk size beyond 64 bits", chunked("ffffffffffffffff1\r\n")),
                row(400, "chunk longer than told", chunked("3\r\nhello\r\n0\r\n\r\n")),
                row(400, "no end of the chunk", chunked("5\r\nhello0\r\n\r\n")));
    }

    private static String chunked(String body) {
        return POST + "Transfer-Encoding: chunked\r\n\r\n" + body;
    }

    private static Stream<Arguments> sizes() {
        return Stream.of(
                row(414, "long target", "GET /" + "a".repeat(9000) + H + "\r\n"),
                row(400, "long field", GET + "X: " + "a".repeat(9000) + "\r\n\r\n"),
                row(400, "many fields", GET + ("X: " + "a".repeat(4000) + "\r\n").repeat(20) + "\r\n"),
                row(413, "body over the limit", POST + "Content-Length: 1025\r\n\r\n" + "a".repeat(1025)),
                row(413, "chunked body over the limit", chunked("800\r\n" + "a".repeat(2048) + "\r\n0\r\n\r\n")));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("refused")
    void isRefused(int status, String why, String request) {
        int before = seen("/smuggled");
        PlainHttp.Answer answer = PlainHttp.say(weir.port(), request + SMUGGLED);
        assertEquals(status, answer.status(), answer.head());
        assertTrue(!answer.body().contains("HTTP/1."), "a second answer: " + answer.body());
        assertEquals(before, seen("/smuggled"));
        assertEquals("GET /lives", PlainHttp.get(weir.port(), "/lives").body());
    }

    private static int seen(String what) {
        return (int)
                upstream.heads().stream().filter(head -> head.contains(what)).count();
    }

    /** Bodies that look like requests stay bodies. */
    @Test
    void aBodyIsNoRequest() {
        int before = seen("/smuggled");
        String length = POST + "Content-Length: " + SMUGGLED.length() + "\r\n\r\n" + SMUGGLED;
        String coded =
                chunked(Integer.toHexString(SMUGGLED.length()) + ";x=\"y\"\r\n" + SMUGGLED + "\r\n0\r\nT: x\r\n\r\n");
        try (RawWebSocket client = RawWebSocket.connect(weir.port())) {
            client.send(length + coded + "GET /last" + H + "Connection: close\r\n\r\n");
            String answers = client.readToEnd();
            List<String> bodies = answers.lines()
                    .filter(line -> line.contains("T /"))
                    .map(line -> line.replaceAll("HTTP/1.*", ""))
                    .toList();
            assertEquals(List.of("POST /first", "POST /first", "GET /last"), bodies, answers);
        }
        assertEquals(before, seen("/smuggled"));
    }

    /** What Weir passes on is written anew: the upstream sees no doubtful framing. */
    @Test
    void framingIsRewritten() {
        int before = upstream.heads().size();
        PlainHttp.say(
                weir.port(),
                "POST http://b/rewritten?x=1 HTTP/1.1\nHost: a\nTransfer-Encoding:\tChunked\t\nConnection: close, X-H\n"
                        + "X-H: 1\nKeep-Alive: 9\nTE: trailers\n\n5\r\nhello\r\n0\r\n\r\n");
        String head = upstream.heads().get(before);
        assertTrue(head.startsWith("POST /rewritten?x=1 HTTP/1.1\r\n"), head);
        assertEquals(1, head.split("(?i)(content-length|transfer-encoding):").length - 1, head);
        assertTrue(!head.contains("Keep-Alive") && !head.contains("TE:"), head);
        assertTrue(head.lines().allMatch(line -> line.indexOf('\t') < 0), head);
    }
}
