package dev.weir.proxy;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.core.http.Headers;
import dev.weir.core.http.Listener;
import dev.weir.core.http.OneLocation;
import dev.weir.core.http.ResponseHead;
import dev.weir.core.loop.Acceptor;
import dev.weir.core.loop.Clock;
import dev.weir.core.loop.Connection;
import dev.weir.core.loop.DoorOptions;
import dev.weir.core.loop.Protocol;
import dev.weir.core.loop.Worker;
import dev.weir.core.loop.Workers;
import dev.weir.core.ws.FrameScanner;
import dev.weir.core.ws.Handshake;
import dev.weir.core.ws.Opcode;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Real sockets, threads, and the JDK's own clients. */
class LoopbackTest {
    private static final long DEADLINE_SECONDS = 20;

    private Workers workers;
    private Acceptor acceptor;
    private Stand stand;
    private int port;
    private final Recorder tap = new Recorder();
    private final AtomicLong upstreamsGone = new AtomicLong();
    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeEach
    void start() throws IOException {
        workers = new Workers(2, Clock.SYSTEM);
        acceptor = new Acceptor(workers, 1000, () -> {});
        int upstreamPort = listen(upstream());
        stand = new Stand(
                "upstream app { server 127.0.0.1:" + upstreamPort + "; keepalive 4; } location / { proxy_pass"
                        + " http://app; proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade;"
                        + " proxy_set_header Connection $http_connection; }",
                List.of(tap),
                List.of());
        port = listen(stand.listener());
        workers.start();
        acceptor.start();
    }

    @AfterEach
    void stop() {
        acceptor.stop();
        workers.stop();
        stand.upstreams.close();
    }

    private int listen(Listener listener) throws IOException {
        Acceptor.Door door = Acceptor.open(new InetSocketAddress("127.0.0.1", 0), DoorOptions.NONE, listener);
        acceptor.add(door);
        return ((InetSocketAddress) door.channel().getLocalAddress()).getPort();
    }

    /** Answers requests with a large body and their path, and takes WebSockets. */
    private Listener upstream() {
        return OneLocation.of(x -> {
            if (Handshake.checkRequest(x.request()).isValid()) {
                Headers fields = Handshake.acceptance(x.request()).build();
                x.upgrade(ResponseHead.of(101, fields), new Peer101());
            } else {
                x.respond(200, Headers.of("X-Path", x.uri()), new byte[100_000]);
            }
        });
    }

    /** A WebSocket server that greets, sends much when it has got much, and answers a Close. Thread: worker. */
    private final class Peer101 implements Protocol {
        private final FrameScanner scanner = new FrameScanner();

        @Override
        public void onAdopted(Connection connection) {
            connection.write(ByteBuffer.wrap(Frames.plain(1, Frames.ascii("welcome"))));
        }

        @Override
        public void onBytes(Connection connection, ByteBuffer bytes) {
            scanner.scan(bytes, frame -> {
                if (frame.opcode == Opcode.CLOSE) {
                    connection.write(ByteBuffer.wrap(Frames.close(1000)));
                    connection.finish();
                } else if (frame.messageLength >= 1_000_000) {
                    connection.write(ByteBuffer.wrap(Frames.plain(2, new byte[3_000_000])));
                }
            });
        }

        @Override
        public void onEnd(Connection connection) {
            connection.close();
        }

        @Override
        public void onClosed(Connection connection, IOException cause) {
            upstreamsGone.incrementAndGet();
        }
    }

    @Test
    void proxiesRequestsAndReusesConnections() throws Exception {
        for (int i = 0; i < 20; i++) {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/x" + i))
                    .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[i * 5000]))
                    .timeout(Duration.ofSeconds(DEADLINE_SECONDS))
                    .build();
            HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
            assertEquals(200, response.statusCode());
            assertEquals(100_000, response.body().length);
            assertEquals("/x" + i, response.headers().firstValue("X-Path").orElse(""));
        }
    }

    @Test
    void tunnelsTheJdksWebSocketWithAllItsBytes() throws Exception {
        List<String> texts = new ArrayList<>();
        AtomicLong binary = new AtomicLong();
        CompletableFuture<Integer> closed = new CompletableFuture<>();
        WebSocket socket = http.newWebSocketBuilder()
                .buildAsync(URI.create("ws://127.0.0.1:" + port + "/ws"), new WebSocket.Listener() {
                    @Override
                    public CompletionStage<?> onText(WebSocket s, CharSequence data, boolean last) {
                        texts.add(data.toString());
                        s.request(1);
                        return null;
                    }

                    @Override
                    public CompletionStage<?> onBinary(WebSocket s, ByteBuffer data, boolean last) {
                        binary.addAndGet(data.remaining());
                        s.request(1);
                        return null;
                    }

                    @Override
                    public CompletionStage<?> onClose(WebSocket s, int code, String reason) {
                        closed.complete(code);
                        return null;
                    }
                })
                .get(DEADLINE_SECONDS, TimeUnit.SECONDS);
        byte[] large = new byte[1_200_000];
        new Random(3).nextBytes(large);
        socket.sendBinary(ByteBuffer.wrap(large), true).get(DEADLINE_SECONDS, TimeUnit.SECONDS);
        await().atMost(Duration.ofSeconds(DEADLINE_SECONDS)).until(() -> binary.get() == 3_000_000);
        socket.sendClose(1000, "").get(DEADLINE_SECONDS, TimeUnit.SECONDS);
        assertEquals(1000, closed.get(DEADLINE_SECONDS, TimeUnit.SECONDS));
        assertEquals(List.of("welcome"), texts);
        await().atMost(Duration.ofSeconds(DEADLINE_SECONDS)).until(() -> tap.ends.size() == 1);
        assertEquals(3_000_007 + 2, tap.session.facts().payloadOut);
        assertEquals(3, tap.session.facts().framesOut);
        await().atMost(Duration.ofSeconds(DEADLINE_SECONDS)).until(() -> open() == 0);
        assertEquals(1, upstreamsGone.get());
    }

    private int open() {
        return workers.all().stream().mapToInt(Worker::connections).sum();
    }
}
