package dev.weir.proxy;

import dev.weir.core.loop.Worker;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Looks host names up beside the workers and remembers the answers for a while. The thread begins with the first name.
 *
 * <p>Thread: any asks, {@code resolver} looks up, the asking worker hears the answer.
 */
final class Resolver implements AutoCloseable {
    private static final long KEPT_NANOS = 30_000_000_000L;
    private static final long KEPT_FAILED_NANOS = 1_000_000_000L;
    private static final int MOST_NAMES = 10_000;

    private final LongSupplier nanos;
    private final Function<String, List<InetAddress>> lookUp;
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private ExecutorService thread;

    private record Answer(List<InetAddress> addresses, long untilNanos) {}

    /**
     * @param nanos a monotonic clock
     * @param lookUp finds the addresses of a name, empty when there are none; may block
     */
    Resolver(LongSupplier nanos, Function<String, List<InetAddress>> lookUp) {
        this.nanos = nanos;
        this.lookUp = lookUp;
    }

    /** Tells the addresses of a name, at once or later on the worker; an empty list when there are none. */
    void resolve(String name, Worker worker, Consumer<List<InetAddress>> found) {
        Answer known = answers.get(name);
        if (known != null && known.untilNanos - nanos.getAsLong() > 0) {
            found.accept(known.addresses);
            return;
        }
        executor().execute(() -> {
            List<InetAddress> addresses = lookUp.apply(name);
            remember(name, addresses);
            worker.post(() -> found.accept(addresses));
        });
    }

    private void remember(String name, List<InetAddress> addresses) {
        if (answers.size() >= MOST_NAMES) {
            answers.clear();
        }
        long kept = addresses.isEmpty() ? KEPT_FAILED_NANOS : KEPT_NANOS;
        answers.put(name, new Answer(addresses, nanos.getAsLong() + kept));
    }

    private synchronized ExecutorService executor() {
        if (thread == null) {
            thread = Executors.newSingleThreadExecutor(task -> {
                Thread made = new Thread(task, "resolver");
                made.setDaemon(true);
                return made;
            });
        }
        return thread;
    }

    @Override
    public synchronized void close() {
        if (thread != null) {
            thread.shutdownNow();
        }
    }
}
