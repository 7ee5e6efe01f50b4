package dev.weir.dist.scenario;

import static dev.weir.dist.scenario.Scenario.LOG;
import static dev.weir.dist.scenario.Scenario.UPGRADE;
import static dev.weir.dist.scenario.Scenario.gateway;
import static dev.weir.dist.scenario.Scenario.idle;
import static dev.weir.testkit.RawWebSocket.KEY;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.testkit.Frame;
import dev.weir.testkit.PlainHttp;
import dev.weir.testkit.RawWebSocket;
import dev.weir.testkit.StubUpstream;
import dev.weir.testkit.WeirServer;
import dev.weir.testkit.WsStat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every way in which a client's handshake may be right or wrong, at an endpoint of Weir's own and at a tunnel. */
class HandshakeMatrixIT {
    /** Where a handshake may go: an endpoint answers what is no handshake by itself, a tunnel lets it pass. */
    private static final List<String> ENDPOINTS = List.of("/echo");

    private static final String TUNNEL = "/tunnel";
    private static final int PASSED_ON = 200;
    private static final String SECOND = "GET /second HTTP/1.1\r\nHost: localhost\r\n\r\n";

    private static StubUpstream upstream;
    private static WeirServer weir;

    @BeforeAll
    static void start() {
        upstream = StubUpstream.of(HandshakeMatrixIT::answer);
        String pass = "{ %s proxy_pass http://127.0.0.1:" + upstream.port() + "; " + UPGRADE + "}\n";
        weir = WeirServer.of(gateway(
                        upstream.port(),
                        LOG + "location /echo { websocket_echo; }\n"
                                + "location /any { ws_origin any; websocket_echo; }\n"
                                + "location /same { ws_origin same; websocket_echo; }\n"
                                + "location /same-tunnel " + pass.formatted("ws_origin same;")
                                + "location /names { ws_origin .example.com https://partner.test; websocket_echo; }\n"
                                + "location /names-tunnel "
                                + pass.formatted("ws_origin .example.com https://partner.test;")))
                .start();
    }

    @AfterAll
    static void stop() {
        weir.close();
        assertEquals(List.of(), upstream.failures());
        upstream.close();
    }

    /** Echoes where a WebSocket is asked for, else says 200. */
    private static void answer(RawWebSocket connection, StubUpstream self) {
        String head = self.readHead(connection);
        if (head.contains("Upgrade: ")) {
            connection.send(RawWebSocket.acceptance(head));
            StubUpstream.echo(connection, self);
        } else if (!head.isEmpty()) {
            connection.send(StubUpstream.ok("plain"));
        }
    }

    /** A way to change a right handshake, and the status at an endpoint and at a tunnel. */
    private record Row(String name, String old, String changed, int endpoint, int tunnel) {
        Row(String name, String old, String changed, int status) {
            this(name, old, changed, status, status);
        }

        String at(String location) {
            String right = RawWebSocket.handshake(location);
            String request = right.replace(old, changed);
            assertTrue(old.equals(changed) || !request.equals(right), () -> name + " changes nothing");
            return request;
        }
    }

    private static final String VERSION_LINE = "Sec-WebSocket-Version: 13\r\n";
    private static final String KEY_LINE = "Sec-WebSocket-Key: " + KEY + "\r\n";
    private static final String UPGRADE_LINE = "Upgrade: websocket\r\n";
    private static final String CONNECTION_LINE = "Connection: Upgrade\r\n";

