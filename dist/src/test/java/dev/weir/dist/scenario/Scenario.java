package dev.weir.dist.scenario;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.testkit.Frame;
import dev.weir.testkit.RawWebSocket;
import dev.weir.testkit.StubUpstream;
import dev.weir.testkit.WeirServer;
import dev.weir.testkit.WsStat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.core.ConditionFactory;

/** What most scenarios have in common. */
final class Scenario {
    /** Counts and a log line per frame, for sums. */
    static final String LOG = """
            ws_log logs/ws.log;
            ws_log_format "$ws_packet_source $ws_opcode $ws_payload_size";
            ws_log_format open "open";
            ws_log_format close "close";
            """;

    /** Passes upgrades on, as every tutorial has it. */
    static final String UPGRADE = """
            proxy_http_version 1.1;
            proxy_set_header Upgrade $http_upgrade;
            proxy_set_header Connection "upgrade";
            """;

    private Scenario() {}

    /** A configuration with two workers, an error log, and this within {@code http}. */
    static String http(String directives) {
        return """
                worker_processes 2;
                error_log logs/error.log info;
                events { worker_connections 4096; }
                http {
                    access_log off;
                """ + directives + "}\n";
    }

    /** A gateway with two workers in front of one upstream, with {@link #LOG}. */
    static String gateway(int upstreamPort) {
        return gateway(upstreamPort, LOG);
    }

    /** The same with these directives in its server instead. */
    static String gateway(int upstreamPort, String directives) {
        return http("""
                    server {
                        listen 127.0.0.1:@port@;
                """ + directives + """
                        location = /stat { ws_stat; }
                        location / { proxy_pass http://127.0.0.1:%d; %s }
                    }
                """.formatted(upstreamPort, UPGRADE));
    }

    /** A gateway with {@link #LOG} in front of this upstream. */
    static WeirServer inFrontOf(StubUpstream upstream) {
        return WeirServer.of(gateway(upstream.port())).start();
    }

    static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(15)).pollInterval(Duration.ofMillis(20));
    }

    /** The statistics when every connection is closed. */
    static WsStat idle(WeirServer weir) {
        soon().until(() -> WsStat.of(weir.port()).connections() == 0);
        return WsStat.of(weir.port());
    }

    /** Waits until all of this stands in a log: what a client has heard may be told a moment later. */
    static void awaitLog(WeirServer weir, String log, String... texts) {
        soon().untilAsserted(() -> {
            String all = String.join("\n", weir.logLines(log));
            for (String text : texts) {
                assertTrue(all.contains(text), () -> "no \"" + text + "\" in:\n" + all);
            }
        });
    }

    /** Waits until a log has these lines and no others. */
    static void awaitLines(WeirServer weir, String log, String... lines) {
        soon().untilAsserted(() -> assertEquals(List.of(lines), weir.logLines(log)));
    }

    /** Stops the server, so that all is written, and gives the lines of a log. */
    static List<String> finalLines(WeirServer weir, String log) {
        assertEquals(0, weir.stop(), weir.errors());
        return weir.logLines(log);
    }

    /** Sums {@link #LOG} up: frames and payload of each side. Its connections must all have opened and closed. */
    static WsStat sum(List<String> lines) {
        long[] in = new long[2];
        long[] out = new long[2];
        long open = 0;
        for (String line : lines) {
            String[] words = line.split(" ");
            if (line.equals("open")) {
                open++;
            } else if (line.equals("close")) {
                open--;
            } else if (words.length == 3 && words[0].matches("client|upstream")) {
                long[] sum = words[0].equals("client") ? in : out;
                sum[0]++;
                sum[1] += Long.parseLong(words[2]);
            } else {
                throw new AssertionError("a torn line: " + line);
            }
        }
        return new WsStat(open, in[0], in[1], 0, out[0], out[1], 0);
    }

    /** The same without the wire bytes, which no log sums up. */
    static WsStat withoutBytes(WsStat stat) {
        return new WsStat(
                stat.connections(), stat.framesIn(), stat.payloadIn(), 0, stat.framesOut(), stat.payloadOut(), 0);
    }

    /** Sends a message and waits for it to come back. */
    static void echoOnce(RawWebSocket client, int opcode, String payload) {
        client.send(Frame.fromClient(opcode, payload));
        assertEquals(Frame.fromServer(opcode, payload), client.readFrame());
    }

    /** Whether a byte or the end comes within so many milliseconds; nothing is taken. */
    static boolean heardWithin(RawWebSocket connection, int millis) {
        long end = System.nanoTime() + millis * 1_000_000L;
        while (System.nanoTime() < end) {
            if (connection.hasInput()) {
                return true;
            }
            Thread.onSpinWait();
        }
        return false;
    }

    /** An example that comes with the distribution. */
    static String example(String name) {
        try {
            return Files.readString(Path.of(System.getProperty("weir.home"), "examples", name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
