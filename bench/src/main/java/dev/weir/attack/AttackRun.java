package dev.weir.attack;

import dev.weir.testkit.PlainHttp;
import dev.weir.testkit.StubUpstream;
import dev.weir.testkit.TestCertificates;
import dev.weir.testkit.Trust;
import dev.weir.testkit.WeirServer;
import dev.weir.testkit.attack.Behaviour;
import dev.weir.testkit.attack.Good;
import dev.weir.testkit.attack.Latencies;
import dev.weir.testkit.attack.Vitals;
import dev.weir.testkit.attack.Wave;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Everything at once against the built program: half-open handshakes, heads a byte a second, readers that stall, no
 * descriptors left, and twice as many newcomers as are let in, while good clients go on. Prints what they meet with.
 *
 * <p>Thread: main.
 */
public final class AttackRun {
    private static final int GOOD = 100;
    private static final long PACE_MILLIS = 50;
    private static final CountDownLatch NEVER = new CountDownLatch(1);

    private final int each = Integer.getInteger("attack.each", 10_000);
    private final int calmSeconds = Integer.getInteger("attack.calm", 20);
    private final int seconds = Integer.getInteger("attack.seconds", 40);
    private final int files = Integer.getInteger("attack.files", 20_000);
    private final int few = Integer.getInteger("attack.few", 1000);
    private final Path folder;
    private final List<Asked> mobs = new ArrayList<>();
    private Stillness.Watch watch;
    private WeirServer weir;

    private AttackRun(Path folder) {
        this.folder = folder;
    }

    public static void main(String[] args) throws Exception {
        new AttackRun(Path.of(args[0])).run();
    }

    private String configuration(int upstream) throws IOException {
        return Files.readString(folder.resolve("attack.conf"))
                .replace("UPSTREAM", Integer.toString(upstream))
                .replace("FEW", Integer.toString(few))
                .replace("CERTIFICATES", folder.toString());
    }

    private void run() throws Exception {
        TestCertificates certificates =
                new TestCertificates(folder).authority("ca").ec("good", "ca").rsa("bad", "ca");
        String[] limited = {"sh", "-c", "ulimit -n " + files + "; exec \"$0\" \"$@\""};
        try (StubUpstream upstream = StubUpstream.echo();
                WeirServer started = WeirServer.of(configuration(upstream.port()))
                        .environment("WEIR_JAVA_OPTS", System.getProperty("attack.java", ""))
                        .under(limited)
                        .start();
                Stillness.Watch standing = new Stillness.Watch();
                Good good = new Good(Trust.in(certificates.file("ca.pem")))) {
            weir = started;
            watch = standing;
            try {
                play(good);
            } finally {
                keepLogs();
            }
        }
    }

    private void play(Good good) throws Exception {
        goodOnesCome(good);
        tell("started", good);
        pause(calmSeconds / 2);
        tell("warmed up", good);
        pause(calmSeconds);
        tell("calm", good);
        Vitals before = vitals();
        System.out.println("memory before: " + memoryMib() + " MiB");
        attack(good);
        recover(before, good);
        Map<String, Long> losses = good.losses().stream()
                .collect(Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()));
        System.out.println("losses: " + good.losses().size() + " " + losses);
    }

    private void keepLogs() {
        try {
            if (Files.exists(weir.log("error.log"))) {
                System.out.println("log: " + weir.logLines("error.log").size() + " lines " + weir.errors());
                Files.copy(weir.log("error.log"), folder.resolve("error.log"), StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            System.out.println(e);
        }
    }

    private void goodOnesCome(Good good) throws InterruptedException {
        good.talk(GOOD / 2, new Good.Place(weir.port(), false, "/echo"), PACE_MILLIS)
                .talk(GOOD / 2, new Good.Place(weir.port("tls"), true, "/echo"), PACE_MILLIS)
                .visit(new Good.Place(weir.port(), false, "/up"), 100)
                .visit(new Good.Place(weir.port("tls"), true, "/up"), 200);
    }

    private void attack(Good good) throws Exception {
        int tls = weir.port("tls");
        mobs.add(MobProcess.start(
                new Wave(Behaviour.HALF_HELLO, tls, "127.0.1.", each / 2, true),
                new Wave(Behaviour.WHOLE_HELLO, tls, "127.0.2.", each / 2, true),
                new Wave(Behaviour.NEWCOMER, weir.port(), "127.0.3.", 2 * few, true)));
        mobs.add(MobProcess.start(new Wave(Behaviour.DRIPPED_HEAD, weir.port(), "127.0.4.", each, true)));
        mobs.add(MobProcess.start(new Wave(Behaviour.STALLED_READER, weir.port(), "127.0.5.", each, true)));
        String body = "x".repeat(20_000);
        Latencies all = new Latencies();
        for (int i = 0; i < seconds / 5; i++) {
            pause(5);
            // On a location of its own, for who pushes is no attacker.
            try {
                System.out.println("pushed: " + push(body));
            } catch (RuntimeException e) {
                System.out.println("not pushed: " + e + " " + weir.jvm().isAlive()
                        + weir.launcher().isAlive());
            }
            tell("under attack, " + (i + 1) * 5 + " s", good).moveTo(all);
            for (Asked mob : mobs) {
                System.out.println("    " + mob.report());
            }
        }
        System.out.println("under attack, all: talks " + all);
    }

    private int push(String body) {
        return PlainHttp.say(
                        weir.port(),
                        "POST /push?channel=feed HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: "
                                + body.length() + "\r\n\r\n" + body)
                .status();
    }

    private void recover(Vitals before, Good good) throws Exception {
        for (Asked mob : mobs) {
            mob.close();
        }
        for (int i = 0; i < 6; i++) {
            pause(5);
            tell("after, " + (i + 1) * 5 + " s", good);
        }
        System.out.println("before: " + before + "; after: " + vitals());
        System.out.println("memory after: " + memoryMib() + " MiB");
        System.out.println(PlainHttp.get(weir.port(), "/status").body().replace("\n", " "));
    }

    /** Each page once: a collector may have mapped its heap several times, which resident memory counts as often. */
    private long memoryMib() throws IOException {
        Path pages = Path.of("/proc", Long.toString(weir.jvm().pid()), "smaps_rollup");
        return Files.readAllLines(pages).stream()
                        .filter(line -> line.startsWith("Pss:"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                        .sum()
                / 1024;
    }

    private Vitals vitals() throws IOException {
        return Vitals.of(weir.jvm().pid());
    }

    /** @return the times of the messages since this was told last */
    private Latencies tell(String when, Good good) throws IOException {
        Latencies talks = good.talks();
        System.out.println(when + ": talks " + talks + "; visits " + good.visits() + "; "
                + good.losses().size() + " losses; " + vitals() + "; " + lag() + "; " + watch.report());
        return talks;
    }

    /** What Weir says of its own turns, in milliseconds. */
    private String lag() {
        return PlainHttp.get(weir.port("stat"), "/stat")
                .body()
                .lines()
                .filter(line -> line.startsWith("weir_worker_loop_lag_max_seconds{"))
                .map(line -> Math.round(1000 * Double.parseDouble(line.substring(line.lastIndexOf(' ')))) + "")
                .collect(Collectors.joining(" ", "longest turns of the last minute ", " ms"));
    }

    private static void pause(int seconds) throws InterruptedException {
        NEVER.await(seconds, TimeUnit.SECONDS);
    }
}