    private static List<Row> right() {
        return List.of(
                new Row("as it should be", "", "", 101),
                new Row("Upgrade in capitals", UPGRADE_LINE, "UPGRADE: WEBSOCKET\r\n", 101),
                new Row("Upgrade in mixed letters", UPGRADE_LINE, "upgrade: WebSocket\r\n", 101),
                new Row("Upgrade before others", UPGRADE_LINE, "Upgrade: websocket, foo\r\n", 101),
                new Row("Upgrade after others", UPGRADE_LINE, "Upgrade: h2c ,\t websocket\r\n", 101),
                new Row("Upgrade in two fields", UPGRADE_LINE, "Upgrade: h2c\r\nUpgrade: websocket\r\n", 101),
                new Row("Connection in capitals", CONNECTION_LINE, "CONNECTION: UPGRADE\r\n", 101),
                new Row("Connection after others", CONNECTION_LINE, "Connection: keep-alive, Upgrade\r\n", 101),
                new Row("Connection before others", CONNECTION_LINE, "Connection: upgrade,keep-alive\r\n", 101),
                new Row("Connection with empty elements", CONNECTION_LINE, "Connection: ,, upgrade ,\r\n", 101),
                new Row(
                        "Connection in several fields",
                        CONNECTION_LINE,
                        "Connection: keep-alive\r\nConnection: Upgrade\r\n",
                        101),
                new Row("small letters all over", "Sec-WebSocket-", "sec-websocket-", 101),
                new Row("spaces around the key", KEY_LINE, "Sec-WebSocket-Key:  " + KEY + " \t\r\n", 101),
                new Row("a body of nothing", VERSION_LINE, VERSION_LINE + "Content-Length: 0\r\n", 101),
                new Row("a body of nothing at length", VERSION_LINE, VERSION_LINE + "Content-Length: 00\r\n", 101),
                new Row(
                        "several subprotocols",
                        VERSION_LINE,
                        VERSION_LINE + "Sec-WebSocket-Protocol: chat, superchat\r\nSec-WebSocket-Protocol: mqtt\r\n",
                        101),
                new Row(
                        "several extensions",
                        VERSION_LINE,
                        VERSION_LINE + "Sec-WebSocket-Extensions: foo; a=\"b,c\"\r\nSec-WebSocket-Extensions: bar\r\n",
                        101),
                new Row("a query", " HTTP/1.1", "?a=b&c=%20 HTTP/1.1", 101));
    }

