package dev.weir.dist.scenario;

import static dev.weir.dist.scenario.Scenario.finalLines;
import static dev.weir.dist.scenario.Scenario.idle;
import static dev.weir.dist.scenario.Scenario.inFrontOf;
import static dev.weir.dist.scenario.Scenario.sum;
import static dev.weir.dist.scenario.Scenario.withoutBytes;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.testkit.Frame;
import dev.weir.testkit.RawWebSocket;
import dev.weir.testkit.StubUpstream;
import dev.weir.testkit.WeirServer;
import dev.weir.testkit.WsStat;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What was sent = what the statistics show = the sum over the log, whatever the network did to the bytes. */
class ExactnessIT {
    private static final String HUNDRED = "*".repeat(100);

    /** What one client does on its connection, from handshake to the end of the connection. */
    private interface Visit {
        void pay(int number, RawWebSocket client);
    }

    /** Several clients at a time, each on a thread. */
    private static void visit(WeirServer weir, int clients, Visit visit) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(Math.min(clients, 16));
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
                int number = i;
                all.add(threads.submit(() -> {
                    try (RawWebSocket client = RawWebSocket.open(weir.port(), "/ws")) {
                        visit.pay(number, client);
                    }
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /** Statistics and log both show this many frames and payload bytes each way. */
    private static void assertCounted(WeirServer weir, StubUpstream upstream, WsStat expected) {
        assertEquals(List.of(), upstream.failures());
        WsStat stat = idle(weir);
        assertEquals(expected, expected.bytesIn() == 0 ? withoutBytes(stat) : stat);
        assertEquals(withoutBytes(expected), sum(finalLines(weir, "ws.log")));
    }

    @Test
    void fiveHundredConnectionsWithSmallFrames() throws Exception {
        int connections = 500;
        int rounds = 12;
        try (StubUpstream upstream = StubUpstream.echo();
                WeirServer weir = inFrontOf(upstream)) {
            List<RawWebSocket> clients = new ArrayList<>();
            for (int i = 0; i < connections; i++) {
                clients.add(RawWebSocket.open(weir.port(), "/ws"));
            }
            assertEquals(connections, WsStat.of(weir.port()).connections());
            Frame frame = Frame.fromClient(Frame.TEXT, HUNDRED);
            for (int round = 0; round < rounds; round++) {
                clients.forEach(client -> client.send(frame));
                clients.forEach(client -> assertEquals(frame.unmasked(), client.readFrame()));
            }
            clients.forEach(RawWebSocket::leave);
            long frames = connections * (rounds + 1L);
            long payload = connections * (rounds * 100L + 2);
            assertCounted(
                    weir,
                    upstream,
                    new WsStat(0, frames, payload, payload + 6 * frames, frames, payload, payload + 2 * frames));
        }
    }

    @Test
    void tenConnectionsWithFramesOfAMillionBytes() throws Exception {
        Frame frame = Frame.fromClient(Frame.BINARY, "*".repeat(1_000_000));
        try (StubUpstream upstream = StubUpstream.echo();
                WeirServer weir = inFrontOf(upstream)) {
            visit(weir, 10, (number, client) -> {
                for (int i = 0; i < 10; i++) {
                    client.send(frame);
                    assertEquals(frame.unmasked(), client.readFrame());
                }
                client.leave();
            });
            long payload = 10 * (10 * 1_000_000 + 2);
            long bytesIn = 10 * (10 * 1_000_014 + 8);
            long bytesOut = 10 * (10 * 1_000_010 + 4);
            assertCounted(weir, upstream, new WsStat(0, 110, payload, bytesIn, 110, payload, bytesOut));
        }
    }

    @Test
    void bytesSplitAtRandomAndFramesGluedTogether() throws Exception {
        int clients = 24;
        List<Frame> frames = new ArrayList<>();
        int[] lengths = {0, 1, 125, 126, 127, 128, 65535, 65536, 3000, 5};
        for (int length : lengths) {
            frames.add(Frame.fromClient(Frame.BINARY, "*".repeat(length)));
        }
        byte[] bytes = Frame.join(frames);
        int payload =
                frames.stream().mapToInt(frame -> frame.payload().length()).sum();
        try (StubUpstream upstream = StubUpstream.echo();
                WeirServer weir = inFrontOf(upstream)) {
            visit(weir, clients, (number, client) -> {
                CompletableFuture<Void> sent = CompletableFuture.runAsync(
                        () -> client.sendInPieces(bytes, 1 + 400 * number, new Random(number)));
                frames.forEach(frame -> assertEquals(frame.unmasked(), client.readFrame()));
                sent.join();
                client.leave();
            });
            long count = (lengths.length + 1L) * clients;
            long total = (payload + 2L) * clients;
            assertCounted(weir, upstream, new WsStat(0, count, total, 0, count, total, 0));
        }
    }

    /** Each half is seen at the other end before the next is sent, so the cut is really there. */
    @Test
    void headersSplitInEveryPlace() throws Exception {
        List<Frame> frames = List.of(
                Frame.fromClient(Frame.TEXT, "hello"),
                Frame.fromClient(Frame.BINARY, "*".repeat(126)),
                Frame.fromClient(Frame.BINARY, "*".repeat(65536)));
        StubUpstream.Script mirror = StubUpstream.webSocket((connection, upstream) -> {
            for (int b = connection.read(); b >= 0; b = connection.read()) {
                ByteArrayOutputStream piece = new ByteArrayOutputStream();
                piece.write(b);
                while (connection.hasInput()) {
                    piece.write(connection.read());
                }
                connection.send(piece.toByteArray());
            }
        });
        int cuts = 0;
        long payload = 0;
        try (StubUpstream upstream = StubUpstream.of(mirror);
                WeirServer weir = inFrontOf(upstream);
                RawWebSocket client = RawWebSocket.open(weir.port(), "/ws")) {
            for (Frame frame : frames) {
                byte[] bytes = frame.bytes();
                int header = bytes.length - frame.payload().length();
                for (int cut = 1;
                        cut <= header;
                        cut++, cuts++, payload += frame.payload().length()) {
                    client.send(Arrays.copyOf(bytes, cut));
                    client.read(cut);
                    client.send(Arrays.copyOfRange(bytes, cut, bytes.length));
                    client.read(bytes.length - cut);
                }
            }
            client.endOutput();
            assertEquals("", client.readToEnd());
            assertCounted(weir, upstream, new WsStat(0, cuts, payload, 0, cuts, payload, 0));
        }
    }

    @Test
    void bothSidesTalkAtOnce() throws Exception {
        int clients = 16;
        int each = 400;
        Frame fromUpstream = Frame.fromServer(Frame.TEXT, "*".repeat(1000));
        Frame fromClient = Frame.fromClient(Frame.BINARY, "*".repeat(700));
        StubUpstream.Script talker = StubUpstream.webSocket((connection, upstream) -> {
            CompletableFuture<Void> talk = CompletableFuture.runAsync(() -> {
                for (int i = 0; i < each; i++) {
                    connection.send(fromUpstream);
                }
            });
            for (int i = 0; i < each; i++) {
                assertEquals(fromClient, connection.readFrame());
            }
            talk.join();
            StubUpstream.echo(connection, upstream);
        });
        try (StubUpstream upstream = StubUpstream.of(talker);
                WeirServer weir = inFrontOf(upstream)) {
            visit(weir, clients, (number, client) -> {
                CompletableFuture<Void> talk = CompletableFuture.runAsync(() -> {
                    Random random = new Random(number);
                    for (int i = 0; i < each; i++) {
                        client.sendInPieces(fromClient.bytes(), 600, random);
                    }
                });
                for (int i = 0; i < each; i++) {
                    assertEquals(fromUpstream, client.readFrame());
                }
                talk.join();
                client.leave();
            });
            long frames = clients * (each + 1L);
            long in = clients * (each * 700L + 2);
            long out = clients * (each * 1000L + 2);
            assertCounted(weir, upstream, new WsStat(0, frames, in, 0, frames, out, 0));
        }
    }

    /** Nobody knows how much of it came through, but statistics and log must agree, and nothing may stay behind. */
    @Test
    void connectionsCutAnywhere() throws Exception {
        int clients = 300;
        byte[] bytes = Frame.join(List.of(
                Frame.fromClient(Frame.TEXT, HUNDRED),
                Frame.fromClient(Frame.BINARY, "*".repeat(20_000)),
                Frame.fromClient(Frame.TEXT, HUNDRED).andMore(),
                Frame.fromClient(Frame.PING, "")));
        StubUpstream.Script moody = (connection, upstream) -> {
            String head = upstream.readHead(connection);
            connection.send(RawWebSocket.acceptance(head));
            Random random = new Random(head.length() + upstream.accepted());
            connection.read(random.nextInt(bytes.length));
            if (random.nextBoolean()) {
                connection.send(Arrays.copyOf(bytes, random.nextInt(300)));
            }
            if (random.nextBoolean()) {
                connection.reset();
            }
        };
        try (StubUpstream upstream = StubUpstream.of(moody);
                WeirServer weir = inFrontOf(upstream)) {
            visit(weir, clients, (number, client) -> {
                Random random = new Random(number);
                client.send(Arrays.copyOf(bytes, random.nextInt(bytes.length)));
                if (random.nextBoolean()) {
                    client.reset();
                }
            });
            WsStat stat = idle(weir);
            List<String> lines = finalLines(weir, "ws.log");
            assertEquals(withoutBytes(stat), sum(lines));
            assertEquals(clients, lines.stream().filter("open"::equals).count());
            assertEquals(clients, lines.stream().filter("close"::equals).count());
        }
    }
}
