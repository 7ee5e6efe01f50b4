package dev.weir.testkit.attack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What a process takes. Thread: any.
 *
 * @param descriptors that are open
 * @param residentKib its resident memory
 * @param cpuMillis of all its threads since it began
 */
public record Vitals(int descriptors, long residentKib, long cpuMillis) {
    private static final int MILLIS_PER_TICK = 10;

    /** Of a process that runs, by its number. */
    public static Vitals of(long pid) throws IOException {
        Path process = Path.of("/proc", Long.toString(pid));
        long resident = 0;
        for (String line : Files.readAllLines(process.resolve("status"))) {
            if (line.startsWith("VmRSS:")) {
                resident = Long.parseLong(line.replaceAll("[^0-9]", ""));
            }
        }
        String stat = Files.readString(process.resolve("stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        try (Stream<Path> files = Files.list(process.resolve("fd"))) {
            long ticks = Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
            return new Vitals((int) files.count(), resident, ticks * MILLIS_PER_TICK);
        }
    }

    @Override
    public String toString() {
        return descriptors + " descriptors, " + residentKib / 1024 + " MiB resident, " + cpuMillis + " ms CPU";
    }
}
