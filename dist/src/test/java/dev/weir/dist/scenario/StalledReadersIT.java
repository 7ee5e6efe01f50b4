package dev.weir.dist.scenario;

import static dev.weir.dist.scenario.Scenario.idle;
import static dev.weir.dist.scenario.Scenario.soon;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.dist.scenario.PushScenario.Peer;
import dev.weir.testkit.Frame;
import dev.weir.testkit.RawWebSocket;
import dev.weir.testkit.WeirServer;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many clients that read nothing are pushed to, one by one and all together, far beyond what the heap could hold. The
 * process lives on, who reads is served meanwhile, and the memory comes back.
 */
class StalledReadersIT {
    private static final String PLACES = """
            location /ws { websocket; websocket_channel stalled; }
            location /good { websocket; }
            location /push { websocket_push; }
            websocket_push_url http://127.0.0.1:@port@/push;
            """;

    /** @param heap of Weir's JVM in MiB */
    private record Load(int readers, int heap, int bodyBytes, int rounds) {}

    private final Map<Integer, Integer> answers = new TreeMap<>();

    @TempDir
    private Path folder;

    /** A client by a unix socket, of which the kernel buffers little and always the same. */
    private record Stalled(SocketChannel channel, String id) {
        static Stalled open(Path socket) throws IOException {
            SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
            channel.write(ByteBuffer.wrap(RawWebSocket.handshake("/ws").getBytes(StandardCharsets.ISO_8859_1)));
            ByteBuffer in = ByteBuffer.allocate(1024);
            String said = "";
            while (!said.endsWith("/push")) {
                if (channel.read(in) < 0) {
                    throw new AssertionError("no first message, but: " + said);
                }
                said = new String(in.array(), 0, in.position(), StandardCharsets.ISO_8859_1);
            }
            return new Stalled(channel, PushScenario.id(said));
        }
    }

    @Test
    void theHeapHoldsWhateverManyStalledReadersAreSent() throws Exception {
        play(new Load(150, 48, 1_000_000, 2));
    }

    /** With {@code -Dweir.long}; takes a minute, two gigabytes of the kernel's memory and 11,000 open files. */
    @Test
    @EnabledIfSystemProperty(named = "weir.long", matches = ".*")
    void theHeapHoldsTenThousandStalledReaders() throws Exception {
        play(new Load(10_000, 256, 300_000, 2));
    }

    private void play(Load load) throws Exception {
        List<Stalled> stalled = new ArrayList<>();
        Path socket = folder.resolve("s");
        String listening = "listen unix:" + socket + ";" + PLACES;
        try (WeirServer weir = WeirServer.of(PushScenario.gateway(listening))
                .environment("WEIR_JAVA_OPTS", "-Xmx" + load.heap + "m")
                .start()) {
            Good good = new Good(weir);
            long began = System.nanoTime();
            for (int i = 0; i < load.readers; i++) {
                stalled.add(Stalled.open(socket));
            }
            long most = 0;
            String body = "x".repeat(load.bodyBytes);
            try (Publisher publisher = new Publisher(weir)) {
                for (int round = 0; round < load.rounds; round++) {
                    for (Stalled peer : stalled) {
                        count(publisher.post("/push/" + peer.id(), body));
                    }
                    most = Math.max(most, PushScenario.stat(weir, "queued_bytes"));
                    count(publisher.post("/push?channel=stalled", body));
                }
            }
            long slowest = good.end();
            long seconds = Duration.ofNanos(System.nanoTime() - began).toSeconds();
            System.out.println(load + ": answers " + answers + ", " + most + " bytes queued at most, "
                    + PushScenario.stat(weir, "overflows") + " overflows, " + good.served + " served, the slowest in "
                    + slowest + " ms, " + seconds + " s");
            for (Stalled peer : stalled) {
                peer.channel.close();
            }
            idle(weir);
            soon().until(() -> PushScenario.stat(weir, "queued_bytes") == 0);
            weir.logLines("error.log").forEach(line -> assertTrue(!line.contains("OutOfMemory"), line));
            weir.logLines("error.log").forEach(line -> assertTrue(!line.contains("internal error"), line));
            assertEquals("", weir.errors());
            assertTrue(most < load.heap * 1_000_000L, most + " bytes were queued");
            assertTrue(slowest < 5000, "who reads waited " + slowest + " ms");
            assertTrue(good.served > load.rounds, "who reads was served " + good.served + " times");
        }
    }

    private void count(int status) {
        answers.merge(status, 1, Integer::sum);
    }

    /** A client that reads, and a backend that pushes to it all the while. Thread: the test's, and its own. */
    private static final class Good {
        private final AtomicBoolean over = new AtomicBoolean();
        private final Peer peer;
        private final Publisher publisher;
        private final CompletableFuture<Long> slowest;
        private volatile int served;

        Good(WeirServer weir) {
            peer = Peer.open(weir, "/good");
            publisher = new Publisher(weir);
            slowest = CompletableFuture.supplyAsync(this::serve);
        }

        private long serve() {
            long worst = 0;
            while (!over.get()) {
                long from = System.nanoTime();
                String text = "message " + served + "*".repeat(2000);
                assertEquals(200, publisher.post("/push/" + peer.id() + "?wait=written", text));
                assertEquals(Frame.fromServer(Frame.TEXT, text), peer.next());
                worst = Math.max(worst, System.nanoTime() - from);
                served++;
            }
            return Duration.ofNanos(worst).toMillis();
        }

        /** How many milliseconds the slowest message took. */
        long end() throws Exception {
            over.set(true);
            try {
                return slowest.get();
            } finally {
                peer.close();
                publisher.close();
            }
        }
    }
}
