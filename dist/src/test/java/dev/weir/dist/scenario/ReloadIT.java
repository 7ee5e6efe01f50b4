package dev.weir.dist.scenario;

import static dev.weir.dist.scenario.Reloads.gateway;
import static dev.weir.dist.scenario.Reloads.reload;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.testkit.Distribution.Finished;
import dev.weir.testkit.PlainHttp;
import dev.weir.testkit.RawWebSocket;
import dev.weir.testkit.StubUpstream;
import dev.weir.testkit.WeirServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** HUP and {@code -s reload}: requests, listening sockets, files. */
class ReloadIT {

    private static String saying(String text) {
        return gateway("location / { return 200 %s; }".formatted(text));
    }

    private static String body(WeirServer weir) {
        return PlainHttp.get(weir.port(), "/").body();
    }

    @Test
    void nobodyIsRefusedDuringFiftyReloads() throws InterruptedException {
        try (WeirServer weir = WeirServer.of(saying("v0")).start()) {
            AtomicBoolean over = new AtomicBoolean();
            AtomicInteger answers = new AtomicInteger();
            AtomicReference<Throwable> refusal = new AtomicReference<>();
            Thread client = new Thread(() -> {
                try {
                    while (!over.get()) {
                        PlainHttp.Answer answer = PlainHttp.get(weir.port(), "/");
                        assertTrue(answer.status() == 200 && answer.body().startsWith("v"), answer.toString());
                        answers.incrementAndGet();
                    }
                } catch (RuntimeException | AssertionError e) {
                    refusal.set(e);
                }
            });
            client.start();
            for (int i = 1; i <= 50; i++) {
                reload(weir, saying("v" + i));
                assertEquals("v" + i, body(weir));
            }
            over.set(true);
            client.join(10_000);
            assertEquals(null, refusal.get());
            assertTrue(answers.get() > 50, answers.toString());
            assertEquals(1, Reloads.live(weir));
        }
    }

    @Test
    void aMistakeChangesNothingAndIsTold() {
        try (WeirServer weir = WeirServer.of(saying("before")).start()) {
            String wrong = gateway("location / { retrun 200 after; }");
            String log = Reloads.fail(weir, wrong);
            assertTrue(log.contains("[emerg]") && log.contains("unknown directive \"retrun\""), log);
            assertTrue(log.contains("weir.conf:10"), log);
            assertEquals("before", body(weir));
            Finished control = weir.control("-s", "reload");
            assertEquals(1, control.exitCode());
            assertTrue(control.errors().contains("unknown directive \"retrun\""), control.errors());
            reload(weir, saying("after"));
            assertEquals("after", body(weir));
        }
    }

    @Test
    void controlReloads() {
        try (WeirServer weir = WeirServer.of(saying("before")).start()) {
            weir.reconfigure(saying("after"));
            assertEquals(new Finished(0, "", ""), weir.control("-s", "reload"));
            Scenario.soon().until(() -> body(weir).equals("after"));
        }
    }

