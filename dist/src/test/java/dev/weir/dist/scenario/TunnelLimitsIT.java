package dev.weir.dist.scenario;

import static dev.weir.dist.scenario.Scenario.LOG;
import static dev.weir.dist.scenario.Scenario.echoOnce;
import static dev.weir.dist.scenario.Scenario.gateway;
import static dev.weir.dist.scenario.Scenario.idle;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.testkit.Frame;
import dev.weir.testkit.RawWebSocket;
import dev.weir.testkit.StubUpstream;
import dev.weir.testkit.WeirServer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/** What {@code ws_*} directives demand of proxied connections, with real sockets. */
class TunnelLimitsIT {
    private static final int RATE_MESSAGES = 12;

    private static WeirServer start(StubUpstream upstream, String directives) {
        return WeirServer.of(gateway(upstream.port(), LOG + directives)).start();
    }

    /** An echo that remembers how each of its connections was closed. */
    private static StubUpstream echo(Queue<String> closes) {
        return StubUpstream.of(StubUpstream.webSocket((connection, self) -> {
            for (Frame frame = connection.readFrame(); frame != null; frame = connection.readFrame()) {
                connection.send(frame.unmasked());
                if (frame.opcode() == Frame.CLOSE) {
                    closes.add(frame.payload());
                    return;
                }
            }
            closes.add("end");
        }));
    }

    private static Frame close(int code, String reason) {
        return Frame.fromServer(Frame.CLOSE, Frame.closePayload(code, reason));
    }

    private static void hears(Queue<String> closes, int code) {
        Scenario.soon().until(() -> !closes.isEmpty());
        assertEquals(Frame.closePayload(code, ""), closes.poll());
    }

    @Test
    void eachSideHearsWhatIsMeantForIt() {
        Queue<String> closes = new ConcurrentLinkedQueue<>();
        try (StubUpstream upstream = echo(closes);
                WeirServer weir = start(upstream, "ws_validate utf8; ws_max_message_size 1000;")) {
            try (RawWebSocket client = RawWebSocket.open(weir.port(), "/")) {
                echoOnce(client, Frame.TEXT, "gr\u00c3\u00bcn");
                client.send(Frame.fromClient(Frame.TEXT, "gr\u00fcn"));
                assertEquals(close(1007, "text message that is not UTF-8"), client.readFrame());
                hears(closes, 1001);
            }
            try (RawWebSocket client = RawWebSocket.open(weir.port(), "/")) {
                echoOnce(client, Frame.BINARY, "x".repeat(1000));
                client.send(Frame.fromClient(Frame.BINARY, "x".repeat(1001)));
                assertEquals(close(1009, "message larger than allowed"), client.readFrame());
                hears(closes, 1001);
            }
            try (RawWebSocket client = RawWebSocket.open(weir.port(), "/")) {
                client.send(Frame.fromServer(Frame.TEXT, "no mask"));
                assertEquals(close(1002, "frame of a client without a mask"), client.readFrame());
                hears(closes, 1001);
            }
            idle(weir);
            assertEquals(2, Scenario.sum(Scenario.finalLines(weir, "ws.log")).framesIn());
        }
    }

    @Test
    void pingsAreAnsweredHereAndSilenceEndsBoth() {
        Queue<String> closes = new ConcurrentLinkedQueue<>();
        try (StubUpstream upstream = echo(closes);
                WeirServer weir = start(upstream, "ws_ping client interval=300ms timeout=1s;");
                RawWebSocket client = RawWebSocket.open(weir.port(), "/")) {
            Frame ping = client.readFrame();
            assertEquals(Frame.PING, ping.opcode());
            client.send(Frame.fromClient(Frame.PONG, ping.payload()));
            echoOnce(client, Frame.TEXT, "no pong before this");
            assertEquals(Frame.PING, client.readFrame().opcode());
            Frame next = client.readFrame();
            assertEquals(close(1001, "Ping Timeout"), next);
            Scenario.soon().until(() -> !closes.isEmpty());
            assertEquals(Frame.closePayload(1001, "Ping Timeout"), closes.poll());
        }
    }

