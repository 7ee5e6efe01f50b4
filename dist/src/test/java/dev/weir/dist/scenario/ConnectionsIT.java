package dev.weir.dist.scenario;

import static dev.weir.dist.scenario.Scenario.finalLines;
import static dev.weir.dist.scenario.Scenario.soon;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.dist.scenario.PushScenario.Peer;
import dev.weir.testkit.Frame;
import dev.weir.testkit.Json;
import dev.weir.testkit.PlainHttp;
import dev.weir.testkit.PlainHttp.Answer;
import dev.weir.testkit.RawWebSocket;
import dev.weir.testkit.StubUpstream;
import dev.weir.testkit.WeirServer;
import dev.weir.testkit.WsStat;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Who is connected, and away with them. */
class ConnectionsIT {
    private static final String ENDS = """
            ws_log logs/ws.log;
            ws_log_format "";
            ws_log_format open "";
            ws_log_format close "$ws_conn_id $ws_close_side $ws_close_cause $ws_close_code";
            """;

    private static String configuration(StubUpstream upstream) {
        return Scenario.http("""
                    upstream backend { server 127.0.0.1:%d; }
                    server {
                        listen 127.0.0.1:@port@;
                        server_name edge.example;
                        %s
                        location = /stat { ws_stat; }
                        location /connections { ws_connections kill; }
                        location /look { ws_connections; }
                        location ~ ^/v[0-9]/who { ws_connections kill; }
                        location /end { websocket hello=off; }
                        location / { proxy_pass http://backend; %s }
                    }
                """.formatted(upstream.port(), ENDS, Scenario.UPGRADE));
    }

    private static WeirServer start(StubUpstream upstream) {
        return WeirServer.of(configuration(upstream)).start();
    }

    private static Json list(WeirServer weir, String query) {
        Answer answer = PlainHttp.get(weir.port(), "/connections" + query);
        assertEquals(200, answer.status(), answer::body);
        assertEquals("application/json", answer.header("Content-Type"));
        return Json.read(answer.body());
    }

    private static List<Json> rows(WeirServer weir, String query) {
        return list(weir, query).at("connections").list();
    }

    private static List<String> uris(WeirServer weir, String query) {
        return rows(weir, query).stream().map(row -> row.at("uri").text()).toList();
    }

