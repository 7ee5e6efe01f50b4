package dev.weir.dist.scenario;

import static dev.weir.dist.scenario.Scenario.UPGRADE;
import static dev.weir.dist.scenario.Scenario.echoOnce;
import static dev.weir.dist.scenario.Scenario.finalLines;
import static dev.weir.dist.scenario.Scenario.gateway;
import static dev.weir.dist.scenario.Scenario.idle;
import static dev.weir.dist.scenario.Scenario.inFrontOf;
import static dev.weir.dist.scenario.Scenario.soon;
import static dev.weir.dist.scenario.Scenario.sum;
import static dev.weir.dist.scenario.Scenario.withoutBytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.testkit.Dialogue;
import dev.weir.testkit.Frame;
import dev.weir.testkit.PlainHttp;
import dev.weir.testkit.RawWebSocket;
import dev.weir.testkit.StubUpstream;
import dev.weir.testkit.WeirServer;
import dev.weir.testkit.WsStat;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The faults that were measured on the modules which Weir replaces, by number; none may ever be Weir's. */
class FaultsIT {
    /** Holds a dialogue directly and through Weir, and demands the exact count. */
    private static void assertTransparentAndCounted(Dialogue dialogue) {
        try (Dialogue.Stage stage = new Dialogue.Stage();
                WeirServer weir = WeirServer.of(gateway(stage.port())).start()) {
            Dialogue.Heard heard = dialogue.through(stage, weir.port());
            assertEquals(dialogue.direct(stage), heard);
            assertEquals(heard.stat(), idle(weir));
            assertEquals(withoutBytes(heard.stat()), sum(finalLines(weir, "ws.log")));
        }
    }

    @Test
    void fault01ALengthFieldMayArriveInTwoPackets() {
        assertTransparentAndCounted(Dialogue.of(
                "C raw 82 fe 00",
                "C raw 7e 00 00 00 00 " + "2a".repeat(126),
                "U raw 82 7e 00",
                "U raw 7e " + "2a".repeat(126),
                "C text \"and it lives\""));
    }

