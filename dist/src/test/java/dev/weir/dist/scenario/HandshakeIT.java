package dev.weir.dist.scenario;

import static dev.weir.dist.scenario.Scenario.idle;
import static dev.weir.dist.scenario.Scenario.inFrontOf;
import static dev.weir.testkit.RawWebSocket.handshake;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.testkit.Frame;
import dev.weir.testkit.PlainHttp;
import dev.weir.testkit.RawWebSocket;
import dev.weir.testkit.StubUpstream;
import dev.weir.testkit.WeirServer;
import dev.weir.testkit.WsStat;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Only a valid 101 to a valid handshake opens a tunnel. */
class HandshakeIT {
    private static final WsStat NOTHING = new WsStat(0, 0, 0, 0, 0, 0, 0);
    private static final String VALID = RawWebSocket.acceptance(handshake("/"));
    private static final String ACCEPT = "Sec-WebSocket-Accept: " + RawWebSocket.acceptValue(RawWebSocket.KEY);
    private static final Pattern ANSWER = Pattern.compile("X-Answer: (\\S+)");
    private static final String SECOND = "GET /second HTTP/1.1\r\nHost: localhost\r\n\r\n";

    private static StubUpstream asTold;
    private static WeirServer scripted;

    @BeforeAll
    static void start() {
        asTold = StubUpstream.of(HandshakeIT::answerAsTold);
        scripted = inFrontOf(asTold);
    }

    @AfterAll
    static void stop() {
        scripted.close();
        asTold.close();
    }

    private static Arguments row(String name, int status, String text) {
        return Arguments.of(name, status, text);
    }

