package dev.weir.dist.scenario;

import static dev.weir.dist.scenario.Scenario.UPGRADE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.testkit.PlainHttp;
import dev.weir.testkit.RawWebSocket;
import dev.weir.testkit.StubUpstream;
import dev.weir.testkit.TestCertificates;
import dev.weir.testkit.Trust;
import dev.weir.testkit.WeirServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Requests that hide another one for {@code /secret}, which nobody may ask for: the backend never sees it, whatever
 * the first one is made of (RFC 9112 section 11) and however the backend answers an upgrade, on connections that stay
 * and on those that end, plain and over TLS. The names of rows say which hole of another gateway they once were.
 */
class SmugglingIT {
    private static final String SECOND = "GET /secret HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    private static final String SECRET = "what nobody may read";

    private static StubUpstream plain;
    private static StubUpstream upgrading;
    private static WeirServer weir;
    private static SSLContext trust;
    private static final Queue<String> toUpgrading = new ConcurrentLinkedQueue<>();
    private static volatile String answer = "";

    @TempDir
    private static Path certificates;

    @BeforeAll
    static void start() {
        TestCertificates made =
                new TestCertificates(certificates).authority("ca").ec("gateway", "ca");
        trust = Trust.in(made.file("ca.pem"));
        plain = StubUpstream.http(head -> StubUpstream.ok(head.contains("/secret") ? SECRET : "plain"));
        upgrading = StubUpstream.of(SmugglingIT::answerUpgrade);
        weir = WeirServer.of("""
                        worker_processes 1;
                        error_log logs/error.log info;
                        events { worker_connections 512; }
                        http {
                            access_log off;
                            client_header_timeout 300ms;
                            client_body_timeout 300ms;
                            keepalive_timeout 300ms;
                            proxy_read_timeout 1s;
                            upstream kept { server 127.0.0.1:%d; keepalive 4; }
                            server {
                                listen 127.0.0.1:@port@;
                                listen 127.0.0.1:@tls@ ssl;
                                ssl_certificate %s/gateway.pem;
                                ssl_certificate_key %s/gateway.key;
                                location = /secret { deny all; }
                                location /ws { proxy_pass http://127.0.0.1:%d; %s }
                                location /stream {
                                    proxy_pass http://kept;
                                    proxy_http_version 1.1;
                                    proxy_request_buffering off;
                                    proxy_set_header Connection "";
                                }
                                location / {
                                    proxy_pass http://kept;
                                    proxy_http_version 1.1;
                                    proxy_set_header Connection "";
                                }
                            }
                        }
                        """.formatted(plain.port(), certificates, certificates, upgrading.port(), UPGRADE))
                .start();
        // The first handshakes of a young JVM take longer than those who are slow may.
        Scenario.soon().ignoreExceptions().until(() -> {
            try (RawWebSocket first = connect(true)) {
                first.send("GET /secret HTTP/1.1\r\nHost: a\r\n\r\n");
                return first.readHead().startsWith("HTTP/1.1 403 ");
            }
        });
    }

    @AfterAll
    static void stop() {
        weir.close();
        plain.close();
        upgrading.close();
    }

    /** Plain, or over TLS. */
    private static RawWebSocket connect(boolean secret) {
        return secret ? RawWebSocket.connect(weir.port("tls"), trust) : RawWebSocket.connect(weir.port());
    }

    /** The same row for both. */
    private static Stream<Arguments> plainAndSecret(Arguments row) {
        return Stream.of(false, true).map(secret -> {
            Object[] at = row.get();
            Object[] more = Arrays.copyOf(at, at.length + 1);
            more[0] = at[0] + (secret ? " over TLS" : "");
            more[at.length] = secret;
            return Arguments.of(more);
        });
    }

    /** Answers as the test wants, and writes down all that comes behind the head. */
    private static void answerUpgrade(RawWebSocket connection, StubUpstream self) {
        String head = self.readHead(connection);
        if (head.isEmpty()) {
            return;
        }
        connection.send(answer.replace("ACCEPT", RawWebSocket.acceptValue(RawWebSocket.KEY)));
        toUpgrading.add(connection.readToEnd());
    }

    // --- requests whose length is in doubt

    private static Arguments row(String name, String head, String body) {
        return Arguments.of(name, head, body);
    }

    private static Stream<Arguments> fields(String... lines) {
        return Stream.of(lines)
                .map(line -> row(
                        line.replaceAll("[\\r\\n]", "~"),
                        "POST / HTTP/1.1\r\nHost: localhost\r\n" + line + "\r\n",
                        "0\r\n\r\n"));
    }

    private static Stream<Arguments> chunks(String... bodies) {
        return Stream.of(bodies)
                .map(body -> row(
                        "chunks " + body.replaceAll("[\\r\\n]", "~"),
                        "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n",
                        body));
    }

