package dev.weir.dist.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.testkit.Frame;
import dev.weir.testkit.Json;
import dev.weir.testkit.PlainHttp;
import dev.weir.testkit.RawWebSocket;
import dev.weir.testkit.StubUpstream;
import dev.weir.testkit.TestCertificates;
import dev.weir.testkit.WeirServer;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That the statistics know exactly whom Weir has turned away and cut, and why. */
class ClientsCutIT {
    private static final Pattern SAMPLE =
            Pattern.compile("(?m)^weir_http_connections_(?:cut|refused)_total\\{reason=\"(\\w+)\"} (\\d+)$");

    @TempDir
    private Path folder;

    /** @param places {@code worker_connections} */
    private static String gateway(int places, String server) {
        return """
                worker_processes 1;
                error_log logs/error.log info;
                events { worker_connections %d; }
                http {
                    access_log off;
                    client_header_timeout 1s;
                    client_body_timeout 1s;
                    send_timeout 1s;
                    keepalive_timeout 60s;
                    client_min_rate off;
                    server {
                        listen 127.0.0.1:@port@;
                        location = /stat { ws_stat; }
                        %s
                    }
                }
                """.formatted(places, server);
    }

    /** What has been counted, without zeros, as Prometheus has it. */
    private static Map<String, Long> counted(WeirServer weir) {
        Map<String, Long> all = new TreeMap<>();
        Matcher samples = SAMPLE.matcher(
                PlainHttp.get(weir.port(), "/stat?format=prometheus").body());
        while (samples.find()) {
            all.put(samples.group(1), Long.parseLong(samples.group(2)));
        }
        assertEquals(9, all.size(), all.toString());
        all.values().removeIf(count -> count == 0);
        return all;
    }

    /** The same as the JSON has it. */
    private static Map<String, Long> countedInJson(WeirServer weir) {
        Json http = Json.read(PlainHttp.get(weir.port(), "/stat?format=json").body())
                .at("http");
        Map<String, Long> all = new TreeMap<>();
        for (String group : List.of("refused", "cut")) {
            ((Map<?, ?>) http.at(group).value())
                    .forEach((reason, count) -> all.put((String) reason, ((Json) count).number()));
        }
        assertEquals(9, all.size(), all.toString());
        all.values().removeIf(count -> count == 0);
        return all;
    }

    private static void await(WeirServer weir, Map<String, Long> truth) {
        try {
            Scenario.soon().until(() -> counted(weir).equals(truth));
        } catch (ConditionTimeoutException e) {
            assertEquals(truth, counted(weir));
        }
        assertEquals(truth, countedInJson(weir));
    }

    private String tls() {
        Path certificates = folder.resolve("certificates");
        new TestCertificates(certificates).authority("ca").ec("gateway", "ca");
        return "listen 127.0.0.1:@tls@ ssl; ssl_certificate " + certificates + "/gateway.pem;" + " ssl_certificate_key "
                + certificates + "/gateway.key;";
    }

    private static RawWebSocket saying(int port, String bytes) {
        RawWebSocket client = RawWebSocket.connect(port);
        client.send(bytes);
        return client;
    }

    @Test
    void whoIsLateIsCountedByWhatWasLate() throws IOException {
        try (RandomAccessFile big = new RandomAccessFile(folder.resolve("big").toFile(), "rw")) {
            big.setLength(64 << 20);
        }
        String server = tls() + "location /body { proxy_pass http://127.0.0.1:1; client_body_buffer_size 1m; }"
                + " location /big { root " + folder + "; } location /one { return 200 one; }"
                + " } server { listen 127.0.0.1:@balanced@ proxy_protocol; location / { return 204; }";
        List<RawWebSocket> clients = new ArrayList<>();
        try (WeirServer weir = WeirServer.of(gateway(4096, server)).start()) {
            clients.add(saying(weir.port(), ""));
            clients.add(saying(weir.port(), "GET / HTTP/1.1\r\nHo"));
            clients.add(saying(weir.port(), "GET / HTTP/1.1\r\nHo"));
            clients.add(saying(weir.port("tls"), ""));
            clients.add(saying(weir.port("tls"), "\u0016\u0003\u0001\u0002\u0000\u0001"));
            clients.add(saying(weir.port("tls"), "GET / HTTP/1.1\r\nHo"));
            clients.add(saying(weir.port("balanced"), "PROXY TC"));
            clients.add(saying(weir.port(), "POST /body HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n1"));
            RawWebSocket stalled = RawWebSocket.connect(weir.port(), 4096);
            stalled.send("GET /big HTTP/1.1\r\nHost: a\r\n\r\n");
            clients.add(stalled);
            // Those who leave, and those who rest, are none of Weir's doing.
            saying(weir.port(), "GET / HTTP/1.1\r\nHo").close();
            clients.add(saying(weir.port(), "GET /one HTTP/1.1\r\nHost: a\r\n\r\n"));
            await(
                    weir,
                    Map.of(
                            "header_timeout", 4L,
                            "tls_timeout", 2L,
                            "proxy_protocol_timeout", 1L,
                            "body_timeout", 1L,
                            "send_timeout", 1L));
            Scenario.awaitLog(weir, "error.log", "client timed out while SSL handshaking");
        } finally {
            clients.forEach(RawWebSocket::close);
        }
    }

