package dev.weir.dist.scenario;

import static dev.weir.dist.scenario.Scenario.echoOnce;
import static dev.weir.dist.scenario.Scenario.example;
import static dev.weir.dist.scenario.Scenario.finalLines;
import static dev.weir.dist.scenario.Scenario.idle;
import static dev.weir.dist.scenario.Scenario.soon;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.testkit.Frame;
import dev.weir.testkit.PlainHttp;
import dev.weir.testkit.RawWebSocket;
import dev.weir.testkit.StubUpstream;
import dev.weir.testkit.WeirServer;
import dev.weir.testkit.WsStat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The examples as they are, with other ports. */
class ExamplesIT {
    private static final String TIME = "\\d\\d/[A-Z][a-z]{2}/\\d{4}:\\d\\d:\\d\\d:\\d\\d [+-]\\d{4}";

    private static WeirServer start(String name, StubUpstream upstream) {
        String text = example(name).replace("8080", "@port@").replace("5000", "" + upstream.port());
        return WeirServer.of(text).start();
    }

    @Test
    void theStatisticsModulesFileCountsAndLogs() {
        try (StubUpstream upstream = StubUpstream.echo();
                WeirServer weir = start("statistics-module.conf", upstream)) {
            try (RawWebSocket client = RawWebSocket.open(weir.port(), "/streaming")) {
                for (int i = 0; i < 3; i++) {
                    echoOnce(client, Frame.TEXT, "0123456789");
                }
                PlainHttp.Answer stat = PlainHttp.get(weir.port(), "/stat");
                assertEquals(200, stat.status());
                assertEquals("""
                        WebSocket connections: 1
                        client websocket frames  | client websocket payload | client tcp data
                        3 30 48
                        upstream websocket frames  | upstream websocket payload | upstream tcp data
                        3 30 36
                        """, stat.body());
                client.leave();
            }
            assertEquals(new WsStat(0, 4, 32, 56, 4, 32, 40), idle(weir));
            String request = upstream.heads().get(0);
            assertTrue(request.startsWith("GET /streaming HTTP/1.1\r\n"), request);
            assertTrue(request.contains("Connection: keep-alive, Upgrade\r\n"), request);

            List<String> lines = finalLines(weir, "websocket.log");
            assertEquals(10, lines.size(), lines.toString());
            assertTrue(lines.get(0).matches(TIME + ": Connection opened"), lines.get(0));
            assertTrue(lines.get(9).matches(TIME + ": Connection closed"), lines.get(9));
            for (String side : List.of("client", "upstream")) {
                String line = TIME + ": packet from " + side + ", type: ";
                assertEquals(3, count(lines, line + "1, payload: 10"), lines.toString());
                assertEquals(1, count(lines, line + "8, payload: 2"), lines.toString());
            }
        }
    }

    private static long count(List<String> lines, String pattern) {
        return lines.stream().filter(line -> line.matches(pattern)).count();
    }

