package dev.weir.dist.scenario;

import static dev.weir.dist.scenario.PushScenario.APART;
import static dev.weir.dist.scenario.PushScenario.TOGETHER;
import static dev.weir.dist.scenario.PushScenario.basic;
import static dev.weir.dist.scenario.Scenario.idle;
import static dev.weir.dist.scenario.Scenario.soon;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.dist.scenario.PushScenario.Peer;
import dev.weir.testkit.Distribution;
import dev.weir.testkit.Frame;
import dev.weir.testkit.PlainHttp;
import dev.weir.testkit.RawWebSocket;
import dev.weir.testkit.WeirServer;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Pushes to single clients: bodies of all kinds, and each answer of the table in DIRECTIVES.md. */
class PushIT {
    private static WeirServer weir;

    @BeforeAll
    static void start() {
        weir = PushScenario.start(TOGETHER);
    }

    @AfterAll
    static void stop() {
        idle(weir);
        assertEquals(0, PushScenario.stat(weir, "queued_bytes"));
        assertEquals(0, weir.stop(), weir.errors());
        weir.logLines("error.log").forEach(line -> assertTrue(!line.contains("internal error"), line));
        weir.close();
    }

    private static Frame text(String payload) {
        return Frame.fromServer(Frame.TEXT, payload);
    }