    @Test
    void aRequestUnderWayEndsOnTheConfigurationThatItBeganOn() throws InterruptedException {
        CountDownLatch arrived = new CountDownLatch(1);
        CountDownLatch reloaded = new CountDownLatch(1);
        try (StubUpstream slow = StubUpstream.of((connection, upstream) -> {
                    upstream.readHead(connection);
                    arrived.countDown();
                    await(reloaded);
                    connection.send(StubUpstream.ok("slow"));
                });
                WeirServer weir = WeirServer.of(gateway("location / { add_header X-Of before; proxy_pass"
                                + " http://127.0.0.1:" + slow.port() + "; }"))
                        .start();
                RawWebSocket client = RawWebSocket.connect(weir.port())) {
            client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
            await(arrived);
            reload(weir, saying("after"));
            assertEquals("after", body(weir));
            assertEquals(2, Reloads.live(weir));
            reloaded.countDown();
            String head = client.readHead();
            assertTrue(head.startsWith("HTTP/1.1 200") && head.contains("X-Of: before"), head);
            assertEquals("slow", new String(client.read(4), java.nio.charset.StandardCharsets.ISO_8859_1));
            // The same connection's next request meets the new one.
            client.send("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            assertTrue(client.readToEnd().endsWith("after"));
            Scenario.soon().until(() -> Reloads.live(weir) == 1);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(10, java.util.concurrent.TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void anIdleConnectionTakesTheNewOneAndHoldsNothingOfTheOld() {
        try (WeirServer weir = WeirServer.of(saying("before")).start();
                RawWebSocket client = RawWebSocket.connect(weir.port())) {
            client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
            client.readHead();
            client.read("before".length());
            reload(weir, saying("after"));
            Scenario.soon().until(() -> Reloads.live(weir) == 1);
            client.send("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            assertTrue(client.readToEnd().endsWith("after"));
        }
    }

    @Test
    void listenersComeAndGo() {
        String one = gateway("location / { return 200 one; }");
        String two = gateway("listen 127.0.0.1:@second@; location / { return 200 two; }");
        try (WeirServer weir = WeirServer.of(one).start()) {
            reload(weir, two);
            assertEquals("two", PlainHttp.get(weir.port("second"), "/").body());
            try (RawWebSocket idle = RawWebSocket.connect(weir.port("second"))) {
                idle.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
                idle.readHead();
                idle.read("two".length());
                reload(weir, one);
                assertEquals("", idle.readToEnd());
            }
            assertEquals("one", body(weir));
            assertThrows(
                    java.io.UncheckedIOException.class,
                    () -> RawWebSocket.connect(weir.port("second")).close());
        }
    }

    @Test
    void aPortThatIsTakenChangesNothing() throws IOException {
        try (WeirServer weir = WeirServer.of(saying("before")).start();
                ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            String next = gateway("listen 127.0.0.1:@second@; listen 127.0.0.1:" + taken.getLocalPort()
                    + "; access_log logs/never.log; location / { return 200 after; }");
            String log = Reloads.fail(weir, next);
            assertTrue(log.contains("cannot listen on 127.0.0.1:" + taken.getLocalPort()), log);
            assertEquals("before", body(weir));
            assertThrows(
                    java.io.UncheckedIOException.class,
                    () -> RawWebSocket.connect(weir.port("second")).close());
            reload(weir, saying("later"));
            assertFalse(Files.exists(weir.log("never.log")));
        }
    }

    @Test
    void logsGoOnByPathAndNewOnesAreOpened() {
        String logged = "access_log logs/%s.log; location / { return 200 $uri; }";
        try (WeirServer weir = WeirServer.of(gateway(logged.formatted("a"))).start()) {
            body(weir);
            reload(weir, gateway(logged.formatted("a") + "location /x { return 200 x; }"));
            body(weir);
            reload(weir, gateway(logged.formatted("b")));
            body(weir);
            assertEquals(0, weir.stop(), weir.errors());
            assertEquals(
                    2,
                    weir.logLines("a.log").stream()
                            .filter(l -> l.contains("GET / "))
                            .count());
            assertEquals(
                    1,
                    weir.logLines("b.log").stream()
                            .filter(l -> l.contains("GET / "))
                            .count());
        }
    }

    @Test
    void aLogThatCannotBeOpenedChangesNothing() {
        try (WeirServer weir = WeirServer.of(saying("before")).start()) {
            String log = Reloads.fail(weir, gateway("access_log /nowhere/a.log; location / { return 200 after; }"));
            assertTrue(log.contains("/nowhere/a.log"), log);
            assertEquals("before", body(weir));
        }
    }

    @Test
    void theNumberOfWorkersAndThePidFile() throws IOException {
        try (WeirServer weir = WeirServer.of(saying("before")).start()) {
            String next = saying("after").replace("worker_processes 2;", "worker_processes 3; pid logs/other.pid;");
            reload(weir, next);
            Scenario.soon()
                    .until(() -> String.join("\n", weir.logLines("error.log"))
                            .contains("2 workers go on: another number of worker_processes needs a restart"));
            Scenario.soon().until(() -> Files.exists(weir.log("other.pid")) && !Files.exists(weir.log("weir.pid")));
            assertEquals(weir.launcher().pid() + "\n", Files.readString(weir.log("other.pid")));
            assertEquals(0, weir.stop());
            assertFalse(Files.exists(weir.log("other.pid")));
        }
    }

    @Test
    void theHealthOfAnUpstreamIsKeptByItsName() throws IOException {
        int dead;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            dead = socket.getLocalPort();
        }
        try (StubUpstream good = StubUpstream.http(head -> StubUpstream.ok("good"))) {
            String configuration = """
                    worker_processes 2;
                    error_log logs/error.log notice;
                    http {
                        log_format tries "$upstream_addr";
                        upstream pair {
                            server 127.0.0.1:%d max_fails=1 fail_timeout=1h;
                            server 127.0.0.1:%d;
                        }
                        server {
                            listen 127.0.0.1:@port@;
                            location = /stat { access_log off; ws_stat; }
                            location / { access_log logs/tries.log tries; proxy_pass http://pair; %s }
                        }
                    }
                    """;
            try (WeirServer weir = WeirServer.of(configuration.formatted(dead, good.port(), ""))
                    .start()) {
                for (int i = 0; i < 4; i++) {
                    assertEquals("good", body(weir));
                }
                reload(weir, configuration.formatted(dead, good.port(), "add_header X-More 1;"));
                for (int i = 0; i < 4; i++) {
                    assertEquals("good", body(weir));
                }
                assertEquals(0, weir.stop(), weir.errors());
                assertEquals(
                        1,
                        weir.logLines("tries.log").stream()
                                .filter(l -> l.contains(":" + dead))
                                .count());
            }
        }
    }
}