    @Test
    void whoIsSlowIsCounted() {
        try (StubUpstream upstream = StubUpstream.echo();
                WeirServer weir = WeirServer.of(gateway(
                                4096,
                                "client_min_rate 100 after=1s; location /body { proxy_pass http://127.0.0.1:1; }"
                                        + " location /echo { websocket_echo; } location /ws { proxy_pass http://127.0.0.1:"
                                        + upstream.port() + "; " + Scenario.UPGRADE + "}"))
                        .start()) {
            byte[] frame = Frame.fromClient(Frame.TEXT, "x".repeat(1000)).bytes();
            String text = new String(frame, StandardCharsets.ISO_8859_1);
            long slow = 0;
            for (String path : List.of("/echo", "/ws", "/ws")) {
                try (RawWebSocket client = RawWebSocket.open(weir.port(), path)) {
                    HostilePeersIT.drip(client, text);
                    slow++;
                }
            }
            try (RawWebSocket client = RawWebSocket.connect(weir.port())) {
                client.send("POST /body HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n");
                HostilePeersIT.drip(client, "x".repeat(1000));
                slow++;
            }
            await(weir, Map.of("min_rate", slow));
        }
    }

    /** The head of the answer to another GET; empty when the server has ended the connection. */
    private static String ask(RawWebSocket client) {
        try {
            client.send("GET /none HTTP/1.1\r\nHost: a\r\n\r\n");
            return client.readHead();
        } catch (UncheckedIOException ended) {
            return "";
        }
    }

    /** Those who rest make way for others; when nobody rests, newcomers are turned away. */
    @Test
    void whoMakesWayAndWhoFindsNoPlaceIsCounted() {
        List<RawWebSocket> resting = new ArrayList<>();
        List<RawWebSocket> open = new ArrayList<>();
        try (WeirServer weir = WeirServer.of(
                        gateway(32, "location /ws { websocket_echo; } location /none { return 204; }"))
                .start()) {
            for (int i = 0; i < 20; i++) {
                resting.add(RawWebSocket.connect(weir.port()));
                assertTrue(ask(resting.get(i)).startsWith("HTTP/1.1 204 "));
            }
            long nowhere = 0;
            while (nowhere < 5) {
                RawWebSocket client = RawWebSocket.connect(weir.port());
                client.send(RawWebSocket.handshake("/ws"));
                if (client.readHead().isEmpty()) {
                    nowhere++;
                    client.close();
                } else {
                    open.add(client);
                }
            }
            open.forEach(RawWebSocket::leave);
            long gone = resting.stream().filter(client -> ask(client).isEmpty()).count();
            Map<String, Long> counted = counted(weir);
            assertEquals(gone + nowhere, counted.get("made_way") + counted.get("limit"), counted.toString());
            // One who comes may be taken for one who rests when its request is late; not all of them.
            assertTrue(counted.get("made_way") >= gone && counted.get("limit") > 0, counted + " " + gone);
            assertEquals(2, counted.size());
            assertEquals(counted, countedInJson(weir));
        } finally {
            resting.forEach(RawWebSocket::close);
            open.forEach(RawWebSocket::close);
        }
    }

    /** A crowd that comes in a moment, when nobody has had time to ask yet: who asks is not turned away for it. */
    @Test
    void whoAsksIsNotTurnedAwayForThoseWhoHaveJustCome() {
        List<RawWebSocket> crowd = new ArrayList<>();
        try (WeirServer weir =
                WeirServer.of(gateway(32, "location /none { return 204; }")).start()) {
            for (int i = 0; i < 10; i++) {
                for (int j = 0; j < 30; j++) {
                    crowd.add(RawWebSocket.connect(weir.port()));
                }
                RawWebSocket prompt = RawWebSocket.connect(weir.port());
                crowd.add(prompt);
                assertTrue(ask(prompt).startsWith("HTTP/1.1 204 "), i + " in the crowd");
            }
            Map<String, Long> counted = counted(weir);
            assertTrue(counted.remove("made_way") > 200, counted.toString());
            assertEquals(Map.of(), counted);
        } finally {
            crowd.forEach(RawWebSocket::close);
        }
    }

    @Test
    void attemptsToAcceptWithoutDescriptorsAreCounted() throws IOException {
        List<RawWebSocket> crowd = new ArrayList<>();
        try (WeirServer weir =
                WeirServer.of(gateway(4096, "location /ws { websocket_echo; }")).start()) {
            HostilePeersIT.allow(weir, 30);
            assertEquals(Map.of(), counted(weir));
            for (int i = 0; i < 25; i++) {
                crowd.add(RawWebSocket.open(weir.port(), "/ws"));
            }
            for (int i = 0; i < 10; i++) {
                crowd.add(saying(weir.port(), RawWebSocket.handshake("/ws")));
            }
            Scenario.soon().until(() -> HostilePeersIT.complaints(weir) == 1);
            crowd.forEach(RawWebSocket::close);
            Scenario.soon().until(() -> PlainHttp.get(weir.port(), "/stat").status() == 200);
            assertTrue(counted(weir).get("descriptors") > 0);
        }
    }
}
