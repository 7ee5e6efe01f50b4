package dev.weir.dist.scenario;

import static dev.weir.dist.scenario.Scenario.echoOnce;
import static dev.weir.dist.scenario.Scenario.finalLines;
import static dev.weir.dist.scenario.Scenario.gateway;
import static dev.weir.dist.scenario.Scenario.idle;
import static dev.weir.dist.scenario.Scenario.soon;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.testkit.Distribution;
import dev.weir.testkit.Frame;
import dev.weir.testkit.PlainHttp;
import dev.weir.testkit.RawWebSocket;
import dev.weir.testkit.StubUpstream;
import dev.weir.testkit.WeirServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** Logs of the built program on disks that are full, gone or never were there. */
class LogDisksIT {
    private static final int ROUNDS = 3000;
    private static final String FORMATS = """
            ws_log_format "$ws_packet_source $ws_opcode $ws_payload_size 0123456789012345678901234567890123456789";
            ws_log_format open "";
            ws_log_format close "";
            """;

    @TempDir
    private Path folder;

    /** Whether this is done by root, and not in a container that forbids it. */
    static boolean mayMount() throws IOException {
        Path place = Files.createTempDirectory("weir-mount");
        try {
            return mount(place) == 0;
        } finally {
            unmount(place);
            Files.delete(place);
        }
    }

    private static int mount(Path place) {
        return Distribution.runCommand(
                        List.of("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", place.toString()), Map.of())
                .exitCode();
    }

    private static void unmount(Path place) {
        Distribution.runCommand(List.of("umount", "-l", place.toString()), Map.of());
    }

    /** A disk of 2 MiB, nearly full, where this may be mounted. */
    @Nested
    @EnabledIf("dev.weir.dist.scenario.LogDisksIT#mayMount")
    class Small {
        private Path disk;
        private Path filler;

        @BeforeEach
        void fill() throws IOException {
            disk = Files.createDirectory(folder.resolve("disk"));
            filler = disk.resolve("filler");
            assertEquals(0, mount(disk));
            Files.write(filler, new byte[1948 * 1024]);
        }

        @AfterEach
        void leave() {
            LogDisksIT.unmount(disk);
        }

        private WeirServer weir(StubUpstream upstream, String more) {
            return WeirServer.of(gateway(upstream.port(), "ws_log " + disk + "/ws.log " + more + ";" + FORMATS))
                    .start();
        }

        @Test
        void trafficGoesOnAndWhatIsMissingIsCounted() throws IOException {
            try (StubUpstream upstream = StubUpstream.echo();
                    WeirServer weir = weir(upstream, "")) {
                try (RawWebSocket client = RawWebSocket.open(weir.port(), "/ws")) {
                    IntStream.range(0, ROUNDS).forEach(i -> echoOnce(client, Frame.TEXT, "x"));
                    soon().until(() -> told(weir).size() == 1);
                    Files.delete(filler);
                    soon().until(() -> told(weir).size() == 2);
                    echoOnce(client, Frame.TEXT, "x");
                    client.endOutput();
                    client.readToEnd();
                }
                idle(weir);
                soon().until(() -> metric(weir, "weir_log_ring_lines") == 0);
                long lost = metric(weir, "weir_log_lines_lost_total");
                finalLines(weir, "error.log");
                List<String> lines = Files.readAllLines(disk.resolve("ws.log"));
                assertEquals(2 * (ROUNDS + 1), lines.size() + lost);
                assertTrue(lost > 0, "the disk was never full");
                assertTrue(lines.stream().allMatch(LogDisksIT::isWhole), "a torn line");
                assertTrue(
                        told(weir).get(0).contains("failed (No space left on device)"),
                        told(weir).toString());
                assertTrue(
                        told(weir).get(1).endsWith("is written again, " + lost + " lines lost"),
                        told(weir).toString());
                assertEquals(2, told(weir).size(), told(weir).toString());
            }
        }

        @Test
        void trafficWaitsWhereItIsToldTo() throws IOException {
            try (StubUpstream upstream = StubUpstream.echo();
                    WeirServer weir = weir(upstream, "overflow=wait")) {
                // More than the ring and the buffer hold, less than the disk.
                int rounds = 12_000;
                CompletableFuture<Void> talk = CompletableFuture.runAsync(() -> talk(weir.port(), rounds));
                soon().until(() -> told(weir).size() == 1);
                soon().during(Duration.ofSeconds(2)).until(() -> !talk.isDone());
                Files.delete(filler);
                talk.orTimeout(60, TimeUnit.SECONDS).join();
                idle(weir);
                finalLines(weir, "error.log");
                List<String> lines = Files.readAllLines(disk.resolve("ws.log"));
                assertEquals(2 * rounds, lines.size());
                assertTrue(lines.stream().allMatch(LogDisksIT::isWhole), "a torn line");
                assertTrue(
                        told(weir).get(1).endsWith("is written again, 0 lines lost"),
                        told(weir).toString());
            }
        }

