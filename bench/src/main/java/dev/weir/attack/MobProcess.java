package dev.weir.attack;

import dev.weir.testkit.attack.Behaviour;
import dev.weir.testkit.attack.Mob;
import dev.weir.testkit.attack.Wave;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
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

    /** Starts one. They have machines of their own, in life, and take no processor from those who are measured. */
    static Asked start(Wave... waves) throws IOException {
        return new Asked(
                MobProcess.class,
                List.of("nice", "-n", "19"),
                List.of("-XX:TieredStopAtLevel=1", "-Xmx256m"),
                Arrays.stream(waves).map(MobProcess::argument).toArray(String[]::new));
    }
}
