package dev.weir.testkit;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/**
 * Counts what a piece of code allocates on this thread, once it is warm: the hot path must stay at nothing.
 *
 * <p>Thread: the test's; allocations of other threads do not count.
 */
public final class AllocationGuard {
    private static final int WARM_UP_ROUNDS = 20_000;
    private static final int TRIES = 5;

    private AllocationGuard() {}

    /**
     * Bytes allocated by {@code rounds} runs of {@code action}, the least of several tries: what the JVM allocates now
     * and then on its own account (a compiled method's arrival, say) is not the action's.
     *
     * @throws IllegalStateException when this JVM cannot count
     */
    public static long bytesOf(int rounds, Runnable action) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        if (!threads.isThreadAllocatedMemorySupported() || !threads.isThreadAllocatedMemoryEnabled()) {
            throw new IllegalStateException("this JVM does not count allocations");
        }
        run(WARM_UP_ROUNDS, action);
        long thread = Thread.currentThread().getId();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < TRIES; i++) {
            long before = threads.getThreadAllocatedBytes(thread);
            run(rounds, action);
            least = Math.min(least, threads.getThreadAllocatedBytes(thread) - before - costOfCounting(threads, thread));
        }
        return Math.max(0, least);
    }

    /** Demands that {@code rounds} runs of {@code action} allocate nothing. */
    public static void assertNone(int rounds, Runnable action) {
        long bytes = bytesOf(rounds, action);
        if (bytes > 0) {
            throw new AssertionError(bytes + " bytes allocated in " + rounds + " rounds");
        }
    }

    private static long costOfCounting(ThreadMXBean threads, long thread) {
        long before = threads.getThreadAllocatedBytes(thread);
        return threads.getThreadAllocatedBytes(thread) - before;
    }

    private static void run(int rounds, Runnable action) {
        for (int i = 0; i < rounds; i++) {
            action.run();
        }
    }
}
