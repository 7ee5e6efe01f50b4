package dev.weir.dist.scenario;

import static dev.weir.dist.scenario.Scenario.finalLines;
import static dev.weir.dist.scenario.Scenario.gateway;
import static dev.weir.dist.scenario.Scenario.idle;
import static dev.weir.dist.scenario.Scenario.inFrontOf;
import static dev.weir.dist.scenario.Scenario.sum;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.testkit.StubUpstream;
import dev.weir.testkit.WeirServer;
import dev.weir.testkit.WsStat;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.java_websocket.client.WebSocketClient;
import org.java_websocket.handshake.ServerHandshake;
import org.junit.jupiter.api.Test;

/** Clients and servers that others have written. */
class RealPeersIT {
    private static final String LARGE = "*".repeat(200_000);

    @Test
    void theJdksClient() throws Exception {
        try (StubUpstream upstream = StubUpstream.echo();
                WeirServer weir = inFrontOf(upstream)) {
            JdkListener heard = new JdkListener();
            WebSocket client = HttpClient.newHttpClient()
                    .newWebSocketBuilder()
                    .subprotocols("chat")
                    .buildAsync(URI.create("ws://127.0.0.1:" + weir.port() + "/ws"), heard)
                    .get(10, TimeUnit.SECONDS);
            client.sendText("hel", false).get();
            client.sendText("lo", true).get();
            assertEquals("text hello", heard.next());
            client.sendText(LARGE, true).get();
            assertEquals("text " + LARGE, heard.next());
            client.sendPing(ByteBuffer.wrap(new byte[] {1, 2, 3})).get();
            assertEquals("ping 3", heard.next());
            client.sendClose(4005, "enough").get();
            assertEquals("close 4005 enough", heard.next());
            WsStat stat = idle(weir);
            assertTrue(stat.framesIn() >= 5, stat.toString());
            WsStat logged = sum(finalLines(weir, "ws.log"));
            assertEquals(Scenario.withoutBytes(stat), logged);
        }
    }

    /** Gathers what is heard, a line for a message. */
    private static final class JdkListener implements WebSocket.Listener {
        private final LinkedBlockingQueue<String> heard = new LinkedBlockingQueue<>();
        private final StringBuilder text = new StringBuilder();

        String next() throws InterruptedException {
            return heard.poll(10, TimeUnit.SECONDS);
        }

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                heard.add("text " + text);
                text.setLength(0);
            }
            socket.request(1);
            return CompletableFuture.completedStage(null);
        }

        @Override
        public CompletionStage<?> onPing(WebSocket socket, ByteBuffer message) {
            heard.add("ping " + message.remaining());
            socket.request(1);
            return CompletableFuture.completedStage(null);
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            heard.add("close " + code + " " + reason);
            return CompletableFuture.completedStage(null);
        }
    }

    @Test
    void javaWebSocketAtBothEnds() throws Exception {
        EchoServer server = EchoServer.started();
        try (WeirServer weir = WeirServer.of(gateway(server.getPort())).start()) {
            LinkedBlockingQueue<String> heard = new LinkedBlockingQueue<>();
            WebSocketClient client = client(weir.port(), heard);
            assertTrue(client.connectBlocking(10, TimeUnit.SECONDS));
            client.send("hello");
            assertEquals("text hello", heard.poll(10, TimeUnit.SECONDS));
            client.send(new byte[70_000]);
            assertEquals("binary 70000", heard.poll(10, TimeUnit.SECONDS));
            client.send(LARGE);
            assertEquals("text " + LARGE, heard.poll(10, TimeUnit.SECONDS));
            client.close(4001, "enough");
            assertEquals("close 4001", heard.poll(10, TimeUnit.SECONDS));
            WsStat stat = idle(weir);
            long data = 5 + 70_000 + 200_000;
            long close = 2 + "enough".length();
            // This client does not always wait for the answer to its Close.
            boolean answered = stat.framesOut() == 4;
            WsStat expected = new WsStat(0, 4, data + close, 0, answered ? 4 : 3, answered ? data + close : data, 0);
            assertEquals(expected, Scenario.withoutBytes(stat));
            assertEquals(Scenario.withoutBytes(stat), sum(finalLines(weir, "ws.log")));
        } finally {
            server.stop(1000);
        }
    }

    private static WebSocketClient client(int port, LinkedBlockingQueue<String> heard) {
        return new WebSocketClient(URI.create("ws://127.0.0.1:" + port + "/ws")) {
            @Override
            public void onOpen(ServerHandshake handshake) {
                assertEquals(101, handshake.getHttpStatus());
            }

            @Override
            public void onMessage(String message) {
                heard.add("text " + message);
            }

            @Override
            public void onMessage(ByteBuffer message) {
                heard.add("binary " + message.remaining());
            }

            @Override
            public void onClose(int code, String reason, boolean remote) {
                heard.add("close " + code);
            }

            @Override
            public void onError(Exception e) {
                heard.add("error " + e);
            }
        };
    }
}
