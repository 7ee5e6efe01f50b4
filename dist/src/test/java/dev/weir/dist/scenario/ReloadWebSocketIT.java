package dev.weir.dist.scenario;

import static dev.weir.dist.scenario.Reloads.gateway;
import static dev.weir.dist.scenario.Reloads.reload;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.dist.scenario.PushScenario.Peer;
import dev.weir.testkit.Frame;
import dev.weir.testkit.PlainHttp;
import dev.weir.testkit.RawWebSocket;
import dev.weir.testkit.StubUpstream;
import dev.weir.testkit.WeirServer;
import dev.weir.testkit.WsStat;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** WebSockets over a reload and at the end of Weir. */
class ReloadWebSocketIT {
    private static final String GONE = Frame.closePayload(1001, "");

    private static String locations(StubUpstream upstream) {
        return """
                location /ws { websocket; websocket_channel all; }
                location /push { websocket_push; }
                location / { proxy_pass http://127.0.0.1:%d; %s }
                """.formatted(upstream.port(), Scenario.UPGRADE);
    }

    @Test
    void tunnelsAndEndpointsLiveOn() {
        try (StubUpstream upstream = StubUpstream.echo();
                WeirServer weir = WeirServer.of(gateway(locations(upstream))).start()) {
            RawWebSocket tunnel = RawWebSocket.open(weir.port(), "/");
            Peer peer = Peer.open(weir, "/ws");
            Scenario.echoOnce(tunnel, Frame.TEXT, "before");
            WsStat before = WsStat.of(weir.port());
            reload(weir, gateway("""
                    location /other { websocket; websocket_channel all; }
                    location /push { websocket_push; }
                    location / { return 200 after; }
                    """));
            assertEquals("after", PlainHttp.get(weir.port(), "/").body());
            Scenario.echoOnce(tunnel, Frame.TEXT, "after");
            try (Peer young = Peer.open(weir, "/other")) {
                push(weir, "/push/" + peer.id(), "by id", 204);
                assertEquals("by id", peer.next().payload());
                push(weir, "/push/?channel=all", "to all", 200);
                assertEquals("to all", peer.next().payload());
                assertEquals("to all", young.next().payload());
            }
            assertEquals(before.framesIn() + 1, WsStat.of(weir.port()).framesIn());
            assertEquals(2, Reloads.live(weir));
            tunnel.close();
            peer.close();
            Scenario.soon().until(() -> Reloads.live(weir) == 1);
            assertEquals(0, WsStat.of(weir.port()).connections());
        }
    }

    /** Neither an edit above a limit nor another number in it lets more in than it says. */
    @Test
    void aLimitGoesOnCountingWhoIsThere() {
        try (StubUpstream upstream = StubUpstream.echo();
                WeirServer weir = WeirServer.of(gateway("ws_max_connections 1 status=503;\n" + locations(upstream)))
                        .start();
                RawWebSocket tunnel = RawWebSocket.open(weir.port(), "/")) {
            reload(weir, gateway("# a line more\nws_max_connections 2 status=503;\n" + locations(upstream)));
            try (RawWebSocket second = RawWebSocket.open(weir.port(), "/")) {
                Scenario.echoOnce(second, Frame.TEXT, "second");
                assertEquals(
                        503,
                        PlainHttp.say(weir.port(), RawWebSocket.handshake("/")).status());
            }
            Scenario.echoOnce(tunnel, Frame.TEXT, "first");
        }
    }

    /** Whatever generation counts and logs a frame, it is counted and logged once. */
    @Test
    void everyFrameIsCountedAndLoggedOnceOverManyReloads() throws InterruptedException {
        try (StubUpstream upstream = StubUpstream.echo();
                WeirServer weir = WeirServer.of(gateway(Scenario.LOG + locations(upstream)))
                        .start()) {
            AtomicBoolean over = new AtomicBoolean();
            AtomicInteger sent = new AtomicInteger();
            AtomicReference<Throwable> fault = new AtomicReference<>();
            Thread client = new Thread(() -> {
                try {
                    while (!over.get()) {
                        try (RawWebSocket tunnel = RawWebSocket.open(weir.port(), "/")) {
                            for (int i = 0; i < 50; i++) {
                                Scenario.echoOnce(tunnel, Frame.TEXT, "hello");
                                sent.incrementAndGet();
                            }
                        }
                    }
                } catch (RuntimeException | AssertionError e) {
                    fault.set(e);
                }
            });
            client.start();
            for (int i = 0; i < 20; i++) {
                reload(weir, gateway(Scenario.LOG + "add_header X-Number %d;".formatted(i) + locations(upstream)));
            }
            over.set(true);
            client.join(20_000);
            assertNull(fault.get());
            WsStat stat = Scenario.idle(weir);
            assertEquals(sent.get(), stat.framesIn());
            assertEquals(sent.get(), stat.framesOut());
            Scenario.soon().until(() -> Reloads.live(weir) == 1);
            WsStat logged = Scenario.sum(Scenario.finalLines(weir, "ws.log"));
            assertEquals(Scenario.withoutBytes(stat), logged);
        }
    }

    private static void push(WeirServer weir, String target, String text, int least) {
        PlainHttp.Answer answer = PlainHttp.say(
                weir.port(),
                "POST " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: "
                        + text.length() + "\r\n\r\n" + text);
        assertTrue(answer.status() == least || answer.status() / 100 == 2, answer.toString());
    }

    @Test
    void shutdownTimeoutEndsWhatIsLeftOfTheOldConfiguration() {
        try (StubUpstream upstream = StubUpstream.echo();
                WeirServer weir = WeirServer.of(gateway("worker_shutdown_timeout 200ms;", locations(upstream)))
                        .start();
                RawWebSocket silent = RawWebSocket.connect(weir.port());
                RawWebSocket tunnel = RawWebSocket.open(weir.port(), "/");
                Peer peer = Peer.open(weir, "/ws")) {
            reload(weir, gateway(locations(upstream)));
            try (Peer young = Peer.open(weir, "/ws")) {
                assertEquals(Frame.fromServer(Frame.CLOSE, GONE), tunnel.readFrame());
                assertEquals(Frame.fromServer(Frame.CLOSE, GONE), peer.next());
                assertEquals("", silent.readToEnd());
                tunnel.send(Frame.fromClient(Frame.CLOSE, GONE));
                peer.connection().send(Frame.fromClient(Frame.CLOSE, GONE));
                Scenario.soon().until(() -> Reloads.live(weir) == 1);
                push(weir, "/push/" + young.id(), "still here", 204);
                assertEquals("still here", young.next().payload());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "QUIT"})
    void theEndIsSaidToWebSockets(String signal) {
        try (StubUpstream upstream = StubUpstream.echo();
                WeirServer weir = WeirServer.of(
                                gateway("worker_shutdown_timeout 200ms;", Scenario.LOG + locations(upstream)))
                        .start();
                RawWebSocket tunnel = RawWebSocket.open(weir.port(), "/");
                Peer peer = Peer.open(weir, "/ws")) {
            Scenario.echoOnce(tunnel, Frame.TEXT, "hello");
            weir.signal(signal);
            assertEquals(Frame.fromServer(Frame.CLOSE, GONE), tunnel.readFrame());
            assertEquals(Frame.fromServer(Frame.CLOSE, GONE), peer.next());
            assertEquals(0, weir.awaitExit(), weir.errors());
            assertEquals(
                    2, weir.logLines("ws.log").stream().filter("close"::equals).count());
        }
    }
}
