package dev.weir.dist.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.testkit.RawWebSocket;
import dev.weir.testkit.WeirServer;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code listen} says of sockets, as the kernel has it. */
class SocketOptionsIT {
    /** The kernel's name for an established connection, and for a timer that probes a silent peer. */
    private static final String ESTABLISHED = "01";

    private static final String PROBES = "02";

    @TempDir
    private Path folder;

    private static String gateway(String options, String server) {
        return """
                worker_processes 1;
                error_log logs/error.log notice;
                http {
                    log_format sent "$bytes_sent";
                    access_log off;
                    server {
                        listen 127.0.0.1:@port@;
                        listen 127.0.0.1:@tuned@ %s;
                        %s
                    }
                }
                """.formatted(options, server);
    }

    /** Seconds until the kernel probes the client of this port, by Weir's side of the connection; -1 for never. */
    private static long probedIn(RawWebSocket client, int port) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/net/tcp"))) {
            // sl local remote state tx:rx timer:when ...
            String[] fields = line.strip().split(" +");
            if (fields[1].endsWith(":%04X".formatted(port))
                    && fields[2].endsWith(":%04X".formatted(client.localPort()))
                    && fields[3].equals(ESTABLISHED)) {
                String[] timer = fields[5].split(":");
                return timer[0].equals(PROBES) ? Math.round(Long.parseLong(timer[1], 16) / 100.0) : -1;
            }
        }
        throw new AssertionError("no connection of " + client.localPort() + " to " + port);
    }

    /** A connection that has come so far that it has had an answer, and rests. */
    private static RawWebSocket resting(int port) {
        RawWebSocket client = RawWebSocket.connect(port);
        client.send("GET /none HTTP/1.1\r\nHost: a\r\n\r\n");
        assertTrue(client.readHead().startsWith("HTTP/1.1 204 "));
        return client;
    }

    private static void demandProbes(int port, long seconds) throws IOException {
        try (RawWebSocket client = resting(port)) {
            // The answer is acknowledged a little later; until then the timer is another.
            long[] last = new long[1];
            Scenario.soon().until(() -> (last[0] = probedIn(client, port)) > 0);
            assertTrue(Math.abs(last[0] - seconds) <= 2, last[0] + " s");
        }
    }

    @Test
    void silentPeersAreProbedAndAReloadSaysWhen() throws IOException {
        String none = "location /none { return 204; }";
        try (WeirServer weir =
                WeirServer.of(gateway("so_keepalive=20m::5", none)).start()) {
            try (RawWebSocket usual = resting(weir.port())) {
                demandProbes(weir.port("tuned"), 1200);
                assertEquals(-1, probedIn(usual, weir.port()));
            }
            Reloads.reloadTold(weir, gateway("so_keepalive=5m:: backlog=100", none));
            demandProbes(weir.port("tuned"), 300);
            Scenario.awaitLog(weir, "error.log", "the backlog of 127.0.0.1:" + weir.port("tuned") + " stays as it is");
        }
    }

    /** How much the kernel takes of an answer that nobody reads. */
    @Test
    void theSendBufferHoldsWhatItMayAndNoMore() throws IOException {
        try (RandomAccessFile big = new RandomAccessFile(folder.resolve("big").toFile(), "rw")) {
            big.setLength(64 << 20);
        }
        String server = "send_timeout 1s; location /big { root " + folder + "; access_log logs/sent.log sent; }";
        try (WeirServer weir = WeirServer.of(gateway("sndbuf=16k", server)).start()) {
            for (int port : List.of(weir.port("tuned"), weir.port())) {
                long before = weir.logLines("sent.log").size();
                try (RawWebSocket client = RawWebSocket.connect(port, 4096)) {
                    client.send("GET /big HTTP/1.1\r\nHost: a\r\n\r\n");
                    Scenario.soon().until(() -> weir.logLines("sent.log").size() > before);
                }
            }
            long tuned = Long.parseLong(weir.logLines("sent.log").get(0));
            long usual = Long.parseLong(weir.logLines("sent.log").get(1));
            assertTrue(tuned < 150_000 && usual > 500_000, tuned + " and " + usual + " bytes");
        }
    }
}