    private static Answer ask(WeirServer weir, String method, String target) {
        return PlainHttp.say(weir.port(), method + " " + target + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
    }

    private static Answer delete(WeirServer weir, String target) {
        return ask(weir, "DELETE", target);
    }

    private static long id(WeirServer weir, String uri) {
        return rows(weir, "?uri=" + uri).get(0).at("id").number();
    }

    private static Frame close(int code, String reason) {
        return Frame.fromServer(Frame.CLOSE, Frame.closePayload(code, reason));
    }

    @Test
    void tellsOfATunnelAndOfAnEndpoint() {
        try (StubUpstream upstream = StubUpstream.echo();
                WeirServer weir = start(upstream);
                RawWebSocket tunnel = RawWebSocket.open(weir.port(), "/chat/a%22b?token=secret");
                RawWebSocket endpoint = RawWebSocket.open(weir.port(), "/end/%C3%A4")) {
            Scenario.echoOnce(tunnel, Frame.TEXT, "hello");
            Json list = list(weir, "");
            assertEquals(1, list.at("version").number());
            assertEquals(2, list.at("total").number());
            assertEquals(2, list.at("matched").number());
            assertEquals(0, list.at("offset").number());
            assertEquals(100, list.at("limit").number());
            Json first = list.at("connections").list().get(0);
            assertEquals("tunnel", first.at("kind").text());
            assertEquals("127.0.0.1", first.at("remote_addr").text());
            assertEquals(tunnel.localPort(), first.at("remote_port").number());
            assertEquals("edge.example:" + weir.port(), first.at("server").text());
            assertEquals("/", first.at("location").text());
            assertEquals("/chat/a\"b", first.at("uri").text());
            assertEquals("127.0.0.1:" + upstream.port(), first.at("upstream").text());
            assertEquals("backend", first.at("upstream_name").text());
            for (String side : List.of("client", "upstream_traffic")) {
                assertEquals(1, first.at(side).at("frames").number());
                assertEquals(1, first.at(side).at("messages").number());
                assertEquals(5, first.at(side).at("payload_bytes").number());
            }
            assertEquals(11, first.at("client.tcp_bytes").number());
            assertEquals(7, first.at("upstream_traffic.tcp_bytes").number());
            assertEquals(0, first.at("queued_bytes").number());
            assertTrue(first.at("rtt_seconds").isNull());
            double now = System.currentTimeMillis() / 1000.0;
            assertEquals(
                    now, first.at("opened").real() + first.at("age_seconds").real(), 5);
            assertTrue(
                    first.at("idle_seconds").real() <= first.at("age_seconds").real());
            Json second = list.at("connections").list().get(1);
            assertEquals("endpoint", second.at("kind").text());
            assertEquals(endpoint.localPort(), second.at("remote_port").number());
            assertEquals("/end/\u00e4", second.at("uri").text());
            assertTrue(second.at("upstream").isNull());
            assertNotEquals(first.at("worker").number(), second.at("worker").number());
            assertFalse(PlainHttp.get(weir.port(), "/connections").body().contains("secret"));
            Json one = Json.read(
                    PlainHttp.get(weir.port(), "/connections/" + first.at("id").number())
                            .body());
            assertEquals(first.at("id"), one.at("id"));
            assertEquals(first.at("client"), one.at("client"));
            assertEquals(first.at("opened"), one.at("opened"));
            assertEquals(
                    1,
                    finalLines(weir, "ws.log").stream()
                            .filter(line -> line.startsWith(one.at("id").number() + " "))
                            .count());
        }
    }

    @Test
    void filtersSortsAndPages() {
        try (StubUpstream upstream = StubUpstream.echo();
                WeirServer weir = start(upstream)) {
            List<RawWebSocket> clients = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                clients.add(RawWebSocket.open(weir.port(), (i % 2 == 0 ? "/end/" : "/ws/") + i));
            }
            for (int i = 1; i < 20; i += 2) {
                Scenario.echoOnce(clients.get(i), Frame.BINARY, "*".repeat(10 * i));
            }
            assertEquals(20, list(weir, "?limit=1").at("matched").number());
            assertEquals(10, list(weir, "?kind=tunnel").at("matched").number());
            assertEquals(10, list(weir, "?location=/end").at("matched").number());
            assertEquals(10, list(weir, "?upstream=backend").at("matched").number());
            assertEquals(
                    10,
                    list(weir, "?peer=127.0.0.1:" + upstream.port())
                            .at("matched")
                            .number());
            assertEquals(0, list(weir, "?remote_addr=127.0.0.2").at("matched").number());
            assertEquals(
                    20,
                    list(weir, "?remote_addr=127.0.0.1&server=edge.example:" + weir.port() + "&max_age=1h")
                            .at("matched")
                            .number());
            assertEquals(0, list(weir, "?min_age=1h").at("matched").number());
            assertEquals(0, list(weir, "?idle=1h").at("matched").number());
            assertEquals(20, list(weir, "?idle=0").at("total").number());
            assertEquals(List.of("/end/18"), uris(weir, "?q=d/18"));
            assertEquals(List.of("/ws/7"), uris(weir, "?uri=/ws/7"));
            assertEquals(
                    20,
                    list(weir, "?worker=0").at("matched").number()
                            + list(weir, "?worker=1").at("matched").number());
            assertEquals(List.of("/ws/19", "/ws/17", "/ws/15"), uris(weir, "?sort=bytes&limit=3"));
            assertEquals(List.of("/ws/1", "/ws/3"), uris(weir, "?sort=bytes&order=asc&kind=tunnel&limit=2"));
            List<String> sorted = uris(weir, "?sort=uri");
            assertEquals(sorted.stream().sorted().toList(), sorted);
            assertEquals(
                    sorted.stream().sorted(Comparator.reverseOrder()).toList(), uris(weir, "?sort=uri&order=desc"));
            Set<String> seen = new HashSet<>();
            for (int offset = 0; offset < 21; offset += 3) {
                uris(weir, "?sort=worker&limit=3&offset=" + offset).forEach(uri -> assertTrue(seen.add(uri), uri));
            }
            assertEquals(20, seen.size());
            assertEquals(List.of(), uris(weir, "?offset=20"));
            assertEquals(List.of("/end/0", "/ws/1"), uris(weir, "?limit=2"));
            clients.forEach(RawWebSocket::close);
            soon().until(() -> list(weir, "").at("total").number() == 0);
        }
    }

