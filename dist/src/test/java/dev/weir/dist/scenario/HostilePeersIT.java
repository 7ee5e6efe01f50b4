package dev.weir.dist.scenario;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.testkit.Distribution;
import dev.weir.testkit.Frame;
import dev.weir.testkit.PlainHttp;
import dev.weir.testkit.RawWebSocket;
import dev.weir.testkit.StubUpstream;
import dev.weir.testkit.TestCertificates;
import dev.weir.testkit.WeirServer;
import dev.weir.testkit.attack.Vitals;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Peers that are slow, many or sly cost nobody else anything. */
class HostilePeersIT {
    @TempDir
    private Path folder;

    private static String gateway(String http, String server) {
        return """
                worker_processes 1;
                error_log logs/error.log info;
                events { worker_connections 4096; }
                http {
                    %s
                    server {
                        listen 127.0.0.1:@port@;
                        %s
                        location = /up { return 200 up; }
                    }
                }
                """.formatted(http, server);
    }

    /** A byte each 100 ms, until something comes back or nobody takes them. @return milliseconds until then */
    static long drip(RawWebSocket client, String bytes) {
        long began = System.nanoTime();
        try {
            for (int i = 0; i < bytes.length() && !Scenario.heardWithin(client, 100); i++) {
                client.send(bytes.substring(i, i + 1));
            }
        } catch (UncheckedIOException ended) {
            assertTrue(ended.getCause() instanceof SocketException, ended.toString());
        }
        return (System.nanoTime() - began) / 1_000_000;
    }

    @Test
    void aHeadThatDripsHasItsTimeInAll() {
        try (WeirServer weir =
                        WeirServer.of(gateway("client_header_timeout 1s;", "")).start();
                RawWebSocket client = RawWebSocket.connect(weir.port())) {
            long millis = drip(client, "GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: " + "x".repeat(100));
            assertTrue(millis > 900 && millis < 3000, millis + " ms");
        }
    }

    @Test
    void aHelloThatDripsHasItsTimeInAll() {
        Path certificates = folder.resolve("certificates");
        new TestCertificates(certificates).authority("ca").ec("gateway", "ca");
        String tls = "listen 127.0.0.1:@tls@ ssl; ssl_certificate " + certificates + "/gateway.pem;"
                + " ssl_certificate_key " + certificates + "/gateway.key;";
        try (WeirServer weir =
                        WeirServer.of(gateway("client_header_timeout 1s;", tls)).start();
                RawWebSocket client = RawWebSocket.connect(weir.port("tls"))) {
            long millis = drip(client, "\u0016\u0003\u0001\u0002\u0000\u0001" + "x".repeat(100));
            assertTrue(millis > 900 && millis < 3000, millis + " ms");
        }
    }

    private static String demanding(String more) {
        return "client_min_rate 100 after=1s; client_body_timeout 1s; ws_idle_timeout 1s; " + more;
    }

    @Test
    void aBodyThatDripsIsCut() {
        String server = "location /body { proxy_pass http://127.0.0.1:1; }";
        try (WeirServer weir = WeirServer.of(gateway(demanding(""), server)).start();
                RawWebSocket client = RawWebSocket.connect(weir.port())) {
            client.send("POST /body HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n");
            long millis = drip(client, "x".repeat(100));
            assertTrue(millis > 900 && millis < 6000, millis + " ms");
        }
    }

    /** One that Weir answers itself, and one that it passes on. */
    @ParameterizedTest
    @ValueSource(strings = {"websocket_echo;", "proxy_pass http://127.0.0.1:UPSTREAM; " + Scenario.UPGRADE})
    void aFrameThatDripsIsCut(String handler) {
        try (StubUpstream upstream = StubUpstream.echo();
                WeirServer weir = WeirServer.of(gateway(
                                demanding(""),
                                "location /ws {" + handler.replace("UPSTREAM", Integer.toString(upstream.port()))
                                        + "}"))
                        .start();
                RawWebSocket slow = RawWebSocket.open(weir.port(), "/ws")) {
            byte[] frame = Frame.fromClient(Frame.TEXT, "x".repeat(1000)).bytes();
            long millis = drip(slow, new String(frame, StandardCharsets.ISO_8859_1));
            assertTrue(millis > 900 && millis < 6000, millis + " ms");
            Scenario.soon()
                    .until(() -> weir.logLines("error.log").stream().anyMatch(line -> line.contains("too slowly")));
            // As few bytes, but each frame ends.
            try (RawWebSocket steady = RawWebSocket.open(weir.port(), "/ws")) {
                for (int i = 0; i < 30; i++) {
                    Scenario.echoOnce(steady, Frame.TEXT, "");
                    Scenario.heardWithin(steady, 100);
                }
            }
        }
    }