    /** The upstream's answer, and what the client must get. */
    static Stream<Arguments> answers() {
        return Stream.of(
                row("valid", 101, VALID),
                row("valid, small letters", 101, VALID.replace("Upgrade: websocket", "upgrade: WebSocket")),
                row("valid, among other tokens", 101, VALID.replace("n: Upgrade", "n: keep-alive, upgrade")),
                row("no Upgrade", 502, VALID.replace("Upgrade: websocket\r\n", "")),
                row("Upgrade to something else", 502, VALID.replace(": websocket", ": h2c")),
                row("two Upgrades", 502, VALID.replace(": websocket", ": websocket\r\nUpgrade: h2c")),
                row("Upgrade among others", 502, VALID.replace(": websocket", ": websocket, h2c")),
                row("no Connection", 502, VALID.replace("Connection: Upgrade\r\n", "")),
                row("Connection: close", 502, VALID.replace("n: Upgrade", "n: close")),
                row("no Accept", 502, VALID.replace(ACCEPT + "\r\n", "")),
                row("wrong Accept", 502, VALID.replace(ACCEPT, "Sec-WebSocket-Accept: AAAAAAAAAAAAAAAAAAAAAAAAAAA=")),
                row("two Accepts", 502, VALID.replace(ACCEPT, ACCEPT + "\r\n" + ACCEPT)),
                row("the key for Accept", 502, VALID.replace(ACCEPT, "Sec-WebSocket-Accept: " + RawWebSocket.KEY)),
                row("HTTP/1.0", 502, VALID.replace("HTTP/1.1 101", "HTTP/1.0 101")),
                row("no response", 502, "SSH-2.0-OpenSSH\r\n\r\n"),
                row("200 with the 101's fields", 200, VALID.replace("101 Switching Protocols", "200 OK")),
                row("200", 200, StubUpstream.ok("no upgrade here")),
                row("403", 403, "HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno"),
                row("503", 503, "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 2\r\n\r\nno"),
                row("redirect", 302, "HTTP/1.1 302 Found\r\nLocation: /login\r\nContent-Length: 0\r\n\r\n"),
                row(
                        "426",
                        426,
                        "HTTP/1.1 426 Upgrade Required\r\nSec-WebSocket-Version: 8\r\nContent-Length: 0\r\n\r\n"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("answers")
    void onlyAValidAnswerOpensATunnel(String name, int status, String answer) {
        WsStat before = idle(scripted);
        int heads = asTold.heads().size();
        try (RawWebSocket client = RawWebSocket.connect(scripted.port())) {
            client.send(handshake("/ws", "X-Answer: " + Base64.getEncoder().encodeToString(answer.getBytes())));
            String head = client.readHead();
            assertTrue(head.startsWith("HTTP/1.1 " + status + " "), head);
            if (status == 101) {
                Scenario.echoOnce(client, Frame.TEXT, "in");
                client.leave();
            } else {
                client.send(SECOND);
                String rest = client.readToEnd();
                assertTrue(!rest.contains("HTTP/1."), rest);
                assertEquals(before, WsStat.of(scripted.port()));
            }
        }
        assertEquals(heads + 1, asTold.heads().size());
        assertEquals(List.of(), asTold.failures());
    }

    /** Answers what the request says, and wants no more than that request. */
    private static void answerAsTold(RawWebSocket connection, StubUpstream upstream) {
        Matcher told = ANSWER.matcher(upstream.readHead(connection));
        if (told.find()) {
            String answer = new String(Base64.getDecoder().decode(told.group(1)));
            connection.send(answer);
            if (answer.startsWith("HTTP/1.1 101 ")) {
                StubUpstream.echo(connection, upstream);
            } else if (answer.contains("Content-Length: ")) {
                assertEquals("", connection.readToEnd());
            }
        }
    }

    /** The client's handshake, and what it must get without any word to the upstream. */
    static Stream<Arguments> handshakes() {
        String valid = handshake("/ws");
        return Stream.of(
                row("version 12", 426, valid.replace("Version: 13", "Version: 12")),
                row("version 8", 426, valid.replace("Version: 13", "Version: 8")),
                row("no version", 426, valid.replace("Sec-WebSocket-Version: 13\r\n", "")),
                row("versions 13 and 8", 426, valid.replace("Version: 13", "Version: 13, 8")),
                row("no key", 400, valid.replace("Sec-WebSocket-Key: " + RawWebSocket.KEY + "\r\n", "")),
                row("short key", 400, valid.replace(RawWebSocket.KEY, "c2hvcnQ=")),
                row("no Base64", 400, valid.replace(RawWebSocket.KEY, "!".repeat(24))),
                row("two keys", 400, valid.replace("Host:", "Sec-WebSocket-Key: " + RawWebSocket.KEY + "\r\nHost:")),
                row("POST", 400, valid.replace("GET", "POST").replace("\r\n\r\n", "\r\nContent-Length: 0\r\n\r\n")),
                row("with a body", 400, valid.replace("\r\n\r\n", "\r\nContent-Length: 3\r\n\r\nabc")),
                row("HTTP/1.0", 400, valid.replace("HTTP/1.1", "HTTP/1.0")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("handshakes")
    void aBadHandshakeIsRefusedHere(String name, int status, String head) {
        WsStat before = idle(scripted);
        int heads = asTold.heads().size();
        PlainHttp.Answer answer = PlainHttp.say(scripted.port(), head + SECOND);
        assertEquals(status, answer.status(), answer.head());
        assertEquals(status == 426, answer.head().contains("Sec-WebSocket-Version: 13\r\n"), answer.head());
        assertTrue(!answer.body().contains("HTTP/1."), answer.body());
        assertEquals(heads, asTold.heads().size());
        assertEquals(before, WsStat.of(scripted.port()));
    }

    @Test
    void h2cIsNotTunnelled() {
        try (StubUpstream upstream = StubUpstream.http(head -> StubUpstream.ok("plain"));
                WeirServer weir = inFrontOf(upstream)) {
            PlainHttp.Answer answer = PlainHttp.say(
                    weir.port(),
                    "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade, HTTP2-Settings, close\r\n"
                            + "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n");
            assertEquals(200, answer.status());
            assertEquals("plain", answer.body());
            String head = upstream.heads().get(0);
            assertTrue(!head.contains("h2c"), head);
        }
    }

    @Test
    void nobodyAskedForThis101() {
        try (StubUpstream upstream = StubUpstream.http(head -> VALID);
                WeirServer weir = inFrontOf(upstream)) {
            assertEquals(502, PlainHttp.get(weir.port(), "/").status());
            assertEquals(NOTHING, WsStat.of(weir.port()));
        }
    }

    @Test
    void theClientsBytesWaitForThe101() throws Exception {
        CountDownLatch looked = new CountDownLatch(1);
        Frame early = Frame.fromClient(Frame.TEXT, "early");
        StubUpstream.Script script = (connection, upstream) -> {
            String head = upstream.readHead(connection);
            boolean tooEarly = Scenario.heardWithin(connection, 300);
            connection.send(RawWebSocket.acceptance(head));
            assertEquals(false, tooEarly, "a frame came before the 101");
            assertEquals(early, connection.readFrame());
            looked.countDown();
            StubUpstream.echo(connection, upstream);
        };
        try (StubUpstream upstream = StubUpstream.of(script);
                WeirServer weir = inFrontOf(upstream);
                RawWebSocket client = RawWebSocket.connect(weir.port())) {
            client.send(handshake("/ws"));
            client.send(early);
            client.demandAcceptance();
            assertTrue(looked.await(10, TimeUnit.SECONDS), upstream.failures().toString());
            client.leave();
        }
    }

    @Test
    void aConnectionThatSawAnUpgradeIsNeverPooled() {
        StubUpstream.Script script = (connection, upstream) -> {
            for (String head = upstream.readHead(connection); !head.isEmpty(); head = upstream.readHead(connection)) {
                connection.send(StubUpstream.ok("no"));
                if (head.contains("Upgrade: websocket")) {
                    assertEquals("", connection.readToEnd(), "the connection was used again");
                }
            }
        };
        String configuration = """
                error_log logs/error.log;
                http { access_log off;
                    upstream pool { server 127.0.0.1:%d; keepalive 8; }
                    server { listen 127.0.0.1:@port@;
                        location / { proxy_pass http://pool; proxy_http_version 1.1;
                            proxy_set_header Connection ""; }
                        location /ws { proxy_pass http://pool; %s }
                    }
                }
                """;
        try (StubUpstream upstream = StubUpstream.of(script);
                WeirServer weir = WeirServer.of(configuration.formatted(upstream.port(), Scenario.UPGRADE))
                        .start()) {
            for (int i = 0; i < 3; i++) {
                assertEquals("no", PlainHttp.get(weir.port(), "/").body());
            }
            assertEquals(1, upstream.accepted());
            assertEquals(200, PlainHttp.say(weir.port(), handshake("/ws")).status());
            assertEquals("no", PlainHttp.get(weir.port(), "/").body());
            assertEquals("no", PlainHttp.get(weir.port(), "/").body());
            assertEquals(2, upstream.accepted());
            assertEquals(List.of(), upstream.failures());
            assertEquals(6, upstream.heads().size());
        }
    }
}