        private static void talk(int port, int rounds) {
            try (RawWebSocket client = RawWebSocket.open(port, "/ws")) {
                IntStream.range(0, rounds).forEach(i -> echoOnce(client, Frame.TEXT, "x"));
                client.endOutput();
                client.readToEnd();
            }
        }
    }

    private static boolean isWhole(String line) {
        return line.matches("(client|upstream) \\d \\d 0123456789012345678901234567890123456789");
    }

    private static List<String> told(WeirServer weir) {
        return weir.logLines("error.log").stream()
                .filter(line -> line.contains("ws.log"))
                .toList();
    }

    private static long metric(WeirServer weir, String name) {
        return PlainHttp.get(weir.port(), "/stat?format=prometheus")
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToLong(line -> Long.parseLong(line.substring(name.length() + 1)))
                .sum();
    }

    @Test
    void aLogThatCannotBeOpenedStopsTheStartWithItsPlace() throws IOException {
        for (String directive : List.of(
                "ws_log /no/such/folder/ws.log;",
                "access_log /no/such/folder/access.log;",
                "error_log /no/such/folder/error.log;",
                "ws_log " + folder + ";")) {
            Path file = folder.resolve("weir.conf");
            Files.writeString(file, "http { server { listen 127.0.0.1:1;\n    " + directive + "\n} }\n");
            Distribution.Finished start = Distribution.underTest().run("-p", folder.toString(), "-c", file.toString());
            String[] lines = start.errors().split("\n");
            assertEquals(1, start.exitCode(), start.errors());
            assertEquals("weir: cannot start: a log cannot be opened", lines[0]);
            int column = directive.indexOf(' ') + 6;
            String path = directive.substring(directive.indexOf(' ') + 1, directive.length() - 1);
            assertTrue(
                    lines[1].startsWith(file + ":2:" + column + ": error: open() \"" + path + "\" failed ("),
                    start.errors());
            assertEquals("   |     " + " ".repeat(column - 5) + "^".repeat(path.length()), lines[3]);
        }
    }

    /** A reload that names a log which cannot be opened changes nothing and says where. */
    @Test
    void aReloadWithSuchALogIsRefused() {
        String configuration = "error_log logs/error.log; http { server { listen 127.0.0.1:@port@;\n"
                + " access_log %s; location / { return 204; } } }";
        try (WeirServer weir =
                WeirServer.of(configuration.formatted("logs/access.log")).start()) {
            weir.reconfigure(configuration.formatted("/no/such/folder/a.log"));
            weir.signal("HUP");
            soon().until(() -> weir.logLines("error.log").stream().anyMatch(l -> l.contains("reload failed")));
            String line = weir.logLines("error.log").get(0);
            assertTrue(
                    line.contains("open() \"/no/such/folder/a.log\" failed (2: No such file or directory) in "), line);
            assertTrue(line.contains("weir.conf:2; the running"), line);
            assertEquals(204, PlainHttp.get(weir.port(), "/").status());
        }
    }

    @Test
    void logsThatNothingNamesAreClosedWhenTheirLastUserHasGone() {
        try (StubUpstream upstream = StubUpstream.echo();
                WeirServer weir = WeirServer.of(gateway(upstream.port(), "ws_log logs/old.log;" + FORMATS))
                        .start()) {
            try (RawWebSocket client = RawWebSocket.open(weir.port(), "/ws")) {
                echoOnce(client, Frame.TEXT, "x");
                weir.reconfigure(gateway(upstream.port(), "ws_log logs/new.log;" + FORMATS));
                weir.signal("HUP");
                soon().until(() -> isOpen(weir, "new.log"));
                echoOnce(client, Frame.TEXT, "x");
                soon().until(() -> weir.logLines("old.log").size() == 4);
                assertTrue(isOpen(weir, "old.log"));
                client.endOutput();
                client.readToEnd();
            }
            soon().until(() -> !isOpen(weir, "old.log"));
            assertTrue(isOpen(weir, "new.log"));
        }
    }

    private static boolean isOpen(WeirServer weir, String log) {
        try (Stream<Path> open =
                Files.list(Path.of("/proc", Long.toString(weir.jvm().pid()), "fd"))) {
            return open.anyMatch(fd -> meant(fd).equals(weir.log(log).toString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String meant(Path fd) {
        try {
            return Files.readSymbolicLink(fd).toString();
        } catch (IOException e) {
            return "closed meanwhile";
        }
    }
}
