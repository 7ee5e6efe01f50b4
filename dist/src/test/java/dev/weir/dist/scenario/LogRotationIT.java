package dev.weir.dist.scenario;

import static dev.weir.dist.scenario.Scenario.finalLines;
import static dev.weir.dist.scenario.Scenario.gateway;
import static dev.weir.dist.scenario.Scenario.idle;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.testkit.Frame;
import dev.weir.testkit.PlainHttp;
import dev.weir.testkit.RawWebSocket;
import dev.weir.testkit.StubUpstream;
import dev.weir.testkit.WeirServer;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Many lines at full speed through the built program; {@code -Dweir.log.lines=2000000} for the full number. */
class LogRotationIT {
    private static final int LINES = Integer.getInteger("weir.log.lines", 200_000);
    private static final int CLIENTS = 4;
    private static final int AT_ONCE = 200;

    /** Each frame is told when it comes and when it comes back. */
    private static final int FRAMES = LINES / 2 / CLIENTS / AT_ONCE * AT_ONCE;

    private static final String LOG = """
            ws_log logs/ws.log %s;
            ws_log_format "$ws_conn_id $ws_packet_source $ws_frames_in $ws_frames_out $request_uri";
            ws_log_format open "";
            ws_log_format close "";
            """;

    @Test
    void rotatingTenTimesASecondLosesTearsAndMovesNothing() throws IOException {
        try (StubUpstream upstream = StubUpstream.echo();
                WeirServer weir = WeirServer.of(gateway(upstream.port(), LOG.formatted("")))
                        .start()) {
            List<CompletableFuture<Void>> talks = talks(weir);
            List<String> all = new ArrayList<>();
            int rotations = 0;
            while (!talks.stream().allMatch(CompletableFuture::isDone)) {
                Files.move(weir.log("ws.log"), weir.log("ws.log." + rotations++));
                weir.signal("USR1");
                long from = System.nanoTime();
                await().atMost(Duration.ofSeconds(15))
                        .pollInterval(Duration.ofMillis(5))
                        .until(() -> System.nanoTime() - from > 100_000_000 && Files.exists(weir.log("ws.log")));
            }
            talks.forEach(CompletableFuture::join);
            idle(weir);
            List<String> last = finalLines(weir, "ws.log");
            for (int i = 0; i < rotations; i++) {
                all.addAll(weir.logLines("ws.log." + i));
            }
            all.addAll(last);
            assertTrue(rotations > 2, rotations + " rotations");
            assertEquals(2 * CLIENTS * FRAMES, all.size());
            assertOrder(all, true);
        }
    }

    @Test
    void whatIsDroppedIsCounted() {
        try (StubUpstream upstream = StubUpstream.echo();
                WeirServer weir = WeirServer.of(gateway(upstream.port(), LOG.formatted("overflow=drop")))
                        .start()) {
            talks(weir).forEach(CompletableFuture::join);
            idle(weir);
            await().atMost(Duration.ofSeconds(15)).until(() -> metric(weir, "weir_log_ring_lines") == 0);
            long dropped = metric(weir, "weir_log_lines_dropped_total");
            List<String> lines = finalLines(weir, "ws.log");
            assertEquals(2L * CLIENTS * FRAMES, lines.size() + dropped);
            assertOrder(lines, false);
        }
    }

    private static long metric(WeirServer weir, String name) {
        return PlainHttp.get(weir.port(), "/stat?format=prometheus")
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToLong(line -> Long.parseLong(line.substring(name.length() + 1)))
                .sum();
    }

    private static List<CompletableFuture<Void>> talks(WeirServer weir) {
        List<CompletableFuture<Void>> talks = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            int number = i;
            talks.add(CompletableFuture.runAsync(() -> talk(weir.port(), "/" + "x".repeat(number * 20))));
        }
        return talks;
    }

    private static void talk(int port, String path) {
        Frame there = Frame.fromClient(Frame.TEXT, "0123456789");
        byte[] batch = Frame.join(Collections.nCopies(AT_ONCE, there));
        int back = AT_ONCE * Frame.fromServer(Frame.TEXT, "0123456789").bytes().length;
        try (RawWebSocket client = RawWebSocket.open(port, path)) {
            for (int sent = 0; sent < FRAMES; sent += AT_ONCE) {
                client.send(batch);
                client.read(back);
            }
            client.endOutput();
            client.readToEnd();
        }
    }

    /** On each connection the frames of a side are told in their order, and none is missing where all are told. */
    private static void assertOrder(List<String> lines, boolean all) {
        Map<String, Long> last = new HashMap<>();
        for (String line : lines) {
            assertTrue(line.matches("\\d+ (client|upstream) \\d+ \\d+ /x*"), line);
            String[] words = line.split(" ");
            long number = Long.parseLong(words[words[1].equals("client") ? 2 : 3]);
            Long before = last.put(words[0] + words[1], number);
            long expected = (before == null ? 0 : before) + 1;
            assertTrue(all ? number == expected : number >= expected, line + " after " + before);
        }
        assertTrue(!all || last.values().stream().allMatch(n -> n == FRAMES), last.toString());
    }
}