    /** What holds a frame back holds no memory but a header's, and silence still ends it. */
    @Test
    void halfOfAFrameIsNoSignOfLifeForLong() {
        try (StubUpstream upstream = StubUpstream.echo();
                WeirServer weir = WeirServer.of(gateway(
                                "ws_validate frames; ws_idle_timeout 1s;",
                                "location /ws { proxy_pass http://127.0.0.1:" + upstream.port() + "; "
                                        + Scenario.UPGRADE + "}"))
                        .start();
                RawWebSocket client = RawWebSocket.open(weir.port(), "/ws")) {
            client.send(new byte[] {(byte) 0x82});
            assertEquals(-1, client.read());
        }
    }

    /** Leaves the process so few descriptors more than it has. */
    static void allow(WeirServer weir, int more) throws IOException {
        long pid = weir.jvm().pid();
        int now = Vitals.of(pid).descriptors();
        Distribution.Finished done = Distribution.runCommand(
                List.of("prlimit", "--pid", Long.toString(pid), "--nofile=" + (now + more)), Map.of());
        assertEquals("", done.errors());
    }

    /** Those who want nothing at the moment make way; the oldest first. */
    @Test
    void withoutDescriptorsConnectionsAtRestMakeWay() throws IOException {
        try (WeirServer weir =
                WeirServer.of(gateway("keepalive_timeout 60s;", "")).start()) {
            allow(weir, 50);
            List<RawWebSocket> crowd = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                crowd.add(RawWebSocket.connect(weir.port()));
                Scenario.heardWithin(crowd.get(i), 10);
                assertEquals(200, PlainHttp.get(weir.port(), "/up").status());
            }
            assertEquals(-1, crowd.get(0).read());
            crowd.forEach(RawWebSocket::close);
        }
    }

    /** Where nobody can make way it is told once, however long it lasts; when some are back, everything goes on. */
    @Test
    void acceptingGoesOnWhenThereAreDescriptorsAgain() throws IOException {
        try (WeirServer weir =
                WeirServer.of(gateway("", "location /ws { websocket_echo; }")).start()) {
            allow(weir, 50);
            List<RawWebSocket> crowd = new ArrayList<>();
            for (int i = 0; i < 45; i++) {
                crowd.add(RawWebSocket.open(weir.port(), "/ws"));
            }
            for (int i = 0; i < 20; i++) {
                RawWebSocket late = RawWebSocket.connect(weir.port());
                late.send(RawWebSocket.handshake("/ws"));
                crowd.add(late);
            }
            Scenario.soon().until(() -> complaints(weir) == 1);
            // Longer than the launcher is not asked for whether it lives.
            await().during(Duration.ofMillis(2500))
                    .atMost(Duration.ofSeconds(15))
                    .until(() -> weir.jvm().isAlive());
            crowd.forEach(RawWebSocket::close);
            Scenario.soon().until(() -> PlainHttp.get(weir.port(), "/up").status() == 200);
            assertEquals(1, complaints(weir), () -> String.join("\n", weir.logLines("error.log")));
        }
    }

    /** A limit of open files that is less than what is configured leaves descriptors for files and upstreams. */
    @Test
    void theLimitOfOpenFilesIsOneOfConnections() {
        String[] few = {"sh", "-c", "ulimit -n 150; exec \"$0\" \"$@\""};
        try (WeirServer weir = WeirServer.of(gateway("", "location /ws { websocket_echo; }"))
                .under(few)
                .start()) {
            List<RawWebSocket> crowd = new ArrayList<>();
            for (int i = 0; i < 86; i++) {
                crowd.add(RawWebSocket.open(weir.port(), "/ws"));
            }
            assertEquals(0, PlainHttp.get(weir.port(), "/up").status());
            crowd.remove(0).close();
            Scenario.soon().until(() -> PlainHttp.get(weir.port(), "/up").status() == 200);
            crowd.forEach(RawWebSocket::close);
            Scenario.awaitLog(
                    weir,
                    "error.log",
                    "4096 connections exceed the limit of open files, 150: taking 86",
                    "[warn]",
                    "86 worker_connections are not enough, turning");
            assertEquals(0, complaints(weir));
        }
    }

    @Test
    void aReloadAsksForTheLimitOfOpenFilesAgain() {
        String[] few = {"sh", "-c", "ulimit -S -n 150; exec \"$0\" \"$@\""};
        String configuration = gateway("", "location /ws { websocket_echo; }");
        try (WeirServer weir = WeirServer.of(configuration)
                .environment("WEIR_JAVA_OPTS", "-XX:-MaxFDLimit")
                .under(few)
                .start()) {
            List<String> raise =
                    List.of("prlimit", "--pid", Long.toString(weir.jvm().pid()), "--nofile=300:");
            assertEquals("", Distribution.runCommand(raise, Map.of()).errors());
            Reloads.reloadTold(weir, configuration);
            List<RawWebSocket> crowd = new ArrayList<>();
            for (int i = 0; i < 120; i++) {
                crowd.add(RawWebSocket.open(weir.port(), "/ws"));
            }
            crowd.forEach(RawWebSocket::close);
            Scenario.awaitLog(weir, "error.log", "open files, 150: taking 86", "open files, 300: taking 236");
        }
    }

    static long complaints(WeirServer weir) {
        return weir.logLines("error.log").stream()
                .filter(line -> line.contains("accept failed"))
                .count();
    }

    @Test
    void errorPagesTellNothingOfTheServer() {
        String server = "server_tokens off; client_max_body_size 1; location /gone { proxy_pass http://127.0.0.1:1; }"
                + " location /echo { websocket_echo; } location /no { deny all; }";
        try (WeirServer weir = WeirServer.of(gateway("", server)).start()) {
            List<PlainHttp.Answer> answers = List.of(
                    PlainHttp.get(weir.port(), "/missing"),
                    PlainHttp.get(weir.port(), "/no"),
                    PlainHttp.get(weir.port(), "/gone"),
                    PlainHttp.get(weir.port(), "/echo"),
                    PlainHttp.get(weir.port(), "/" + "x".repeat(40_000)),
                    PlainHttp.say(weir.port(), "nonsense\r\n\r\n"),
                    PlainHttp.say(weir.port(), "GET / HTTP/9.1\r\n\r\n"),
                    PlainHttp.say(weir.port(), RawWebSocket.handshake("/echo").replace("13", "12")),
                    PlainHttp.say(weir.port(), "POST /up HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n123456789"));
            for (PlainHttp.Answer answer : answers) {
                assertTrue(answer.status() >= 400, answer.toString());
                String all = answer.head() + answer.body();
                assertTrue(!all.matches("(?s).*[Ww]eir/[0-9].*"), all);
                assertTrue(!all.matches("(?is).*(java|exception|/tmp/|" + weir.prefix() + ").*"), all);
            }
        }
    }

    /** Values are bytes, and with {@code escape=json} remain so. */
    private static List<String> lines(WeirServer weir, String log) throws IOException {
        return List.of(
                Files.readString(weir.log(log), StandardCharsets.ISO_8859_1).split("\n"));
    }

    /** A line of a log is one request's, whatever that puts into its target, its fields, its frames. */
    @ParameterizedTest
    @ValueSource(strings = {"escape=default", "escape=json", "escape=none"})
    void nobodyWritesLinesOfTheirOwnIntoALog(String escape) throws IOException {
        String http = "log_format all " + escape + " '[$request|$uri|$args|$arg_x|$http_x|$http_user_agent|$cookie_a]';"
                + " access_log logs/access.log all; ws_log logs/ws.log;"
                + " ws_log_format " + escape + " open '[$uri|$http_x|$arg_x]';"
                + " ws_log_format " + escape + " '[$uri]'; ws_log_format " + escape + " close '[$ws_close_code]';";
        try (WeirServer weir =
                WeirServer.of(gateway(http, "location /ws { websocket_echo; }")).start()) {
            List<String> targets = List.of(
                    "/%0a[forged]", "/%0d%0a[forged]", "/a?x=%0a[forged]", "/a?x=%C2%85[forged]", "/%e2%80%a8[forged]");
            for (String target : targets) {
                PlainHttp.get(
                        weir.port(), target, "X: \"\\\u0085[forged]", "User-Agent: \u001b[31m", "Cookie: a=\u007f");
                PlainHttp.say(weir.port(), "GET " + target + " HTTP/1.1\r\nHost: a\r\nX: a\n[forged]\r\n\r\n");
                PlainHttp.say(weir.port(), "GET " + target + " HTTP/1.1\r\nHost: a\r\nX: a\r[forged]\r\n\r\n");
                try (RawWebSocket client = RawWebSocket.open(weir.port(), "/ws" + target, "X: \u0085[forged]")) {
                    client.send(Frame.fromClient(Frame.TEXT, "\n[forged]\n"));
                    client.readFrame();
                    client.leave();
                }
            }
            assertEquals(0, weir.stop(), weir.errors());
            for (String log : List.of("access.log", "ws.log")) {
                for (String line : lines(weir, log)) {
                    boolean ours = line.startsWith("[") && line.endsWith("]") && !line.startsWith("[forged");
                    assertTrue(ours, log + ": " + line);
                }
            }
            assertEquals(20, lines(weir, "access.log").size());
            for (String line : weir.logLines("error.log")) {
                assertTrue(line.matches("\\d{4}/\\d\\d/\\d\\d \\d\\d:\\d\\d:\\d\\d \\[.*"), line);
            }
        }
    }
}
