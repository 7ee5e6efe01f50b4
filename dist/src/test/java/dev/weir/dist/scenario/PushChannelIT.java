package dev.weir.dist.scenario;

import static dev.weir.dist.scenario.PushScenario.APART;
import static dev.weir.dist.scenario.PushScenario.TOGETHER;
import static dev.weir.dist.scenario.PushScenario.basic;
import static dev.weir.dist.scenario.Scenario.finalLines;
import static dev.weir.dist.scenario.Scenario.idle;
import static dev.weir.dist.scenario.Scenario.soon;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.dist.scenario.PushScenario.Peer;
import dev.weir.testkit.Frame;
import dev.weir.testkit.RawWebSocket;
import dev.weir.testkit.WeirServer;
import dev.weir.testkit.WsStat;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Channels, ids, and what logs and statistics see of an endpoint. */
class PushChannelIT {
    private static String push(Publisher publisher, String channel, String body) {
        Publisher.Answer answer = publisher.ask("POST", "/push?channel=" + channel, body);
        return answer.status() + " " + answer.field("X-Weir-Receivers");
    }

    @Test
    void aChannelReachesItsMembersOnAllWorkers() {
        try (WeirServer weir = PushScenario.start(APART);
                Publisher publisher = new Publisher(weir)) {
            List<Peer> red = new ArrayList<>();
            List<Peer> blue = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                red.add(Peer.open(weir, "/ws?room=red%2f%c3%bc"));
                blue.add(Peer.open(weir, "/ws?room=blue"));
            }
            assertEquals("204 10", push(publisher, "red/%C3%BC", "to red"));
            assertEquals("204 10", push(publisher, "blue", "to blue"));
            assertEquals("204 20", push(publisher, "all", "to all"));
            assertEquals("204 0", push(publisher, "green", "to nobody"));
            assertEquals("200 10", push(publisher, "blue&wait=written", "and waited for"));
            assertTold(red, "to red", "to all");
            assertTold(blue, "to blue", "to all", "and waited for");
            red.forEach(peer -> peer.connection().leave());
            soon().until(() -> push(publisher, "all", "later").equals("204 10"));
            assertEquals("204 0", push(publisher, "red/%C3%BC", "nobody is left"));
            blue.forEach(Peer::close);
            idle(weir);
            assertEquals("204 0", push(publisher, "all", "all have gone"));
        }
    }

    private static void assertTold(List<Peer> peers, String... texts) {
        for (Peer peer : peers) {
            for (String text : texts) {
                assertEquals(Frame.fromServer(Frame.TEXT, text), peer.next());
            }
        }
    }

    /** Every id but the right one, at every place but the right one, and never another client's socket. */
    @Test
    void anIdIsGoodForOneConnectionOfOneLocationOfOneServer() {
        String servers = """
                worker_processes 2;
                events { }
                http {
                    access_log off;
                    server { listen 127.0.0.1:@port@; location /ws { websocket; } location /two { websocket; } }
                    server { listen 127.0.0.1:@other@; location /ws { websocket; } }
                }
                """;
        try (WeirServer weir = WeirServer.of(servers).start();
                Publisher publisher = new Publisher(weir);
                Peer one = Peer.open(weir, "/ws");
                Peer two = Peer.open(weir, "/two");
                Peer other = Peer.greeted(RawWebSocket.open(weir.port("other"), "/ws"))) {
            assertEquals(410, publisher.post("/ws", "no", basic(two.id())));
            assertEquals(410, publisher.post("/ws", "no", basic(other.id())));
            byte[] id = Base64.getUrlDecoder().decode(one.id());
            for (int bit = 0; bit < 8 * id.length; bit++) {
                byte[] flipped = id.clone();
                flipped[bit / 8] ^= (byte) (1 << bit % 8);
                String text = Base64.getUrlEncoder().encodeToString(flipped);
                assertEquals(bit < 32 ? 410 : 400, publisher.post("/ws", "no", basic(text)), "bit " + bit);
            }
            for (Peer peer : List.of(one, two, other)) {
                peer.connection().send(Frame.fromClient(Frame.PING, "p"));
                assertEquals(Frame.fromServer(Frame.PONG, "p"), peer.next(), "and nothing before it");
            }
        }
    }

    @Test
    void anIdOfAnotherStartIsGone() {
        String secret = "websocket_secret id.secret;" + TOGETHER;
        String old;
        String signed;
        try (WeirServer first = PushScenario.start(TOGETHER);
                Peer peer = Peer.open(first, "/ws")) {
            old = peer.id();
        }
        try (WeirServer first = lasting(secret, "0123456789abcdef");
                Peer peer = Peer.open(first, "/ws")) {
            signed = peer.id();
        }
        try (WeirServer again = PushScenario.start(TOGETHER);
                Publisher publisher = new Publisher(again);
                Peer peer = Peer.open(again, "/ws")) {
            assertEquals(410, publisher.post("/ws", "late", basic(old)));
            assertEquals(204, publisher.post("/ws", "right", basic(peer.id())));
        }
        try (WeirServer again = lasting(secret, "0123456789abcdef");
                Publisher publisher = new Publisher(again)) {
            assertEquals(410, publisher.post("/ws", "late", basic(signed)));
            assertEquals(400, publisher.post("/ws", "not signed with it", basic(old)));
        }
        try (WeirServer changed = lasting(secret, "another secret....");
                Publisher publisher = new Publisher(changed)) {
            assertEquals(400, publisher.post("/ws", "not signed with it", basic(signed)));
        }
    }

    private static WeirServer lasting(String directives, String secret) {
        return WeirServer.of(PushScenario.gateway(directives))
                .file("id.secret", secret)
                .start();
    }

    @Test
    void anIpv6AddressStandsInBracketsInTheUrl() throws IOException {
        String server = """
                events { }
                http { server { listen [::1]:@port@; listen 127.0.0.1:@other@; location /ws { websocket; } } }
                """;
        try (WeirServer weir = WeirServer.of(server).start();
                Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getByName("::1"), weir.port()), 5000);
            socket.getOutputStream().write(RawWebSocket.handshake("/ws").getBytes(StandardCharsets.ISO_8859_1));
            socket.setSoTimeout(5000);
            while (socket.getInputStream().read() != '\n'
                    || socket.getInputStream().read() != '\r') {
                // On to the empty line.
            }
            assertEquals('\n', socket.getInputStream().read());
            String hello = Frame.read(socket.getInputStream()).payload();
            String id = PushScenario.id(hello);
            assertEquals(
                    "http://" + id + "@[::1]:" + weir.port() + "/ws,http://" + id + "@127.0.0.1:" + weir.port("other")
                            + "/ws",
                    hello);
        }
    }

    /** What Weir sends counts as sent by the upstream. */
    @Test
    void statisticsAndLogsSeeWhatAnEndpointSays() {
        String logs = """
                ws_log logs/ws.log;
                ws_log_format "$ws_packet_source $ws_opcode $ws_payload_size $uri";
                ws_log_format open "open $uri";
                ws_log_format close "close $ws_close_code $ws_frames_in $ws_frames_out";
                access_log logs/access.log;
                location /ws { websocket hello=off; }
                location /push { websocket_push; }
                location /greeting { websocket; }
                """;
        try (WeirServer weir = PushScenario.start(logs + TOGETHER.replace("/ws", "/together"));
                Publisher publisher = new Publisher(weir)) {
            Peer peer = Peer.open(weir, "/greeting");
            int hello = peer.hello().length();
            peer.connection().send(Frame.fromClient(Frame.TEXT, "hi"));
            assertEquals(204, publisher.post("/push/" + peer.id(), "12345"));
            assertEquals(400, publisher.post("/push/none", "x"));
            assertEquals("12345", peer.next().payload());
            peer.connection().leave();
            WsStat stat = idle(weir);
            assertEquals(new WsStat(0, 2, 4, 16, 3, hello + 7, hello + 7 + 6), stat);
            List<String> lines = finalLines(weir, "ws.log");
            assertEquals(
                    List.of(
                            "open /greeting",
                            "upstream 1 " + hello + " /greeting",
                            "client 1 2 /greeting",
                            "upstream 1 5 /greeting",
                            "client 8 2 /greeting",
                            "upstream 8 2 /greeting",
                            "close 1000 2 3"),
                    lines);
            List<String> access = weir.logLines("access.log");
            String opened = "\"GET /greeting HTTP/1.1\" 101 ";
            assertTrue(access.stream().anyMatch(line -> line.contains(opened)), access::toString);
            String pushed = "\"POST /push/" + peer.id() + " HTTP/1.1\" 204 0 ";
            assertTrue(access.stream().anyMatch(line -> line.contains(pushed)), access::toString);
            assertTrue(
                    access.stream().anyMatch(line -> line.contains("\"POST /push/none HTTP/1.1\" 400 ")),
                    access::toString);
        }
    }
}