    @Test
    void killsATunnel() {
        try (StubUpstream upstream = StubUpstream.echo();
                WeirServer weir = start(upstream);
                RawWebSocket client = RawWebSocket.open(weir.port(), "/ws");
                RawWebSocket other = RawWebSocket.open(weir.port(), "/ws2")) {
            long id = id(weir, "/ws");
            assertEquals(204, delete(weir, "/connections/" + id).status());
            assertEquals(close(1001, ""), client.readFrame());
            client.send(Frame.fromClient(Frame.CLOSE, Frame.closePayload(1001, "")));
            assertEquals("", client.readToEnd());
            soon().until(() -> list(weir, "").at("total").number() == 1);
            assertEquals(404, delete(weir, "/connections/" + id).status());
            assertEquals(404, PlainHttp.get(weir.port(), "/connections/" + id).status());
            Scenario.echoOnce(other, Frame.TEXT, "still here");
            assertEquals(List.of(), upstream.failures());
            assertTrue(finalLines(weir, "ws.log").contains(id + " gateway kill 1001"));
        }
    }

    @Test
    void killsAnEndpointWithCodeAndReason() {
        try (StubUpstream upstream = StubUpstream.echo();
                WeirServer weir = start(upstream);
                Peer client = new Peer(RawWebSocket.open(weir.port(), "/end"), "")) {
            long id = id(weir, "/end");
            assertEquals(
                    204,
                    delete(weir, "/connections/" + id + "?code=4242&reason=please+go%21")
                            .status());
            assertEquals(close(4242, "please go!"), client.next());
            client.connection().send(Frame.fromClient(Frame.CLOSE, Frame.closePayload(4242, "")));
            assertEquals("", client.connection().readToEnd());
            assertEquals(List.of(id + " gateway kill 4242"), finalLines(weir, "ws.log"));
        }
    }

    @Test
    void killsByFilterAndAll() {
        try (StubUpstream upstream = StubUpstream.echo();
                WeirServer weir = start(upstream)) {
            List<RawWebSocket> clients = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                clients.add(RawWebSocket.open(weir.port(), i % 3 == 0 ? "/end" : "/ws"));
            }
            Answer killed = delete(weir, "/connections?kind=endpoint&code=1013");
            assertEquals("{\"version\":1,\"closing\":20}\n", killed.body());
            assertEquals(
                    "{\"version\":1,\"closing\":0}\n",
                    delete(weir, "/connections?uri=/end").body());
            answerCloses(clients, 0, 3, close(1013, ""));
            soon().until(() -> WsStat.of(weir.port()).connections() == 40);
            assertEquals(
                    "{\"version\":1,\"closing\":40}\n",
                    delete(weir, "/connections?all").body());
            answerCloses(clients, 1, 3, close(1001, ""));
            answerCloses(clients, 2, 3, close(1001, ""));
            soon().until(() -> list(weir, "").at("total").number() == 0);
            assertEquals(0, Scenario.idle(weir).connections());
            assertEquals(
                    Set.of("gateway kill 1013", "gateway kill 1001"),
                    finalLines(weir, "ws.log").stream()
                            .map(line -> line.substring(line.indexOf(' ') + 1))
                            .collect(Collectors.toSet()));
        }
    }

    private static void answerCloses(List<RawWebSocket> clients, int from, int step, Frame expected) {
        for (int i = from; i < clients.size(); i += step) {
            assertEquals(expected, clients.get(i).readFrame());
            clients.get(i).send(Frame.fromClient(Frame.CLOSE, expected.payload()));
            assertEquals("", clients.get(i).readToEnd());
        }
    }
}