    @Test
    void fault02EachDirectionHasItsOwnParser() {
        String half = "2a".repeat(32768);
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            Collections.addAll(lines, "C raw 82 ff 00 00 00 00", "U raw 82 7f 00 00 00 00 00 01");
            Collections.addAll(lines, "C raw 00 01 00 00 00 00 00 00", "U raw 00 00" + half);
            Collections.addAll(lines, "C raw " + half, "U raw " + half, "C raw " + half);
        }
        assertTransparentAndCounted(new Dialogue(lines));
    }

    @Test
    void fault03PartialSendsAreCountedOnce() throws Exception {
        Frame frame = Frame.fromServer(Frame.BINARY, "*".repeat(200_000));
        int count = 60;
        CompletableFuture<Void> sent = new CompletableFuture<>();
        StubUpstream.Script push = StubUpstream.webSocket((connection, upstream) -> {
            for (int i = 0; i < count; i++) {
                connection.send(frame);
            }
            sent.complete(null);
            StubUpstream.echo(connection, upstream);
        });
        try (StubUpstream upstream = StubUpstream.of(push);
                WeirServer weir = inFrontOf(upstream);
                RawWebSocket slow = RawWebSocket.connect(weir.port(), 4096)) {
            slow.send(RawWebSocket.handshake("/ws"));
            slow.demandAcceptance();
            soon().until(() -> WsStat.of(weir.port()).framesOut() > 0);
            assertTrue(!sent.isDone(), "12 MB fit where nobody reads");
            for (int i = 0; i < count; i++) {
                assertEquals(frame, slow.readFrame());
            }
            slow.leave();
            long payload = count * 200_000L + 2;
            assertEquals(new WsStat(0, 1, 2, 8, count + 1, payload, payload + 10 * count + 2), idle(weir));
            assertEquals(new WsStat(0, 1, 2, 0, count + 1, payload, 0), sum(finalLines(weir, "ws.log")));
        }
    }

    @Test
    void fault04AnAnnouncedLengthIsNoPayload() {
        Dialogue dialogue = Dialogue.of(
                "C text \"hello\"",
                "C raw 82 ff 00 00 00 01 00 00 00 00 01 02 03 04 " + "00".repeat(15),
                "U raw 82 7f 00 00 00 01 00 00 00 00",
                "C end",
                "U end");
        try (Dialogue.Stage stage = new Dialogue.Stage();
                WeirServer weir = WeirServer.of(gateway(stage.port())).start()) {
            dialogue.through(stage, weir.port());
            assertEquals(new WsStat(0, 1, 5, 40, 0, 0, 10), idle(weir));
            String json = PlainHttp.get(weir.port(), "/stat?format=json").body();
            assertTrue(json.contains("\"incomplete_frames\":1,\"incomplete_bytes\":29"), json);
            assertTrue(json.contains("\"incomplete_frames\":1,\"incomplete_bytes\":10"), json);
            assertEquals(List.of("open", "client 1 5", "close"), finalLines(weir, "ws.log"));
        }
    }

    /** Weir has no TLS yet; what of it can come today is a TLS greeting on a plain port. */
    @Test
    void fault05TlsOnAPlainPortHarmsNobody() {
        try (StubUpstream upstream = StubUpstream.echo();
                WeirServer weir = inFrontOf(upstream);
                RawWebSocket neighbour = RawWebSocket.open(weir.port(), "/ws")) {
            for (int i = 0; i < 10; i++) {
                String greeting = "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003";
                assertEquals(
                        400, PlainHttp.say(weir.port(), greeting + "\r\n\r\n").status());
                echoOnce(neighbour, Frame.TEXT, "still here");
            }
            neighbour.leave();
            assertEquals(11, idle(weir).framesIn());
        }
    }

    @Test
    void fault06AnyVariableMayStandInAnyFormat() {
        String target = "/" + "long/".repeat(400) + "?a=%41";
        String log = """
                ws_log logs/ws.log;
                ws_log_format "frame [$remote_user] [$request] [$uri] [$remote_addr] $ws_opcode";
                ws_log_format open "open [$remote_user] [$request] [$uri] [$remote_addr] [$ws_opcode]";
                ws_log_format close "close [$remote_user] [$request] [$remote_port] [$upstream_addr]";
                """;
        try (StubUpstream upstream = StubUpstream.echo();
                WeirServer weir = WeirServer.of(gateway(upstream.port(), log)).start()) {
            int port;
            try (RawWebSocket client = RawWebSocket.open(weir.port(), target)) {
                port = client.localPort();
                echoOnce(client, Frame.TEXT, "x");
                client.leave();
            }
            idle(weir);
            String path = target.substring(0, target.indexOf('?'));
            String where = "[-] [GET " + target + " HTTP/1.1] ";
            String frame = "frame " + where + "[" + path + "] [127.0.0.1] ";
            assertEquals(
                    List.of(
                            "open " + where + "[" + path + "] [127.0.0.1] [-]",
                            frame + "1",
                            frame + "1",
                            frame + "8",
                            frame + "8",
                            "close " + where + "[" + port + "] [127.0.0.1:" + upstream.port() + "]"),
                    finalLines(weir, "ws.log"));
        }
    }

    @Test
    void fault07ValuesAreWrittenAsTheyAre() {
        String log = """
                ws_log logs/ws.log;
                ws_log_format "%s X $http_x_text 100% $ws_payload_size";
                ws_log_format open "";
                ws_log_format close "";
                """;
        try (StubUpstream upstream = StubUpstream.echo();
                WeirServer weir = WeirServer.of(gateway(upstream.port(), log)).start()) {
            try (RawWebSocket client = RawWebSocket.open(weir.port(), "/ws", "X-Text: %s%n%d X%X MAX 50%")) {
                echoOnce(client, Frame.TEXT, "x");
                client.endOutput();
                assertEquals("", client.readToEnd());
            }
            idle(weir);
            String line = "%s X %s%n%d X%X MAX 50% 100% 1";
            assertEquals(List.of(line, line), finalLines(weir, "ws.log"));
        }
    }

    /** Answered as if it were not there; only that the connection is not used again (DESIGN section 6). */
    @Test
    void fault08UpgradeOnAnOrdinaryRequestIsHarmless() {
        String plain = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";
        try (StubUpstream upstream = StubUpstream.http(head -> StubUpstream.ok("hi"));
                WeirServer weir = inFrontOf(upstream)) {
            for (int i = 0; i < 10; i++) {
                try (RawWebSocket client = RawWebSocket.connect(weir.port())) {
                    client.send(plain);
                    assertOk(client);
                    client.send(plain);
                    assertOk(client);
                    client.send(plain.replace("\r\n\r\n", "\r\nUpgrade: websocket\r\n\r\n"));
                    assertOk(client);
                }
            }
            assertEquals(new WsStat(0, 0, 0, 0, 0, 0, 0), WsStat.of(weir.port()));
            assertEquals(30, upstream.heads().size());
            upstream.heads().forEach(head -> assertTrue(!head.contains("Upgrade"), head));
        }
    }

    private static void assertOk(RawWebSocket client) {
        String head = client.readHead();
        assertTrue(head.startsWith("HTTP/1.1 200 OK\r\n"), head);
        assertEquals("hi", new String(client.read(2)));
    }

    @Test
    void fault09ALimitHoldsAndItsCountComesBack() {
        try (StubUpstream upstream = StubUpstream.echo();
                WeirServer weir = WeirServer.of(gateway(upstream.port(), "ws_max_connections 2;"))
                        .start()) {
            for (int round = 0; round < 5; round++) {
                try (RawWebSocket one = RawWebSocket.open(weir.port(), "/ws");
                        RawWebSocket two = RawWebSocket.open(weir.port(), "/ws");
                        RawWebSocket three = RawWebSocket.open(weir.port(), "/ws")) {
                    echoOnce(one, Frame.TEXT, "in");
                    echoOnce(two, Frame.TEXT, "in");
                    assertEquals(
                            Frame.fromServer(Frame.CLOSE, Frame.closePayload(1013, "Try Again Later")),
                            three.readFrame());
                    one.reset();
                    two.reset();
                }
                assertEquals(0, idle(weir).connections());
            }
        }
    }

    @Test
    void fault10AnIdleConnectionAgesToo() {
        try (StubUpstream upstream = StubUpstream.echo();
                WeirServer weir = WeirServer.of(gateway(upstream.port(), "ws_conn_age 1s;"))
                        .start();
                RawWebSocket client = RawWebSocket.open(weir.port(), "/ws")) {
            Frame close = Frame.fromServer(Frame.CLOSE, Frame.closePayload(4001, "Connection is Aged"));
            assertEquals(close, client.readFrame());
            client.send(Frame.fromClient(Frame.CLOSE, Frame.closePayload(4001, "")));
            assertNull(client.readFrame());
        }
    }

    /** A million frames on one connection, logged, in a heap of 32 MB. */
    @Test
    void fault11AFrameLeavesNothingInMemory() {
        int batches = 200;
        List<Frame> batch = Collections.nCopies(5000, Frame.fromClient(Frame.TEXT, ""));
        StubUpstream.Script swallow = StubUpstream.webSocket((connection, upstream) -> {
            Frame last = connection.readFrame();
            while (last.opcode() != Frame.CLOSE) {
                last = connection.readFrame();
            }
            connection.send(last.unmasked());
        });
        try (StubUpstream upstream = StubUpstream.of(swallow);
                WeirServer weir = WeirServer.of(gateway(upstream.port()))
                        .environment("WEIR_JAVA_OPTS", "-Xmx32m")
                        .start();
                RawWebSocket client = RawWebSocket.open(weir.port(), "/ws")) {
            byte[] bytes = Frame.join(batch);
            for (int i = 0; i < batches; i++) {
                client.send(bytes);
            }
            client.leave();
            assertEquals(1_000_001, idle(weir).framesIn());
            assertEquals("", weir.errors());
            assertEquals(new WsStat(0, 1_000_001, 2, 0, 1, 2, 0), sum(finalLines(weir, "ws.log")));
        }
    }

    @Test
    void fault12WorkersDoNotTearLines() throws Exception {
        String pad = "0123456789".repeat(30);
        String configuration;
        try (StubUpstream upstream = StubUpstream.echo()) {
            configuration = gateway(upstream.port(), """
                            ws_log logs/ws.log;
                            ws_log_format "<$http_x_name $ws_payload_size $http_x_pad>";
                            ws_log_format open "";
                            ws_log_format close "";
                            """).replace("worker_processes 2", "worker_processes 4");
            try (WeirServer weir = WeirServer.of(configuration).start()) {
                List<CompletableFuture<Void>> clients = new ArrayList<>();
                for (int i = 0; i < 8; i++) {
                    String name = "client" + i;
                    clients.add(CompletableFuture.runAsync(() -> {
                        String[] fields = {"X-Name: " + name, "X-Pad: " + pad};
                        try (RawWebSocket client = RawWebSocket.open(weir.port(), "/ws", fields)) {
                            for (int n = 0; n < 500; n++) {
                                echoOnce(client, Frame.TEXT, "*".repeat(n));
                            }
                        }
                    }));
                }
                CompletableFuture.allOf(clients.toArray(CompletableFuture[]::new))
                        .join();
                idle(weir);
                List<String> expected = new ArrayList<>();
                for (int i = 0; i < 8; i++) {
                    for (int n = 0; n < 500; n++) {
                        String line = "<client" + i + " " + n + " " + pad + ">";
                        Collections.addAll(expected, line, line);
                    }
                }
                List<String> lines = new ArrayList<>(finalLines(weir, "ws.log"));
                Collections.sort(lines);
                Collections.sort(expected);
                assertEquals(expected, lines);
            }
        }
    }

    @Test
    void fault13AReloadForgetsNothingAndServersKeepTheirLogs() {
        String configuration = """
                error_log stderr notice;
                http {
                    access_log off;
                    server { listen 127.0.0.1:@port@; ws_log logs/one.log; ws_log_format "one $ws_packet_source";
                        location = /stat { ws_stat; }
                        location / { proxy_pass http://127.0.0.1:%1$d; %2$s } }
                    server { listen 127.0.0.1:@second@; ws_log logs/two.log; ws_log_format "two $ws_payload_size";
                        location / { proxy_pass http://127.0.0.1:%1$d; %2$s } }
                }
                """;
        try (StubUpstream upstream = StubUpstream.echo();
                WeirServer weir = WeirServer.of(configuration.formatted(upstream.port(), UPGRADE))
                        .start();
                RawWebSocket one = RawWebSocket.open(weir.port(), "/ws");
                RawWebSocket two = RawWebSocket.open(weir.port("second"), "/ws")) {
            echoOnce(one, Frame.TEXT, "abc");
            weir.signal("HUP");
            soon().until(() -> weir.errors().contains("reload"));
            assertEquals(new WsStat(2, 1, 3, 9, 1, 3, 5), WsStat.of(weir.port()));
            echoOnce(one, Frame.TEXT, "abc");
            echoOnce(two, Frame.TEXT, "abcd");
            one.reset();
            two.reset();
            assertEquals(3, idle(weir).framesIn());
            List<String> first = finalLines(weir, "one.log");
            String opened = "websocket connection opened";
            String closed = "websocket connection closed";
            assertEquals(List.of(opened, "one client", "one upstream", "one client", "one upstream", closed), first);
            assertEquals(List.of(opened, "two 4", "two 4", closed), weir.logLines("two.log"));
        }
    }

    @Test
    void fault14FramesThatComeWithTheHandshakeAreCounted() {
        assertTransparentAndCounted(Dialogue.of(
                "C early text \"whole\"",
                "C early raw 82",
                "U early ping \"whole\"",
                "U early raw 82 7e 01",
                "C raw 83 00 00 00 00 01 02 03",
                "U raw 00 " + "2a".repeat(256),
                "C close code=1000",
                "U close code=1000"));
    }
}
