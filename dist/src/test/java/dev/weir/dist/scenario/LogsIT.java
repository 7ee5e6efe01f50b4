package dev.weir.dist.scenario;

import static dev.weir.dist.scenario.Scenario.UPGRADE;
import static dev.weir.dist.scenario.Scenario.echoOnce;
import static dev.weir.dist.scenario.Scenario.finalLines;
import static dev.weir.dist.scenario.Scenario.gateway;
import static dev.weir.dist.scenario.Scenario.idle;
import static dev.weir.dist.scenario.Scenario.inFrontOf;
import static dev.weir.dist.scenario.Scenario.soon;
import static dev.weir.dist.scenario.Scenario.sum;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.testkit.Frame;
import dev.weir.testkit.RawWebSocket;
import dev.weir.testkit.StubUpstream;
import dev.weir.testkit.WeirServer;
import dev.weir.testkit.WsStat;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** What stands in the logs when files move, fill and multiply. */
class LogsIT {
    @Test
    void reopeningLosesNothingWhileFramesFlow() throws IOException {
        int rotations = 5;
        int clients = 4;
        AtomicBoolean enough = new AtomicBoolean();
        try (StubUpstream upstream = StubUpstream.echo();
                WeirServer weir = inFrontOf(upstream)) {
            List<CompletableFuture<Integer>> talks = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
                talks.add(CompletableFuture.supplyAsync(() -> talkUntil(enough, weir.port())));
            }
            for (int i = 0; i < rotations; i++) {
                soon().until(() -> Files.exists(weir.log("ws.log")) && Files.size(weir.log("ws.log")) > 2000);
                Files.move(weir.log("ws.log"), weir.log("ws.log." + i));
                weir.signal("USR1");
            }
            soon().until(() -> Files.exists(weir.log("ws.log")) && Files.size(weir.log("ws.log")) > 2000);
            enough.set(true);
            int frames = talks.stream().mapToInt(CompletableFuture::join).sum();
            idle(weir);
            List<String> all = new ArrayList<>(finalLines(weir, "ws.log"));
            for (int i = 0; i < rotations; i++) {
                List<String> rotated = weir.logLines("ws.log." + i);
                assertTrue(!rotated.isEmpty(), "nothing in the log that was moved away as number " + i);
                all.addAll(rotated);
            }
            long payload = frames * 10L + clients * 2;
            assertEquals(new WsStat(0, frames + clients, payload, 0, frames + clients, payload, 0), sum(all));
        }
    }

    private static int talkUntil(AtomicBoolean enough, int port) {
        int frames = 0;
        try (RawWebSocket client = RawWebSocket.open(port, "/ws")) {
            while (!enough.get()) {
                echoOnce(client, Frame.BINARY, "0123456789");
                frames++;
            }
            client.leave();
        }
        return frames;
    }

    @Test
    void everyServerAndLocationHasItsOwnLogAndFormat() {
        String configuration = """
                http {
                    access_log off;
                    ws_log logs/common.log;
                    ws_log_format "common $ws_opcode";
                    ws_log_format open "";
                    ws_log_format close "";
                    server { listen 127.0.0.1:@port@;
                        location = /stat { ws_stat; }
                        location /inherits { proxy_pass http://127.0.0.1:%1$d; %2$s }
                        location /own { ws_log logs/own.log; ws_log_format "own $ws_packet_source";
                            proxy_pass http://127.0.0.1:%1$d; %2$s }
                        location /both { ws_log logs/common.log; ws_log logs/both.log;
                            proxy_pass http://127.0.0.1:%1$d; %2$s }
                        location /off { ws_log off; proxy_pass http://127.0.0.1:%1$d; %2$s }
                        location /disabled { ws_log_enabled off; proxy_pass http://127.0.0.1:%1$d; %2$s }
                    }
                    server { listen 127.0.0.1:@second@;
                        ws_log logs/second.log; ws_log_format client "$server_port $ws_message_size";
                        location / { proxy_pass http://127.0.0.1:%1$d; %2$s }
                    }
                }
                """;
        try (StubUpstream upstream = StubUpstream.echo();
                WeirServer weir = WeirServer.of(configuration.formatted(upstream.port(), UPGRADE))
                        .start()) {
            for (String path : List.of("/inherits", "/own", "/both", "/off", "/disabled")) {
                visit(weir.port(), path);
            }
            visit(weir.port("second"), "/");
            assertEquals(6, idle(weir).framesIn());
            List<String> common = finalLines(weir, "common.log");
            assertEquals(List.of("common 1", "common 1", "common 1", "common 1"), common);
            assertEquals(List.of("common 1", "common 1"), weir.logLines("both.log"));
            assertEquals("own client", weir.logLines("own.log").get(1));
            assertEquals(4, weir.logLines("own.log").size());
            assertEquals(weir.port("second") + " 5", weir.logLines("second.log").get(1));
            assertEquals(3, weir.logLines("second.log").size());
        }
    }

    private static void visit(int port, String path) {
        try (RawWebSocket client = RawWebSocket.open(port, path)) {
            echoOnce(client, Frame.TEXT, "hello");
            client.endOutput();
            assertEquals("", client.readToEnd());
        }
    }

    @Test
    void aFullDiskHarmsNoTrafficAndIsToldOnce() {
        String log = """
                ws_log /dev/full;
                ws_log logs/ws.log;
                ws_log_format "$ws_packet_source $ws_opcode $ws_payload_size";
                ws_log_format open "open";
                ws_log_format close "close";
                """;
        try (StubUpstream upstream = StubUpstream.echo();
                WeirServer weir = WeirServer.of(gateway(upstream.port(), log)).start()) {
            int rounds = 3000;
            try (RawWebSocket client = RawWebSocket.open(weir.port(), "/ws")) {
                for (int i = 0; i < rounds; i++) {
                    echoOnce(client, Frame.TEXT, "*".repeat(i % 300));
                }
                client.leave();
            }
            assertEquals(rounds + 1, idle(weir).framesIn());
            assertEquals(rounds + 1, sum(finalLines(weir, "ws.log")).framesIn());
            List<String> told = weir.logLines("error.log").stream()
                    .filter(line -> line.contains("/dev/full"))
                    .toList();
            assertEquals(1, told.size(), told.toString());
            assertTrue(told.get(0).contains("[error]"), told.get(0));
            assertTrue(told.get(0).contains("write() to \"/dev/full\" failed"), told.get(0));
        }
    }

    @Test
    void aConditionChoosesConnections() {
        String log = """
                ws_log logs/ws.log if=$http_x_log;
                ws_log_format "$http_x_log";
                ws_log_format open "";
                ws_log_format close "";
                """;
        try (StubUpstream upstream = StubUpstream.echo();
                WeirServer weir = WeirServer.of(gateway(upstream.port(), log)).start()) {
            for (String field : List.of("X-Log: yes", "X-Log: 0", "X-Other: 1")) {
                try (RawWebSocket client = RawWebSocket.open(weir.port(), "/ws", field)) {
                    echoOnce(client, Frame.TEXT, "hello");
                    client.endOutput();
                    assertEquals("", client.readToEnd());
                }
            }
            idle(weir);
            assertEquals(List.of("yes", "yes"), finalLines(weir, "ws.log"));
        }
    }

    @Test
    void aLiveConnectionIsToldOf() {
        String log = """
                ws_log logs/ws.log;
                ws_log_interval 50ms;
                ws_log_format "";
                ws_log_format open "open";
                ws_log_format progress "so far $ws_messages_in $ws_payload_out";
                ws_log_format close "close";
                """;
        try (StubUpstream upstream = StubUpstream.echo();
                WeirServer weir = WeirServer.of(gateway(upstream.port(), log)).start()) {
            try (RawWebSocket client = RawWebSocket.open(weir.port(), "/ws")) {
                soon().until(() -> weir.logLines("ws.log").contains("so far 0 0"));
                echoOnce(client, Frame.TEXT, "hello");
                soon().until(() -> weir.logLines("ws.log").contains("so far 1 5"));
                client.endOutput();
                assertEquals("", client.readToEnd());
            }
            idle(weir);
            List<String> lines = finalLines(weir, "ws.log");
            assertEquals("open", lines.get(0));
            assertEquals("close", lines.get(lines.size() - 1));
        }
    }

    @Test
    void aShareOfTheConnectionsIsLoggedAndEveryAbnormalEnd() {
        String log = """
                ws_log logs/ws.log;
                ws_log_sample 1/4;
                ws_log_format "$ws_conn_id frame $ws_opcode";
                ws_log_format open "$ws_conn_id open";
                ws_log_format close "$ws_conn_id $ws_close_cause $ws_close_code";
                """;
        int clients = 40;
        try (StubUpstream upstream = StubUpstream.echo();
                WeirServer weir = WeirServer.of(gateway(upstream.port(), log)).start()) {
            for (int i = 0; i < clients; i++) {
                try (RawWebSocket client = RawWebSocket.open(weir.port(), "/ws")) {
                    echoOnce(client, Frame.TEXT, "hello");
                    if (i % 2 == 0) {
                        client.leave();
                    } else {
                        client.reset();
                    }
                }
            }
            idle(weir);
            List<String> lines = finalLines(weir, "ws.log");
            long opened = count(lines, "\\d+ open");
            assertTrue(opened > 0 && opened < clients / 2, opened + " of " + clients);
            assertEquals(opened * 2, count(lines, "\\d+ frame 1"));
            assertEquals(clients / 2, count(lines, "\\d+ \\w+ 1006"), "every abnormal end is told");
        }
    }

    private static long count(List<String> lines, String pattern) {
        return lines.stream().filter(line -> line.matches(pattern)).count();
    }
}
