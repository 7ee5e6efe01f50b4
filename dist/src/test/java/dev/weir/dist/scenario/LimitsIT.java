package dev.weir.dist.scenario;

import static dev.weir.dist.scenario.Scenario.LOG;
import static dev.weir.dist.scenario.Scenario.echoOnce;
import static dev.weir.dist.scenario.Scenario.finalLines;
import static dev.weir.dist.scenario.Scenario.gateway;
import static dev.weir.dist.scenario.Scenario.idle;
import static dev.weir.dist.scenario.Scenario.soon;
import static dev.weir.dist.scenario.Scenario.sum;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.testkit.Frame;
import dev.weir.testkit.PlainHttp;
import dev.weir.testkit.RawWebSocket;
import dev.weir.testkit.StubUpstream;
import dev.weir.testkit.WeirServer;
import dev.weir.testkit.WsStat;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Limits hold exactly, over all workers, and connections age at a frame's end. */
class LimitsIT {
    private static final Frame TRY_AGAIN = close(1013, "Try Again Later");
    private static final Frame AGED = close(4001, "Connection is Aged");

    private static Frame close(int code, String reason) {
        return Frame.fromServer(Frame.CLOSE, Frame.closePayload(code, reason));
    }

    private static WeirServer start(StubUpstream upstream, String directive) {
        return WeirServer.of(gateway(upstream.port(), LOG + directive)).start();
    }

    /** Opens so many connections at once, each with a first message. */
    private static List<RawWebSocket> rush(WeirServer weir, int count) throws Exception {
        return rush(weir, count, "/ws");
    }