    /** What is a handshake, but a wrong one: the same at an endpoint and at a tunnel, which asks no upstream. */
    private static List<Row> wrong() {
        String second = "Sec-WebSocket-Key: AQIDBAUGBwgJCgsMDQ4PEA==\r\n";
        return List.of(
                new Row("no key", KEY_LINE, "", 400),
                new Row("an empty key", KEY, "", 400),
                new Row("a key of 15 bytes", KEY, "AQIDBAUGBwgJCgsMDQ4P", 400),
                new Row("a key of 17 bytes", KEY, "AQIDBAUGBwgJCgsMDQ4PEBE=", 400),
                new Row("a key without padding", KEY, KEY.substring(0, 22), 400),
                new Row("a key that is no Base64", KEY, "!".repeat(22) + "==", 400),
                new Row("a key in the URL alphabet", KEY, "-_-_-_-_-_-_-_-_-_-_-w==", 400),
                new Row("a key too many", KEY_LINE, KEY_LINE + second, 400),
                new Row("the same key twice", KEY_LINE, KEY_LINE + KEY_LINE, 400),
                new Row("two keys in one field", KEY, KEY + ", " + KEY, 400),
                new Row("no version", VERSION_LINE, "", 426),
                new Row("an empty version", ": 13", ":", 426),
                new Row("version 8", ": 13", ": 8", 426),
                new Row("version 12", ": 13", ": 12", 426),
                new Row("version 14", ": 13", ": 14", 426),
                new Row("version 013", ": 13", ": 013", 426),
                new Row("versions 13 and 8", ": 13", ": 13, 8", 426),
                new Row("version 13 twice", VERSION_LINE, VERSION_LINE + VERSION_LINE, 426),
                new Row("version 13 and version 8", VERSION_LINE, VERSION_LINE + VERSION_LINE.replace("13", "8"), 426),
                new Row("HEAD", "GET ", "HEAD ", 400),
                new Row("PUT", "GET ", "PUT ", 400),
                new Row("small letters for the method", "GET ", "get ", 400),
                new Row("HTTP/1.0", "HTTP/1.1", "HTTP/1.0", 400),
                new Row("no Host", "Host: localhost\r\n", "", 400),
                new Row("two Hosts", "Host: localhost\r\n", "Host: localhost\r\nHost: localhost\r\n", 400),
                new Row("a body", "\r\n\r\n", "\r\nContent-Length: 5\r\n\r\nhello", 400),
                new Row(
                        "a chunked body",
                        "\r\n\r\n",
                        "\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
                        400),
                new Row("an empty chunked body", "\r\n\r\n", "\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400));
    }

    /** Wrong at {@code websocket_echo} and at a tunnel; other endpoints may have a use for these methods. */
    private static List<Row> otherMethods() {
        return List.of(
                new Row("POST", "GET ", "POST ", 400),
                new Row("OPTIONS", "GET ", "OPTIONS ", 400),
                new Row("DELETE", "GET ", "DELETE ", 400));
    }

    /** What asks for no WebSocket: a tunnel's upstream answers it, of course without an Upgrade. */
    private static List<Row> other() {
        return List.of(
                new Row("no Upgrade", UPGRADE_LINE, "", 400, PASSED_ON),
                new Row("Upgrade to h2c", UPGRADE_LINE, "Upgrade: h2c\r\n", 400, PASSED_ON),
                new Row("Upgrade to something like it", UPGRADE_LINE, "Upgrade: websockets\r\n", 400, PASSED_ON),
                new Row("Upgrade with a version", UPGRADE_LINE, "Upgrade: websocket/13\r\n", 400, PASSED_ON),
                new Row("an empty Upgrade", UPGRADE_LINE, "Upgrade:\r\n", 400, PASSED_ON),
                new Row("no Connection", CONNECTION_LINE, "", 400, PASSED_ON),
                new Row("Connection: close", CONNECTION_LINE, "Connection: close\r\n", 400, PASSED_ON),
                new Row("Connection: Upgrades", CONNECTION_LINE, "Connection: Upgrades\r\n", 400, PASSED_ON));
    }

    private static Arguments at(String location, Row row, int status) {
        return Arguments.of(location + ": " + row.name, row.at(location), status);
    }

    static Stream<Arguments> accepted() {
        return Stream.concat(ENDPOINTS.stream(), Stream.of(TUNNEL))
                .flatMap(location -> right().stream().map(row -> at(location, row, 101)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("accepted")
    void aRightHandshakeIsAccepted(String name, String request, int status) {
        try (RawWebSocket client = RawWebSocket.connect(weir.port())) {
            client.send(request);
            String head = client.demandAcceptance();
            assertTrue(head.contains("Sec-WebSocket-Accept: " + RawWebSocket.acceptValue(KEY) + "\r\n"), head);
            assertTrue(!head.contains("Sec-WebSocket-Protocol"), head);
            assertTrue(!head.contains("Sec-WebSocket-Extensions"), head);
            Scenario.echoOnce(client, Frame.TEXT, "in");
            client.leave();
        }
    }

    static Stream<Arguments> refused() {
        Stream<Arguments> endpoints = ENDPOINTS.stream()
                .flatMap(location -> Stream.of(wrong(), otherMethods(), other())
                        .flatMap(List::stream)
                        .map(row -> at(location, row, row.endpoint)));
        Stream<Arguments> tunnel =
                Stream.of(wrong(), otherMethods()).flatMap(List::stream).map(row -> at(TUNNEL, row, row.tunnel));
        return Stream.concat(endpoints, tunnel);
    }

    /** A second request behind it must find nobody: what a client that asked for an upgrade sends next is no HTTP. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void aWrongHandshakeIsRefusedHere(String name, String request, int status) {
        WsStat before = idle(weir);
        int asked = upstream.heads().size();
        PlainHttp.Answer answer = PlainHttp.say(weir.port(), request + SECOND);
        assertEquals(status, answer.status(), answer.head());
        assertEquals(status == 426, answer.head().contains("Sec-WebSocket-Version: 13\r\n"), answer.head());
        assertTrue(!answer.body().contains("HTTP/1."), answer.body());
        assertEquals(asked, upstream.heads().size());
        assertEquals(before, WsStat.of(weir.port()));
    }

    static Stream<Arguments> noHandshakes() {
        return other().stream().map(row -> at(TUNNEL, row, row.tunnel));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("noHandshakes")
    void whatIsNoHandshakeOpensNoTunnel(String name, String request, int status) {
        WsStat before = idle(weir);
        try (RawWebSocket client = RawWebSocket.connect(weir.port())) {
            client.send(request);
            String head = client.readHead();
            assertTrue(head.startsWith("HTTP/1.1 " + status + " "), head);
            assertEquals("plain", new String(client.read(5)));
        }
        String told = upstream.heads().get(upstream.heads().size() - 1);
        assertTrue(!told.contains("Upgrade: "), told);
        assertEquals(before, WsStat.of(weir.port()));
    }

    // --- origins

    private static Arguments origin(String location, int status, String... lines) {
        return Arguments.of(location + " " + List.of(lines), location, status, lines);
    }

    static Stream<Arguments> origins() {
        String here = "Origin: http://localhost";
        Stream<Arguments> same = Stream.of("/same", "/same-tunnel")
                .flatMap(location -> Stream.of(
                        origin(location, 101),
                        origin(location, 101, here),
                        origin(location, 101, "origin: HTTPS://LOCALHOST"),
                        origin(location, 101, "Origin: https://localhost:443"),
                        origin(location, 403, "Origin: http://localhost:8080"),
                        origin(location, 403, "Origin: http://elsewhere.test"),
                        origin(location, 403, "Origin: http://localhost.elsewhere.test"),
                        origin(location, 403, "Origin: null"),
                        origin(location, 403, "Origin:"),
                        origin(location, 403, here, here)));
        Stream<Arguments> names = Stream.of("/names", "/names-tunnel")
                .flatMap(location -> Stream.of(
                        origin(location, 101),
                        origin(location, 101, "Origin: http://example.com"),
                        origin(location, 101, "Origin: https://www.example.com"),
                        origin(location, 101, "Origin: https://partner.test"),
                        origin(location, 403, "Origin: http://partner.test"),
                        origin(location, 403, "Origin: https://example.com:8443"),
                        origin(location, 403, "Origin: https://example.com.elsewhere.test"),
                        origin(location, 403, here),
                        origin(location, 403, "Origin: null"),
                        origin(location, 403, "Origin: http://example.com", here)));
        Stream<Arguments> any = Stream.of("/any", TUNNEL)
                .flatMap(location -> Stream.of(
                        origin(location, 101, "Origin: http://elsewhere.test"),
                        origin(location, 101, "Origin: null"),
                        origin(location, 101, here, here)));
        return Stream.of(same, names, any).flatMap(s -> s);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("origins")
    void pagesOfOtherOriginsAreRefusedBeforeAnyUpstreamHears(String name, String location, int status, String[] lines) {
        int asked = upstream.heads().size();
        try (RawWebSocket client = RawWebSocket.connect(weir.port())) {
            client.send(RawWebSocket.handshake(location, lines));
            if (status == 101) {
                client.demandAcceptance();
                Scenario.echoOnce(client, Frame.TEXT, "in");
                client.leave();
            } else {
                client.send(SECOND);
                String answer = client.readToEnd();
                assertTrue(answer.startsWith("HTTP/1.1 " + status + " "), answer);
                assertEquals(answer.lastIndexOf("HTTP/1."), 0, answer);
                assertEquals(asked, upstream.heads().size());
            }
        }
    }

    @Test
    void aRefusedOriginIsTold() {
        PlainHttp.say(weir.port(), RawWebSocket.handshake("/same", "Origin: http://a.test/\"\u00e4"));
        Scenario.soon()
                .until(() -> weir.logLines("error.log").stream()
                        .anyMatch(line -> line.contains("[warn]")
                                && line.contains("origin \"http://a.test/\\x22\\xE4\" is not admitted by ws_origin")));
    }

    @Test
    void ordinaryRequestsHaveNoOriginToAnswerFor() {
        PlainHttp.Answer answer = PlainHttp.get(weir.port(), "/same-tunnel", "Origin: http://elsewhere.test");
        assertEquals(PASSED_ON, answer.status());
    }
}
