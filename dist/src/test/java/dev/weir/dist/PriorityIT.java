package dev.weir.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.testkit.WeirServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which of its threads go before others, as the system sees it. */
class PriorityIT {
    private static final String CONFIGURATION = """
            worker_processes 1;
            error_log stderr info;
            events { }
            http { server { listen 127.0.0.1:@port@; location / { return 204; } } }
            """;
    private static final int WORST = 19;

    /** The nice value in what {@code /proc} tells of a process or thread. */
    private static int nice(Path task) throws IOException {
        String stat = Files.readString(task.resolve("stat"));
        return Integer.parseInt(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[16]);
    }

    /** Of a worker and of both compilers, by the first letters of their names. */
    private static Map<String, Integer> ofThreads(WeirServer weir) throws IOException {
        Path tasks = Path.of("/proc", Long.toString(weir.jvm().pid()), "task");
        Map<String, Integer> found = new TreeMap<>();
        try (Stream<Path> all = Files.list(tasks)) {
            for (Path task : all.toList()) {
                String name = Files.readString(task.resolve("comm")).strip();
                if (name.startsWith("worker-") || name.startsWith("C1 ") || name.startsWith("C2 ")) {
                    found.put(name.substring(0, 2), nice(task));
                }
            }
        }
        return found;
    }

    @Test
    void theCompilersStandBackBehindTheWorkers() throws IOException {
        int ours = nice(Path.of("/proc/self"));
        int compilers = ours == 0 ? 10 : ours;
        try (WeirServer weir = WeirServer.of(CONFIGURATION).start()) {
            assertEquals(Map.of("C1", compilers, "C2", compilers, "wo", ours), ofThreads(weir));
            assertEquals(0, weir.stop(), weir.errors());
            assertEquals("", weir.output());
        }
    }

    @Test
    void aPriorityThatWeirWasGivenStays() throws IOException {
        int given = Math.min(WORST, nice(Path.of("/proc/self")) + 5);
        try (WeirServer weir =
                WeirServer.of(CONFIGURATION).under("nice", "-n", "5").start()) {
            assertEquals(Map.of("C1", given, "C2", given, "wo", given), ofThreads(weir));
        }
    }
}