    static Stream<Arguments> doubtful() {
        String te = "Transfer-Encoding: chunked\r\n";
        List<Stream<Arguments>> all = new ArrayList<>();
        all.add(fields(
                "Content-Length: 5\r\n" + te.strip(),
                te + "Content-Length: 100",
                "Content-Length: 5\r\nContent-Length: 6",
                "Content-Length: 5, 6",
                "Content-Length: +5",
                "Content-Length: -1",
                "Content-Length: 0x5",
                "Content-Length: 5 5",
                "Content-Length: 5\u000b",
                "Content-Length:",
                "Content-Length: 99999999999999999999",
                "Content-Length : 5",
                "Transfer-Encoding : chunked",
                "Transfer-Encoding: xchunked",
                "Transfer-Encoding: identity",
                "Transfer-Encoding: chunked, identity",
                "Transfer-Encoding: chunked, chunked",
                "Transfer-Encoding: chunked, xchunked",
                "Transfer-Encoding: gzip, chunked",
                "Transfer-Encoding: \u000bchunked",
                "Transfer-Encoding:\r\n chunked",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
                "X: y\rTransfer-Encoding: chunked",
                "X: y\u0000\r\nTransfer-Encoding: chunked",
                " Transfer-Encoding: chunked",
                "Transfer_Encoding: chunked"));
        all.add(chunks(
                "0x0\r\n\r\n",
                "-1\r\n\r\n",
                "+0\r\n\r\n",
                " 0\r\n\r\n",
                "g\r\n\r\n",
                "fffffffffffffffff\r\n\r\n",
                "1\r\nab\r\n0\r\n\r\n",
                "1;a\nb\r\nx\r\n0\r\n\r\n",
                "1;a=\"\r\n\"\r\nx\r\n0\r\n\r\n",
                "1\nx\r\n0\r\n\r\n",
                "1\r\r\nx\r\n0\r\n\r\n",
                "1\r\nx\n0\r\n\r\n",
                "0\r\nContent-Length: 100\r\n\r\n",
                "0\r\nX\r\n\r\n",
                "0\r\n X: y\r\n\r\n"));
        all.add(Stream.of(
                row("HTTP/1.0 with chunks, Pingora CVE-2026-2835", "POST / HTTP/1.0\r\nHost: localhost\r\n" + te, ""),
                row(
                        "control bytes first, Netty CVE-2026-50020",
                        "\u0001\u0000GET / HTTP/1.1\r\nHost: localhost\r\n",
                        ""),
                row("line ends in the target", "GET /%0d%0aX:%20y HTTP/1.1\r\nHost: localhost\r\n", ""),
                row("a blank in the target", "GET /a b HTTP/1.1\r\nHost: localhost\r\n", ""),
                row("no version", "GET /\r\nHost: localhost\r\n", ""),
                row("a lone line feed", "GET / HTTP/1.1\nHost: localhost\nContent-Length: 0\n", ""),
                row("two hosts", "GET / HTTP/1.1\r\nHost: localhost\r\nHost: other\r\n", ""),
                row(
                        "a CONNECT with early data, Envoy CVE-2025-64763",
                        "CONNECT localhost:80 HTTP/1.1\r\nHost: a\r\n",
                        "")));
        return all.stream()
                .flatMap(s -> s)
                .flatMap(SmugglingIT::onBothKinds)
                .flatMap(SmugglingIT::inBothWays)
                .flatMap(SmugglingIT::plainAndSecret);
    }

    /** A connection that stays, one that ends. */
    private static Stream<Arguments> onBothKinds(Arguments row) {
        Object[] at = row.get();
        return Stream.of("keep-alive", "close")
                .map(kind -> Arguments.of(at[0] + " " + kind, at[1] + "Connection: " + kind + "\r\n\r\n" + at[2]));
    }