    @Test
    void stubStatusIsNginxsText() {
        try (StubUpstream upstream = StubUpstream.echo();
                WeirServer weir = start("statistics-module.conf", upstream);
                RawWebSocket client = RawWebSocket.open(weir.port(), "/streaming")) {
            echoOnce(client, Frame.TEXT, "x");
            assertEquals("""
                    Active connections: 2\s
                    server accepts handled requests
                     2 2 2\s
                    Reading: 0 Writing: 2 Waiting: 0\s
                    """, PlainHttp.get(weir.port(), "/status").body());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theTutorialsProxySharesConnectionsOut(boolean ipHash) {
        try (StubUpstream one = StubUpstream.echo();
                StubUpstream two = StubUpstream.echo();
                WeirServer weir =
                        WeirServer.of(tutorial(ipHash, one.port(), two.port())).start()) {
            for (int i = 0; i < 8; i++) {
                try (RawWebSocket client = RawWebSocket.open(weir.port(), "/chat")) {
                    echoOnce(client, Frame.TEXT, "hello " + i);
                    client.leave();
                }
            }
            int atOne = one.heads().size();
            int atTwo = two.heads().size();
            assertEquals(8, atOne + atTwo);
            assertEquals(ipHash, atOne == 0 || atTwo == 0, atOne + " and " + atTwo);
            String head = (atOne > 0 ? one : two).heads().get(0);
            for (String field : List.of("Host: localhost", "X-Real-IP: 127.0.0.1", "X-Forwarded-For: 127.0.0.1")) {
                assertTrue(head.contains("\r\n" + field + "\r\n"), head);
            }
            List<String> lines = finalLines(weir, "yourdomain.log");
            assertEquals(8, count(lines, "127\\.0\\.0\\.1 - - \\[" + TIME + "] \"GET /chat HTTP/1\\.1\" 101 .*"));
            assertEquals(8, lines.size());
        }
    }

    @Test
    void theTutorialsProxyClosesPlainRequestsUpstream() {
        try (StubUpstream upstream = StubUpstream.http(head -> StubUpstream.ok("hi"));
                WeirServer weir = WeirServer.of(tutorial(false, upstream.port(), upstream.port()))
                        .start()) {
            assertEquals("hi", PlainHttp.get(weir.port(), "/").body());
            String head = upstream.heads().get(0);
            assertTrue(head.contains("\r\nConnection: close\r\n"), head);
            assertTrue(!head.contains("Upgrade"), head);
        }
    }

    static String tutorial(boolean ipHash, int one, int two) {
        String text = example("tutorial-proxy.conf")
                .replace("8010", "" + one)
                .replace("8011", "" + two)
                .replace("listen 80;", "listen @port@;")
                .replace("/var/log/nginx", "logs");
        return ipHash ? text.replace("#ip_hash;", "ip_hash;") : text;
    }

    @Test
    void theBillingLogHasOneLineForAMessage() {
        String payload = "*".repeat(1311);
        try (StubUpstream upstream = StubUpstream.echo();
                WeirServer weir = start("billing-log.conf", upstream)) {
            try (RawWebSocket client = RawWebSocket.open(weir.port(), "/")) {
                echoOnce(client, Frame.TEXT, payload);
                client.leave();
            }
            assertBilled(weir);
        }
    }

    @Test
    void theBillingLogHasOneLineForAMessageInFragments() {
        List<Frame> fragments = List.of(
                Frame.fromClient(Frame.TEXT, "*".repeat(311)).andMore(),
                Frame.fromClient(Frame.PING, "in between"),
                Frame.fromClient(Frame.CONTINUATION, "").andMore(),
                Frame.fromClient(Frame.CONTINUATION, "*".repeat(1000)));
        try (StubUpstream upstream = StubUpstream.echo();
                WeirServer weir = start("billing-log.conf", upstream)) {
            try (RawWebSocket client = RawWebSocket.open(weir.port(), "/")) {
                client.send(Frame.join(fragments));
                fragments.forEach(fragment -> assertEquals(fragment.unmasked(), client.readFrame()));
                client.leave();
            }
            assertBilled(weir);
        }
    }

    private static void assertBilled(WeirServer weir) {
        idle(weir);
        List<String> bill =
                List.of("OPEN", "CLIENT->SERVER: 1311 (websocket)", "SERVER->CLIENT: 1311 (websocket)", "CLOSE");
        assertEquals(bill, finalLines(weir, "billing.log"));
    }

    @Test
    void theQuickStartIsGatewayAndServiceAtOnce() {
        String text = example("quickstart.conf").replace("8080", "@port@").replace("8081", "@echo@");
        try (WeirServer weir = WeirServer.of(text).start()) {
            PlainHttp.Answer page = PlainHttp.get(weir.port(), "/");
            assertTrue(page.body().startsWith("Weir is running. WebSocket: ws://localhost/chat"), page.body());
            try (RawWebSocket client = RawWebSocket.open(weir.port(), "/chat")) {
                echoOnce(client, Frame.TEXT, "hello");
                client.leave();
            }
            idle(weir);
            soon().until(() -> weir.output().contains("close code"));
            List<String> lines = weir.output().lines().toList();
            assertEquals(6, lines.size(), weir.output());
            String start = TIME + " 127\\.0\\.0\\.1 ";
            assertTrue(lines.get(0).matches(start + "open /chat"), lines.get(0));
            assertTrue(lines.get(1).matches(start + "client opcode=1 payload=5"), lines.get(1));
            assertTrue(lines.get(2).matches(start + "upstream opcode=1 payload=5"), lines.get(2));
            assertTrue(lines.get(3).matches(start + "client opcode=8 payload=2"), lines.get(3));
            assertTrue(lines.get(4).matches(start + "upstream opcode=8 payload=2"), lines.get(4));
            assertTrue(lines.get(5).matches(start + "close code=1000 by=client age=0s"), lines.get(5));
        }
    }
}