    @Test
    void aClientIsReadAsFastAsItMaySend() {
        try (StubUpstream upstream = StubUpstream.echo();
                WeirServer weir = start(upstream, "ws_limit_rate messages=10/s burst=2;");
                RawWebSocket client = RawWebSocket.open(weir.port(), "/")) {
            long began = System.nanoTime();
            for (int i = 0; i < RATE_MESSAGES; i++) {
                echoOnce(client, Frame.TEXT, "message " + i);
            }
            long millis = (System.nanoTime() - began) / 1_000_000;
            // Twelve, of which two come at once and the last need not be waited for.
            assertTrue(millis >= 850 && millis < 5000, millis + " ms");
        }
    }

    @Test
    void aClientThatIsTooFastMayBeClosed() {
        Queue<String> closes = new ConcurrentLinkedQueue<>();
        try (StubUpstream upstream = echo(closes);
                WeirServer weir = start(upstream, "ws_limit_rate messages=2/m action=close;");
                RawWebSocket client = RawWebSocket.open(weir.port(), "/")) {
            echoOnce(client, Frame.TEXT, "one");
            echoOnce(client, Frame.TEXT, "two");
            client.send(Frame.fromClient(Frame.TEXT, "three"));
            Frame answer = client.readFrame();
            if (answer.opcode() == Frame.TEXT) {
                answer = client.readFrame();
            }
            assertEquals(close(1008, "Rate Limit"), answer);
            hears(closes, 1001);
        }
    }

    /** The reader takes nothing until the connection is given up; the upstream learns of it at once. */
    @Test
    void aReaderThatIsTooSlowMayBeClosed() {
        Queue<String> closes = new ConcurrentLinkedQueue<>();
        StubUpstream.Script flood = StubUpstream.webSocket((connection, self) -> {
            Thread reader = new Thread(() -> {
                Frame frame = connection.readFrame();
                closes.add(frame == null ? "end" : frame.payload());
            });
            reader.setDaemon(true);
            reader.start();
            Frame large = Frame.fromServer(Frame.BINARY, "x".repeat(60_000));
            while (closes.isEmpty()) {
                connection.send(large);
            }
        });
        try (StubUpstream upstream = StubUpstream.of(flood);
                WeirServer weir = start(upstream, "ws_send_queue 128k full=close;");
                RawWebSocket client = RawWebSocket.connect(weir.port(), 4096)) {
            client.send(RawWebSocket.handshake("/"));
            hears(closes, 1001);
            client.demandAcceptance();
            Frame frame = client.readFrame();
            while (frame.opcode() == Frame.BINARY) {
                frame = client.readFrame();
            }
            assertEquals(close(1013, "Send Queue Full"), frame);
        }
    }

    @Test
    void looseLetsAnyNameThrough() {
        StubUpstream.Script other = (connection, self) -> {
            String head = self.readHead(connection);
            String name = head.contains("Upgrade: h2c") ? "h2c" : "none";
            connection.send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: " + name + "\r\nConnection: Upgrade\r\n\r\n"
                    + "welcome");
        };
        String wish = "GET %s HTTP/1.1\r\nHost: a\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n";
        try (StubUpstream upstream = StubUpstream.of(other);
                WeirServer weir = start(
                        upstream,
                        "location /loose { ws_handshake loose; proxy_pass http://127.0.0.1:" + upstream.port() + "; "
                                + Scenario.UPGRADE + "}")) {
            try (RawWebSocket client = RawWebSocket.connect(weir.port())) {
                client.send(wish.formatted("/loose"));
                assertTrue(client.demandAcceptance().contains("Upgrade: h2c"));
                assertEquals("welcome", new String(client.read(7)));
            }
            try (RawWebSocket client = RawWebSocket.connect(weir.port())) {
                client.send(wish.formatted("/strict"));
                assertTrue(client.readHead().startsWith("HTTP/1.1 502 "));
            }
        }
    }
}
