package dev.weir.attack;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Tells how long a processor stood still for everybody: a process that does nothing but wake each millisecond, before
 * all others as far as we may, one for each processor. In a virtual machine on a shared host that happens, and what
 * clients meet with then says nothing of the gateway. Answers each line of its input with the longest delay since the
 * one before. Thread: main, and one that wakes.
 */
final class Stillness {
    private static final long EACH_NANOS = 1_000_000;

    private Stillness() {}

    public static void main(String[] args) throws IOException {
        AtomicLong longest = new AtomicLong();
        Thread waking = new Thread(() -> wake(longest), "waking");
        waking.setDaemon(true);
        waking.start();
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        while (in.readLine() != null) {
            System.out.println(longest.getAndSet(0) / 1_000_000);
        }
    }

    private static void wake(AtomicLong longest) {
        long before = System.nanoTime();
        while (true) {
            LockSupport.parkNanos(EACH_NANOS);
            long now = System.nanoTime();
            longest.accumulateAndGet(now - before - EACH_NANOS, Math::max);
            before = now;
        }
    }

    /** One for each processor. */
    static final class Watch implements AutoCloseable {
        private final List<Asked> processors = new ArrayList<>();

        Watch() throws IOException {
            for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
                processors.add(new Asked(
                        Stillness.class,
                        List.of("taskset", "-c", Integer.toString(i), "nice", "-n", "-19"),
                        List.of("-Xint", "-Xmx16m")));
            }
        }

        /** The longest since this was asked last, of each processor, in milliseconds. */
        String report() throws IOException {
            StringBuilder text = new StringBuilder("processors stood still for up to");
            for (Asked each : processors) {
                text.append(' ').append(each.report());
            }
            return text.append(" ms").toString();
        }

        @Override
        public void close() throws IOException {
            for (Asked each : processors) {
                each.close();
            }
        }
    }
}