    private static List<RawWebSocket> rush(WeirServer weir, int count, String target) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(count);
        CountDownLatch ready = new CountDownLatch(count);
        try {
            List<Future<RawWebSocket>> all = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                all.add(threads.submit(() -> {
                    RawWebSocket client = RawWebSocket.connect(weir.port());
                    ready.countDown();
                    ready.await();
                    client.send(RawWebSocket.handshake(target));
                    return client;
                }));
            }
            List<RawWebSocket> clients = new ArrayList<>();
            for (Future<RawWebSocket> one : all) {
                clients.add(one.get());
            }
            return clients;
        } finally {
            threads.shutdownNow();
        }
    }

    /** Two workers share the counts of each value. */
    @Test
    void ofManyAtOnceEachValueOfTheKeyGetsItsShare() throws Exception {
        try (StubUpstream upstream = StubUpstream.echo();
                WeirServer weir = start(upstream, "ws_max_connections 7 key=$arg_user status=429;")) {
            List<RawWebSocket> clients = new ArrayList<>();
            for (String user : List.of("ann", "bob", "")) {
                clients.addAll(rush(weir, 30, "/ws?user=" + user));
            }
            List<Integer> admitted = new ArrayList<>(List.of(0, 0, 0));
            for (int i = 0; i < clients.size(); i++) {
                String head = clients.get(i).readHead();
                assertTrue(head.startsWith("HTTP/1.1 101 ") || head.startsWith("HTTP/1.1 429 "), head);
                if (head.startsWith("HTTP/1.1 101 ")) {
                    admitted.set(i / 30, admitted.get(i / 30) + 1);
                }
            }
            assertEquals(List.of(7, 7, 30), admitted);
            clients.forEach(RawWebSocket::close);
            idle(weir);
            for (RawWebSocket client : rush(weir, 7, "/ws?user=ann")) {
                client.demandAcceptance();
                client.close();
            }
        }
    }

    /** Whose page may not connect takes no place, and learns nothing of how many there are. */
    @Test
    void theOriginIsAskedBeforeTheLimit() {
        String directives = "ws_max_connections 1 status=503; ws_origin same; error_page 403 /stat;";
        try (StubUpstream upstream = StubUpstream.echo();
                WeirServer weir = start(upstream, directives);
                RawWebSocket in = RawWebSocket.open(weir.port(), "/ws")) {
            String stranger = RawWebSocket.handshake("/ws", "Origin: http://elsewhere.test");
            assertEquals(403, PlainHttp.say(weir.port(), stranger).status());
            assertEquals(
                    503,
                    PlainHttp.say(weir.port(), RawWebSocket.handshake("/ws")).status());
            in.leave();
            assertEquals(1, upstream.heads().size());
        }
    }

    @Test
    void wsIdleTimeoutStandsForTheReadTimeoutOfATunnel() {
        String directives = "proxy_read_timeout 1s; ws_idle_timeout 3s;";
        try (StubUpstream upstream = StubUpstream.echo();
                WeirServer weir = start(upstream, directives);
                RawWebSocket client = RawWebSocket.open(weir.port(), "/ws")) {
            long opened = System.nanoTime();
            assertEquals(-1, client.read());
            long millis = (System.nanoTime() - opened) / 1_000_000;
            assertTrue(millis > 2500, "closed after " + millis + " ms");
        }
    }

    @Test
    void ofTwoHundredAtOnceExactlyTenGetIn() throws Exception {
        try (StubUpstream upstream = StubUpstream.echo();
                WeirServer weir = start(upstream, "ws_max_connections 10;")) {
            List<RawWebSocket> in = new ArrayList<>();
            List<RawWebSocket> clients = rush(weir, 200);
            for (RawWebSocket client : clients) {
                client.demandAcceptance();
                client.send(Frame.fromClient(Frame.TEXT, "in?"));
                Frame first = client.readFrame();
                if (first.equals(TRY_AGAIN)) {
                    client.close();
                } else {
                    assertEquals(Frame.fromServer(Frame.TEXT, "in?"), first);
                    in.add(client);
                }
            }
            assertEquals(10, in.size());
            assertEquals(10, upstream.heads().size());

            in.get(0).leave();
            soon().until(() -> WsStat.of(weir.port()).connections() == 9);
            try (RawWebSocket next = RawWebSocket.open(weir.port(), "/ws")) {
                echoOnce(next, Frame.TEXT, "in");
                try (RawWebSocket over = RawWebSocket.open(weir.port(), "/ws")) {
                    assertEquals(TRY_AGAIN, over.readFrame());
                }
            }
            clients.forEach(RawWebSocket::close);
            assertEquals(0, idle(weir).connections());
        }
    }

    @Test
    void theRefusalMayBeAStatus() throws Exception {
        try (StubUpstream upstream = StubUpstream.echo();
                WeirServer weir = start(upstream, "ws_max_connections 10 status=503;")) {
            int in = 0;
            List<RawWebSocket> clients = rush(weir, 200);
            for (RawWebSocket client : clients) {
                String head = client.readHead();
                if (head.startsWith("HTTP/1.1 101 ")) {
                    in++;
                } else {
                    assertTrue(head.startsWith("HTTP/1.1 503 "), head);
                    assertTrue(head.replace("\r\n", "").indexOf('\n') < 0, "bare LF: " + head);
                }
            }
            assertEquals(10, in);
            assertEquals(10, WsStat.of(weir.port()).connections());
            assertEquals(200, PlainHttp.get(weir.port(), "/stat").status());
            clients.forEach(RawWebSocket::reset);
            assertEquals(0, idle(weir).connections());
        }
    }

    @Test
    void anIdleConnectionAges() {
        try (StubUpstream upstream = StubUpstream.echo();
                WeirServer weir = start(upstream, "ws_conn_age 1s;");
                RawWebSocket client = RawWebSocket.open(weir.port(), "/ws")) {
            assertEquals(AGED, client.readFrame());
            client.send(Frame.fromClient(Frame.CLOSE, Frame.closePayload(4001, "")));
            assertNull(client.readFrame());
            assertEquals(0, idle(weir).connections());
        }
    }

    /** Large frames flow both ways all the time; the Close stands between two of them. */
    @Test
    void aBusyConnectionAgesBetweenFrames() throws Exception {
        Frame large = Frame.fromClient(Frame.BINARY, "*".repeat(300_000));
        List<Frame> atUpstream = new ArrayList<>();
        StubUpstream.Script script = StubUpstream.webSocket((connection, upstream) -> {
            Frame frame;
            do {
                frame = connection.readFrame();
                atUpstream.add(frame);
                connection.send(frame.unmasked());
            } while (frame.opcode() != Frame.CLOSE);
        });
        try (StubUpstream upstream = StubUpstream.of(script);
                WeirServer weir = start(upstream, "ws_conn_age 1s;");
                RawWebSocket client = RawWebSocket.open(weir.port(), "/ws")) {
            AtomicBoolean told = new AtomicBoolean();
            CompletableFuture<Void> sender = CompletableFuture.runAsync(() -> {
                while (!told.get()) {
                    client.send(large);
                }
                client.send(Frame.fromClient(Frame.CLOSE, Frame.closePayload(4001, "")));
            });
            int echoed = 0;
            Frame answer = client.readFrame();
            while (answer.equals(large.unmasked())) {
                echoed++;
                answer = client.readFrame();
            }
            assertEquals(AGED, answer);
            assertTrue(echoed > 1, "nothing was under way");
            told.set(true);
            sender.join();
            assertNull(client.readFrame());
            WsStat stat = idle(weir);
            assertEquals(stat.framesIn(), sum(finalLines(weir, "ws.log")).framesIn());
            assertEquals(List.of(), upstream.failures());
            Frame last = atUpstream.remove(atUpstream.size() - 1);
            assertEquals(
                    Frame.fromClient(Frame.CLOSE, Frame.closePayload(4001, "Connection is Aged"))
                            .payload(),
                    last.payload());
            assertTrue(last.masked());
            atUpstream.forEach(frame -> assertEquals(large, frame));
        }
    }

    @Test
    void theCodeOfAgeCanBeChosen() {
        try (StubUpstream upstream = StubUpstream.echo();
                WeirServer weir = start(upstream, "ws_conn_age 1s code=1001;");
                RawWebSocket client = RawWebSocket.open(weir.port(), "/ws")) {
            assertEquals(
                    Frame.closePayload(1001, "Connection is Aged"),
                    client.readFrame().payload());
        }
    }
}