    /** A body that is gathered first, one that is passed on while it comes. */
    private static Stream<Arguments> inBothWays(Arguments row) {
        Object[] at = row.get();
        return Stream.of("/", "/stream")
                .map(path -> Arguments.of(
                        at[0] + " " + path, ((String) at[1]).replaceFirst("(POST|GET) /(?=[ %])", "$1 " + path)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("doubtful")
    void theBackendSeesNoSecondRequest(String name, String first, boolean secret) {
        try (RawWebSocket client = connect(secret)) {
            client.send(first + SECOND);
            String answers = client.readToEnd();
            assertTrue(!answers.contains(SECRET), answers);
        }
        assertUntouched();
    }

    /** Nobody has asked for the secret, and whoever comes next on a connection that was kept gets what is theirs. */
    private static void assertUntouched() {
        PlainHttp.Answer next = PlainHttp.get(weir.port(), "/next");
        assertEquals("plain", next.body(), next.head());
        for (String head : plain.heads()) {
            assertTrue(!head.contains("/secret"), head);
        }
    }

    // --- upgrades

    private static final String SWITCHING =
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n";
    private static final String HIDING = "Content-Length: 2\r\n\r\nok";

    /** A client's wish, and whether it is a handshake as it should be. */
    private static List<Arguments> wishes() {
        String good = RawWebSocket.handshake("/ws");
        return List.of(
                Arguments.of("a handshake, Pingora CVE-2026-2833", good, true),
                Arguments.of("for another protocol", good.replace("websocket", "foo"), false),
                Arguments.of(
                        "for h2c", good.replace("Upgrade: websocket", "Upgrade: h2c\r\nHTTP2-Settings: AAA"), false),
                Arguments.of("of another version", good.replace("Version: 13", "Version: 12"), false),
                Arguments.of(
                        "of version 7 without Upgrade, Netty CVE-2026-59898",
                        good.replace("Version: 13", "Version: 7").replaceAll("(Upgrade|Connection): .*\r\n", ""),
                        false),
                Arguments.of("without a key", good.replaceAll("Sec-WebSocket-Key.*\r\n", ""), false),
                Arguments.of(
                        "with a body, aiohttp CVE-2026-69243",
                        good.replace("\r\n\r\n", "\r\nContent-Length: " + SECOND.length() + "\r\n\r\n"),
                        false),
                Arguments.of(
                        "with chunks, aiohttp CVE-2026-69243",
                        good.replace("\r\n\r\n", "\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
                        false),
                Arguments.of("a POST", good.replace("GET", "POST"), false),
                Arguments.of("of HTTP/1.0", good.replace("HTTP/1.1", "HTTP/1.0"), false),
                Arguments.of(
                        "not named in Connection", good.replace("Connection: Upgrade", "Connection: close"), false));
    }

    private static List<Arguments> backends() {
        return List.of(
                Arguments.of("200", "HTTP/1.1 200 OK\r\n" + HIDING),
                Arguments.of(
                        "200 that looks like a switch, Envoy CVE-2024-23326",
                        SWITCHING.replace("101 Switching Protocols", "200 OK") + "Sec-WebSocket-Accept: ACCEPT\r\n"
                                + HIDING),
                Arguments.of("403", "HTTP/1.1 403 Forbidden\r\n" + HIDING),
                Arguments.of("426", "HTTP/1.1 426 Upgrade Required\r\nUpgrade: websocket\r\n" + HIDING),
                Arguments.of("100 and 200", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n" + HIDING),
                Arguments.of("101 without the answer to the key", SWITCHING + "\r\n"),
                Arguments.of("101 with a wrong one", SWITCHING + "Sec-WebSocket-Accept: AAAA\r\n\r\n"),
                Arguments.of(
                        "101 to h2c", SWITCHING.replace("websocket", "h2c") + "Sec-WebSocket-Accept: ACCEPT\r\n\r\n"),
                Arguments.of(
                        "101 of HTTP/1.0", SWITCHING.replace("1.1", "1.0") + "Sec-WebSocket-Accept: ACCEPT\r\n\r\n"),
                Arguments.of(
                        "101 without Connection",
                        SWITCHING.replace("Connection: Upgrade\r\n", "") + "Sec-WebSocket-Accept: ACCEPT\r\n\r\n"));
    }

    static Stream<Arguments> upgrades() {
        return wishes().stream()
                .flatMap(wish -> backends().stream()
                        .flatMap(backend -> Stream.of("keep-alive, Upgrade", "close, Upgrade")
                                .map(connection -> Arguments.of(
                                        wish.get()[0] + " / " + backend.get()[0] + " / " + connection,
                                        ((String) wish.get()[1])
                                                .replace("Connection: Upgrade", "Connection: " + connection),
                                        backend.get()[1],
                                        wish.get()[2]))))
                .flatMap(SmugglingIT::plainAndSecret);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("upgrades")
    void noByteBehindAWishPassesBeforeItIsGranted(
            String name, String wish, String backend, boolean good, boolean secret) {
        answer = backend;
        int asked = upgrading.heads().size();
        toUpgrading.clear();
        try (RawWebSocket client = connect(secret)) {
            client.send(wish + SECOND);
            String answers = client.readToEnd();
            assertTrue(!answers.contains("HTTP/1.1 101 "), answers);
            assertTrue(!answers.contains(SECRET), answers);
        }
        assertTrue(!good || upgrading.heads().size() > asked, "the backend was not even asked");
        if (upgrading.heads().size() > asked) {
            Scenario.soon().until(() -> !toUpgrading.isEmpty());
            String head = upgrading.heads().get(asked);
            boolean framed = head.contains("Content-Length: ") || head.contains("Transfer-Encoding: ");
            for (String behind : toUpgrading) {
                // A body that was declared to the backend as one hides nothing.
                assertTrue(framed || behind.isEmpty(), behind);
                assertTrue(framed || !head.contains("/secret"), head);
            }
        }
    }
}