    /** Several connections spread over both workers, so that some pushes change the worker. */
    @Test
    void reachesAnyWorkerFromAnyWorker() {
        List<Peer> peers = new ArrayList<>();
        List<Publisher> publishers = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            peers.add(Peer.open(weir, "/ws"));
            publishers.add(new Publisher(weir));
        }
        for (Publisher publisher : publishers) {
            for (int i = 0; i < 6; i++) {
                String id = peers.get(i).id();
                assertEquals(204, publisher.post("/ws", "to " + i, basic(id)));
                assertEquals(200, publisher.post("/ws?wait=written", "again to " + i, basic(id)));
                assertEquals(text("to " + i), peers.get(i).next());
                assertEquals(text("again to " + i), peers.get(i).next());
            }
        }
        peers.forEach(peer -> peer.connection().leave());
        publishers.forEach(Publisher::close);
    }

    @Test
    void theFirstMessageIsTheUrlAsTyped() throws Exception {
        try (Peer peer = Peer.open(weir, "/ws/deeper?x=y")) {
            assertEquals("http://" + peer.id() + "@127.0.0.1:" + weir.port() + "/ws/deeper", peer.hello());
            List<String> command = List.of("sh", "-c", "echo 123 | curl -s --data-binary @- " + peer.hello());
            Distribution.Finished curl = Distribution.runCommand(command, Map.of());
            if (curl.exitCode() != 127) {
                assertEquals(new Distribution.Finished(0, "", ""), curl);
                assertEquals(text("123\n"), peer.next());
            }
        }
    }

    @Test
    void theJdksClientPushes() throws Exception {
        try (Peer peer = Peer.open(weir, "/ws")) {
            HttpClient client = HttpClient.newHttpClient();
            URI uri = URI.create("http://127.0.0.1:" + weir.port() + "/ws");
            for (String body : List.of("", "gr\u00fc\u00dfe", "x".repeat(100_000))) {
                HttpRequest request = HttpRequest.newBuilder(uri)
                        .header("Authorization", basic(peer.id()).substring(15))
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build();
                HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
                assertEquals(204, answer.statusCode());
                byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
                assertEquals(text(new String(bytes, StandardCharsets.ISO_8859_1)), peer.next());
            }
        }
    }

    @Test
    void bodiesOfAnySizeAndFraming() {
        try (Peer peer = Peer.open(weir, "/ws");
                Publisher publisher = new Publisher(weir)) {
            Random random = new Random(3);
            for (int size : new int[] {1, 125, 126, 4096, 65_535, 65_536, 200_000, 1024 * 1024}) {
                byte[] bytes = new byte[size];
                random.nextBytes(bytes);
                String body = new String(bytes, StandardCharsets.ISO_8859_1);
                Frame whole = Frame.fromServer(Frame.BINARY, body);
                assertEquals(204, publisher.post("/ws?binary", body, basic(peer.id())));
                assertEquals(whole, peer.next());
                int cut = random.nextInt(size);
                publisher.send("POST /ws HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n"
                        + "Content-Type: application/octet-stream\r\n" + basic(peer.id()) + "\r\n\r\n");
                publisher.send(cut == 0 ? "" : Integer.toHexString(cut) + "\r\n" + body.substring(0, cut) + "\r\n");
                publisher.send(Integer.toHexString(size - cut) + "\r\n" + body.substring(cut) + "\r\n0\r\n\r\n");
                assertEquals(204, publisher.answer().status());
                assertEquals(whole, peer.next());
            }
        }
    }

    @Test
    void pipelinedPushesArriveInOrder() {
        try (Peer one = Peer.open(weir, "/ws");
                Peer two = Peer.open(weir, "/ws");
                Publisher publisher = new Publisher(weir)) {
            StringBuilder all = new StringBuilder();
            for (int i = 0; i < 500; i++) {
                String target = i % 3 == 0 ? "/ws?wait=written" : "/ws";
                all.append(Publisher.request("POST", target, "" + i, basic(i % 2 == 0 ? one.id() : two.id())));
            }
            publisher.send(all.toString());
            for (int i = 0; i < 500; i++) {
                assertEquals(i % 3 == 0 ? 200 : 204, publisher.answer().status());
                assertEquals(text("" + i), (i % 2 == 0 ? one : two).next());
            }
        }
    }

    @Test
    void whatIsWrongIsToldAndHarmsNobody() {
        try (Peer peer = Peer.open(weir, "/ws");
                Publisher publisher = new Publisher(weir)) {
            String id = peer.id();
            assertEquals(400, publisher.post("/ws", "no id"));
            assertEquals(400, publisher.post("/ws", "short", basic(id.substring(1))));
            assertEquals(400, publisher.post("/ws", "not UTF-8: \u00ff", basic(id)));
            Publisher.Answer broken = publisher.ask("POST", "/ws", "\u00c3", basic(id));
            assertTrue(broken.body().contains("not UTF-8"), broken.body());
            assertEquals(410, publisher.post("/other", "elsewhere", basic(id)));
            assertEquals(404, publisher.post("/nowhere", "x", basic(id)));
            Publisher.Answer put = publisher.ask("PUT", "/ws", "x", basic(id));
            assertEquals("405 GET, POST, OPTIONS", put.status() + " " + put.field("Allow"));
            Publisher.Answer options = publisher.ask("OPTIONS", "/ws", null);
            assertEquals("204 GET, POST, OPTIONS", options.status() + " " + options.field("Allow"));
            assertNull(options.field("Content-Length"));
            assertEquals(
                    413,
                    PlainHttp.say(
                                    weir.port(),
                                    "POST /ws HTTP/1.1\r\nHost: a\r\n" + basic(id)
                                            + "\r\nContent-Length: 1048577\r\n\r\n")
                            .status());
            assertEquals(204, publisher.post("/ws", "and it lives", basic(id)));
            assertEquals(text("and it lives"), peer.next());
        }
    }

    @Test
    void aClosedConnectionIsGoneHoweverItClosed() {
        try (Publisher publisher = new Publisher(weir)) {
            Peer leaves = Peer.open(weir, "/ws");
            leaves.connection().leave();
            Peer resets = Peer.open(weir, "/ws");
            resets.connection().reset();
            soon().until(() -> publisher.post("/ws", "x", basic(resets.id())) == 410);
            assertEquals(410, publisher.post("/ws", "x", basic(leaves.id())));
        }
    }

    @Test
    void theQueueOfAStalledReaderFillsAndItsPublisherHears429() {
        String directives = "ws_send_queue 64k full=drop; location /ws { websocket; }";
        try (WeirServer small = PushScenario.start(directives);
                RawWebSocket slow = RawWebSocket.connect(small.port(), 4096);
                Publisher publisher = new Publisher(small)) {
            slow.send(RawWebSocket.handshake("/ws"));
            slow.demandAcceptance();
            Peer peer = Peer.greeted(slow);
            int taken = 0;
            Publisher.Answer last = publisher.ask("POST", "/ws", "x".repeat(60_000), basic(peer.id()));
            for (; last.status() == 204; taken++) {
                last = publisher.ask("POST", "/ws", "x".repeat(60_000), basic(peer.id()));
            }
            assertEquals(429, last.status());
            for (int i = 0; i < taken; i++) {
                assertEquals(text("x".repeat(60_000)), peer.next());
            }
            assertEquals(204, publisher.post("/ws", "again", basic(peer.id())));
            assertEquals(text("again"), peer.next());
            assertEquals(0, PushScenario.stat(small, "queued_bytes"));
        }
    }

    @Test
    void isRefusedWhileShuttingDown() {
        try (WeirServer quits = PushScenario.start(TOGETHER);
                Peer peer = Peer.open(quits, "/ws");
                Publisher publisher = new Publisher(quits)) {
            String whole = Publisher.request("POST", "/ws", "0123456789", basic(peer.id()));
            publisher.send(whole + whole.substring(0, whole.length() - 1));
            assertEquals(204, publisher.answer().status());
            assertEquals(text("0123456789"), peer.next());
            quits.signal("QUIT");
            soon().until(() -> !accepts(quits));
            publisher.send("9");
            Publisher.Answer answer = publisher.answer();
            assertEquals(503, answer.status());
            Frame next = peer.connection().hasInput() ? peer.next() : null;
            assertTrue(next == null || next.opcode() == Frame.CLOSE, () -> "came: " + next);
        }
    }

    private static boolean accepts(WeirServer server) {
        try (RawWebSocket attempt = RawWebSocket.connect(server.port())) {
            return attempt.localPort() > 0;
        } catch (UncheckedIOException refused) {
            return false;
        }
    }

    @Test
    void stateAndEndByTheLocationOfTheInterface() {
        try (WeirServer apart = PushScenario.start(APART);
                Peer peer = Peer.open(apart, "/ws?room=a%20b");
                Publisher publisher = new Publisher(apart)) {
            assertEquals("http://" + peer.id() + "@127.0.0.1:" + apart.port() + "/push", peer.hello());
            Publisher.Answer refused = publisher.ask("POST", "/ws", "x", basic(peer.id()));
            assertEquals("405 GET, OPTIONS", refused.status() + " " + refused.field("Allow"));
            assertEquals(204, publisher.post("/push/" + peer.id(), "in the path"));
            assertEquals(204, publisher.post("/push", "as the user", basic(peer.id())));
            assertEquals(text("in the path"), peer.next());
            assertEquals(text("as the user"), peer.next());
            Publisher.Answer state = publisher.ask("GET", "/push/" + peer.id(), null);
            assertEquals("application/json", state.field("Content-Type"));
            String json = state.body();
            assertTrue(json.startsWith("{\"id\":\"" + peer.id() + "\",\"connected\":\"20"), json);
            assertTrue(json.contains("\"channels\":[\"a b\",\"all\"],\"messages_in\":0,\"messages_out\":3,"), json);
            assertTrue(json.endsWith("\"queued_bytes\":0}\n"), json);
            assertEquals(200, publisher.ask("HEAD", "/push/" + peer.id(), null).status());
            String url = "/push/" + peer.id() + "?code=4321&reason=gr%C3%BC%C3%9Fe";
            assertEquals(204, publisher.ask("DELETE", url, null).status());
            Frame close = Frame.fromServer(Frame.CLOSE, Frame.closePayload(4321, "gr\u00c3\u00bc\u00c3\u009fe"));
            assertEquals(close, peer.next());
            assertEquals(410, publisher.post("/push/" + peer.id(), "late"));
        }
    }
}
