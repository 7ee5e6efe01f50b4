package dev.weir.dist.scenario;

import static dev.weir.dist.scenario.Reloads.gateway;
import static dev.weir.dist.scenario.Scenario.echoOnce;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.testkit.Frame;
import dev.weir.testkit.RawWebSocket;
import dev.weir.testkit.StubUpstream;
import dev.weir.testkit.WeirServer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** {@code ws_drain_timeout}: how WebSockets end with their server. */
class DrainIT {
    private static String location(StubUpstream upstream) {
        return "location / { proxy_pass http://127.0.0.1:%d; %s }".formatted(upstream.port(), Scenario.UPGRADE);
    }

    private static Frame close(int code) {
        return Frame.fromServer(Frame.CLOSE, Frame.closePayload(code, ""));
    }

    private static void answer(RawWebSocket client, int code) {
        assertEquals(close(code), client.readFrame());
        client.send(Frame.fromClient(Frame.CLOSE, Frame.closePayload(code, "")));
    }

    @Test
    void quittingSaysGoodbyeSpreadOverSomeTime() {
        try (StubUpstream upstream = StubUpstream.echo();
                WeirServer weir = WeirServer.of(
                                gateway("ws_drain_timeout 20s spread=1s code=1012;", location(upstream)))
                        .start()) {
            List<RawWebSocket> clients = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                clients.add(RawWebSocket.open(weir.port(), "/"));
                echoOnce(clients.get(i), Frame.TEXT, "in");
            }
            weir.signal("QUIT");
            long first = Long.MAX_VALUE;
            long last = 0;
            List<RawWebSocket> waiting = new ArrayList<>(clients);
            while (!waiting.isEmpty()) {
                for (RawWebSocket client : List.copyOf(waiting)) {
                    if (client.hasInput()) {
                        answer(client, 1012);
                        waiting.remove(client);
                        first = Math.min(first, System.nanoTime());
                        last = System.nanoTime();
                    }
                }
            }
            assertTrue(last - first > 100_000_000, "all at once: " + (last - first) / 1_000_000 + " ms");
            assertEquals(0, weir.awaitExit(), weir.errors());
            clients.forEach(RawWebSocket::close);
        }
    }

    @Test
    void whoStaysIsCut() {
        try (StubUpstream upstream = StubUpstream.of(StubUpstream.webSocket((c, s) -> c.readToEnd()));
                WeirServer weir = WeirServer.of(gateway("ws_drain_timeout 1s;", location(upstream)))
                        .start();
                RawWebSocket client = RawWebSocket.open(weir.port(), "/")) {
            weir.signal("QUIT");
            long told = System.nanoTime();
            assertEquals(close(1001), client.readFrame());
            assertEquals(-1, client.read());
            assertTrue(System.nanoTime() - told < 4_000_000_000L, "cut before the grace of a Close is over");
            assertEquals(0, weir.awaitExit(), weir.errors());
        }
    }

    @Test
    void aReloadEndsWhatBelongsToAServerThatIsGone() {
        String other = "} server { listen 127.0.0.1:@port@; server_name other; ws_drain_timeout 5s code=1012; %s";
        try (StubUpstream upstream = StubUpstream.echo();
                WeirServer weir = WeirServer.of(gateway(location(upstream) + other.formatted(location(upstream))))
                        .start();
                RawWebSocket stays = RawWebSocket.open(weir.port(), "/");
                RawWebSocket goes = RawWebSocket.connect(weir.port())) {
            goes.send(RawWebSocket.handshake("/").replace("Host: localhost", "Host: other"));
            goes.demandAcceptance();
            echoOnce(goes, Frame.TEXT, "before");
            Reloads.reload(weir, gateway("location = /new { return 204; } " + location(upstream)));
            answer(goes, 1012);
            echoOnce(stays, Frame.TEXT, "after");
        }
    }

    @Test
    void aReloadEndsWhatOpensOnAServerThatIsGone() {
        Lateness late = new Lateness();
        String other = "} server { listen 127.0.0.1:@port@; server_name other; ws_drain_timeout 5s code=1012; %s";
        try (StubUpstream upstream = StubUpstream.of(late);
                WeirServer weir = WeirServer.of(gateway(location(upstream) + other.formatted(location(upstream))))
                        .start();
                RawWebSocket stays = RawWebSocket.connect(weir.port());
                RawWebSocket goes = RawWebSocket.connect(weir.port())) {
            stays.send(RawWebSocket.handshake("/"));
            goes.send(RawWebSocket.handshake("/").replace("Host: localhost", "Host: other"));
            late.await(upstream, 2);
            Reloads.reload(weir, gateway("location = /new { return 204; } " + location(upstream)));
            late.answer();
            goes.demandAcceptance();
            answer(goes, 1012);
            stays.demandAcceptance();
            echoOnce(stays, Frame.TEXT, "after");
        }
    }

    @Test
    void quittingEndsWhatOpensLater() {
        Lateness late = new Lateness();
        try (StubUpstream upstream = StubUpstream.of(late);
                WeirServer weir = WeirServer.of(gateway("ws_drain_timeout 20s code=1012;", location(upstream)))
                        .start();
                RawWebSocket client = RawWebSocket.connect(weir.port())) {
            client.send(RawWebSocket.handshake("/"));
            late.await(upstream, 1);
            weir.signal("QUIT");
            Scenario.soon().until(() -> !accepts(weir));
            late.answer();
            client.demandAcceptance();
            answer(client, 1012);
            assertEquals(0, weir.awaitExit(), weir.errors());
        }
    }

    /** An upstream that answers handshakes, and then echoes, no sooner than it is told to. */
    private static final class Lateness implements StubUpstream.Script {
        private final CountDownLatch told = new CountDownLatch(1);

        @Override
        public void run(RawWebSocket connection, StubUpstream upstream) {
            String head = upstream.readHead(connection);
            try {
                assertTrue(told.await(10, TimeUnit.SECONDS), "never told to answer");
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            connection.send(RawWebSocket.acceptance(head));
            StubUpstream.echo(connection, upstream);
        }

        void await(StubUpstream upstream, int handshakes) {
            Scenario.soon().until(() -> upstream.heads().size() == handshakes);
        }

        void answer() {
            told.countDown();
        }
    }

    @Test
    void offLetsThemLive() {
        try (StubUpstream upstream = StubUpstream.echo();
                WeirServer weir = WeirServer.of(gateway("ws_drain_timeout off;", location(upstream)))
                        .start();
                RawWebSocket client = RawWebSocket.open(weir.port(), "/")) {
            weir.signal("QUIT");
            Scenario.soon().until(() -> !accepts(weir));
            echoOnce(client, Frame.TEXT, "still here");
            client.leave();
            assertEquals(0, weir.awaitExit(), weir.errors());
        }
    }

    private static boolean accepts(WeirServer server) {
        try (RawWebSocket attempt = RawWebSocket.connect(server.port())) {
            return attempt.localPort() > 0;
        } catch (java.io.UncheckedIOException refused) {
            return false;
        }
    }
}
