package dev.weir.core.access;

import dev.weir.core.loop.Worker;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares passwords with hashes, those that are made to be slow beside the workers. Its threads begin with the first
 * slow hash and end when there has been none for a while.
 *
 * <p>Thread: any asks, {@code passwords-i} computes, the asking worker hears the answer.
 */
public final class PasswordCheck implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PasswordCheck.class);
    private static final int THREADS = 2;
    private static final int MOST_WAITING = 1000;
    private static final int IDLE_SECONDS = 60;

    private final Hashes hashes;
    private final ThreadPoolExecutor threads;

    /** Knows the formats of hashes. Thread: any. */
    public interface Hashes {
        /** Whether a hash is of a format that {@link #matches} can judge. */
        boolean isKnown(String hash);

        /** Whether comparing takes so long that a worker must not do it. */
        boolean isSlow(String hash);

        /** @param password a byte string */
        boolean matches(String password, String hash);
    }

    public PasswordCheck(Hashes hashes) {
        this.hashes = hashes;
        threads = new ThreadPoolExecutor(
                THREADS, THREADS, IDLE_SECONDS, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MOST_WAITING), task -> {
                    Thread made = new Thread(task, "passwords");
                    made.setDaemon(true);
                    return made;
                });
        threads.allowCoreThreadTimeOut(true);
    }

    /** What a comparison comes to. */
    enum Result {
        MATCHES,
        DIFFERS,
        LATER,
        /** The hash is of no format that is known, so that no password matches it. */
        UNKNOWN,
        /** Too many passwords wait to be compared. */
        BUSY
    }

    /** Compares now, or later: then {@code later} hears on the worker whether it matches. */
    Result check(String password, String hash, Worker worker, Consumer<Boolean> later) {
        if (!hashes.isKnown(hash)) {
            return Result.UNKNOWN;
        }
        if (!hashes.isSlow(hash)) {
            return hashes.matches(password, hash) ? Result.MATCHES : Result.DIFFERS;
        }
        try {
            threads.execute(() -> {
                boolean matches = guarded(password, hash);
                worker.post(() -> later.accept(matches));
            });
            return Result.LATER;
        } catch (RejectedExecutionException tooMany) {
            return Result.BUSY;
        }
    }

    /** A fault of the library must not leave a client without an answer. */
    private boolean guarded(String password, String hash) {
        try {
            return hashes.matches(password, hash);
        } catch (RuntimeException e) {
            LOG.error("internal error while a password was compared", e);
            return false;
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
