package dev.weir.attack;

import dev.weir.testkit.attack.Behaviour;
import dev.weir.testkit.attack.Mob;
import dev.weir.testkit.attack.Wave;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A part of the attackers, in a process of its own, since one has not enough descriptors for all. Answers each line of
 * its input with how they fare, and ends with it. Thread: main.
 */
final class MobProcess {
    private MobProcess() {}

    /** @param args waves, as {@link #argument} writes them */
    public static void main(String[] args) throws IOException {
        Wave[] waves = new Wave[args.length];
        for (int i = 0; i < args.length; i++) {
            String[] part = args[i].split(":");
            waves[i] = new Wave(
                    Behaviour.valueOf(part[0]),
                    Integer.parseInt(part[1]),
                    part[2],
                    Integer.parseInt(part[3]),
                    Boolean.parseBoolean(part[4]));
        }
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (Mob mob = Mob.of(waves)) {
            while (in.readLine() != null) {
                System.out.println(mob);
            }
        }
    }

    static String argument(Wave wave) {
        return wave.behaviour() + ":" + wave.port() + ":" + wave.source() + ":" + wave.count() + ":" + wave.comesBack();
    }

    /** One of them that runs. */
    static final class Running implements AutoCloseable {
        private final Process process;
        private final BufferedReader out;

        Running(Wave... waves) throws IOException {
            List<String> command = new ArrayList<>(List.of(
                    // They have machines of their own, in life, and take no processor from those who are measured.
                    "nice",
                    "-n",
                    "19",
                    System.getProperty("java.home") + "/bin/java",
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-Xmx256m",
                    "-cp",
                    System.getProperty("java.class.path"),
                    MobProcess.class.getName()));
            for (Wave wave : waves) {
                command.add(argument(wave));
            }
            process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            out = process.inputReader(StandardCharsets.UTF_8);
        }

        String report() throws IOException {
            process.outputWriter().write("\n");
            process.outputWriter().flush();
            return out.readLine();
        }

        @Override
        public void close() throws IOException {
            process.outputWriter().close();
            try {
                process.waitFor();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
