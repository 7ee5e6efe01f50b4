package dev.weir.testkit.fuzz;

import dev.weir.testkit.Mutations;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Brings a target good inputs and many that are damaged, the same ones in each build.
 *
 * <ul>
 *   <li>{@code -Dfuzz.seed=N} begins elsewhere: round i of seed N is round 0 of seed N + i;
 *   <li>{@code -Dfuzz.rounds=N} and {@code -Dfuzz.seconds=N} go on for longer;
 *   <li>{@code -Dfuzz.input=BASE64} brings this one alone, as a failure names it;
 *   <li>{@code -Dfuzz.corpus=FOLDER} brings none, and writes the good inputs there for another fuzzer.
 * </ul>
 *
 * <p>A target that works for longer than four seconds on one input, or takes a minute, hangs. Thread: the test's; the
 * target has one of its own.
 */
public final class FuzzRun {
    private static final long LONGEST_WORK_NANOS = Duration.ofSeconds(4).toNanos();
    private static final long LONGEST_NANOS = Duration.ofSeconds(60).toNanos();
    private static final long LOOK_MILLIS = 100;

    private final FuzzTarget target;
    private final List<byte[]> seeds;
    private final Mutations mutations;
    private final AtomicLong rounds = new AtomicLong();
    private volatile byte[] current = {};
    private volatile long since = System.nanoTime();
    private volatile Throwable failure;

    private FuzzRun(FuzzTarget target, List<byte[]> seeds, List<byte[]> words) {
        this.target = target;
        this.seeds = List.copyOf(seeds);
        this.mutations = new Mutations(0, words);
    }

    /** @param seeds good inputs, to begin with */
    public static FuzzRun of(FuzzTarget target, List<byte[]> seeds) {
        return new FuzzRun(target, seeds, List.of());
    }

    /** As {@link #of(FuzzTarget, List)}, of byte strings. */
    public static FuzzRun of(FuzzTarget target, String... seeds) {
        return of(target, bytes(seeds));
    }

    /** Also puts these in, whole. */
    public FuzzRun words(String... words) {
        return new FuzzRun(target, seeds, bytes(words));
    }

    private static List<byte[]> bytes(String... texts) {
        return Arrays.stream(texts)
                .map(text -> text.getBytes(StandardCharsets.ISO_8859_1))
                .toList();
    }

    /**
     * Runs.
     *
     * @param usual how many inputs, unless a property says otherwise
     * @return how many there were
     * @throws AssertionError with the input that failed
     */
    public long run(int usual) throws InterruptedException {
        String corpus = System.getProperty("fuzz.corpus");
        if (corpus != null) {
            write(Path.of(corpus));
            return 0;
        }
        String only = System.getProperty("fuzz.input");
        Runnable work =
                only == null ? () -> all(usual) : () -> one(Base64.getDecoder().decode(only));
        Thread thread = new Thread(() -> guarded(work), "fuzz");
        thread.setDaemon(true);
        thread.start();
        watch(thread);
        if (failure != null) {
            throw told(failure);
        }
        return rounds.get();
    }

    /** Work counts by the processor's time: on a busy machine an input may take long without any. */
    private void watch(Thread thread) throws InterruptedException {
        ThreadMXBean times = ManagementFactory.getThreadMXBean();
        long round = -1;
        long before = 0;
        while (thread.isAlive()) {
            long now = times.getThreadCpuTime(thread.getId());
            before = rounds.get() == round ? before : now;
            round = rounds.get();
            boolean hangs = now - before > LONGEST_WORK_NANOS || System.nanoTime() - since > LONGEST_NANOS;
            if (hangs && thread.isAlive()) {
                throw told(new AssertionError("hangs at " + Arrays.toString(thread.getStackTrace())));
            }
            thread.join(LOOK_MILLIS);
        }
    }

    private void write(Path folder) {
        try {
            Files.createDirectories(folder);
            for (int i = 0; i < seeds.size(); i++) {
                Files.write(folder.resolve("seed-" + i), seeds.get(i));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void guarded(Runnable work) {
        try {
            work.run();
        } catch (Throwable e) {
            failure = e;
        }
    }

    private void all(int usual) {
        long most = Long.getLong("fuzz.rounds", usual);
        long until = System.nanoTime() + 1_000_000_000L * Long.getLong("fuzz.seconds", 0);
        boolean timed = System.getProperty("fuzz.seconds") != null;
        long first = Long.getLong("fuzz.seed", 1);
        if (System.getProperty("fuzz.seed") == null) {
            seeds.forEach(this::one);
        }
        for (long i = 0; timed ? System.nanoTime() < until : i < most; i++) {
            one(mutations.of(first + i, seeds));
        }
        if (timed) {
            System.out.println(rounds + " inputs, seeds " + first + " to " + (first + rounds.get()));
        }
    }

    private void one(byte[] input) {
        current = input;
        since = System.nanoTime();
        try {
            target.accept(input.clone());
        } catch (Exception e) {
            throw new AssertionError(e.toString(), e);
        }
        rounds.incrementAndGet();
    }

    private AssertionError told(Throwable e) {
        String base64 = Base64.getEncoder().encodeToString(current);
        return new AssertionError(
                "input " + rounds + ", -Dfuzz.input=" + base64 + "\n\"" + shown(current) + "\"\n" + e, e);
    }

    private static String shown(byte[] input) {
        StringBuilder text = new StringBuilder();
        for (byte b : input) {
            boolean plain = b >= ' ' && b < 0x7f && b != '\\' && b != '"';
            text.append(plain ? String.valueOf((char) b) : String.format("\\%03o", b));
        }
        return text.toString();
    }
}
