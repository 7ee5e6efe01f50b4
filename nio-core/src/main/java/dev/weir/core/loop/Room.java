package dev.weir.core.loop;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether there is room for one connection more. When nearly all places are taken, connections that wait for a request
 * are closed ({@link Spares}). When all of these have come just now, the next one waits until the first of them may go;
 * only when there are none newcomers are turned away.
 *
 * <pre>
 *   0 ----------- free ----------- | --- tight: makes room meanwhile --- | full: waits for room, or turns away
 *                             15/16 of all                              all
 * </pre>
 *
 * <p>Source: nginx, {@code worker_connections}. Thread: acceptor.
 */
final class Room {
    private static final Logger LOG = LoggerFactory.getLogger(Room.class);
    private static final int TIGHT_SHARE = 16;
    private static final int MOST_AT_ONCE = 64;
    private static final long COMPLAINT_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** How soon it is tried again when all have come just now, and for how long. */
    private static final long MOMENT_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private static final long MOMENTS_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    /** After all workers have said that they have nothing to give, they are left alone for a while. */
    private static final long NOTHING_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    /** What came of making room. */
    enum Made {
        /** Connections were closed. */
        NOW,
        /** There are some that may go in a moment. */
        SOON,
        /** All are needed. */
        NEVER
    }

    private final Workers workers;
    private final Clock clock;
    private final AtomicBoolean making = new AtomicBoolean();
    private volatile int most;
    private long complainedNanos;
    private long nothingNanos;

    Room(Workers workers, int most, Clock clock) {
        this.workers = workers;
        this.most = most;
        this.clock = clock;
        this.complainedNanos = clock.nanos() - COMPLAINT_NANOS;
        this.nothingNanos = clock.nanos() - NOTHING_NANOS;
    }

    /** Thread: any. */
    void limit(int connections) {
        most = connections;
    }

    private int places() {
        return most - workers.connections();
    }

    private int free() {
        return Math.min(places(), workers.descriptors().free());
    }

    /** Whether another may come. */
    boolean isThere() {
        int free = free();
        int reserve = Math.max(1, most / TIGHT_SHARE);
        if (free > reserve) {
            return true;
        }
        if (free > 0) {
            makeMeanwhile(reserve - free + 1);
            return true;
        }
        boolean made = makeAtLast(reserve);
        complain(made ? "reusing connections" : "turning clients away");
        return made;
    }

    /** Makes room as soon as there is any to make: who came first has had time to ask for something then. */
    private boolean makeAtLast(int count) {
        long since = clock.nanos();
        Made made = make(count);
        while (made == Made.SOON && clock.nanos() - since < MOMENTS_NANOS) {
            LockSupport.parkNanos(MOMENT_NANOS);
            made = free() > 0 ? Made.NOW : make(count);
        }
        return made == Made.NOW;
    }

    private void complain(String doing) {
        long now = clock.nanos();
        if (now - complainedNanos >= COMPLAINT_NANOS) {
            complainedNanos = now;
            Descriptors descriptors = workers.descriptors();
            if (descriptors.free() < places()) {
                LOG.warn("{} open files are not enough, {}", descriptors.most(), doing);
            } else {
                LOG.warn("{} worker_connections are not enough, {}", most, doing);
            }
        }
    }

    private void makeMeanwhile(int count) {
        if (making.compareAndSet(false, true)) {
            AtomicInteger asked = new AtomicInteger(workers.count());
            for (Worker worker : workers.all()) {
                worker.post(() -> {
                    worker.closeSpares(share(count));
                    if (asked.decrementAndGet() == 0) {
                        making.set(false);
                    }
                });
            }
        }
    }

    /** Closes connections, and waits for that. */
    Made make(int count) {
        if (clock.nanos() - nothingNanos < NOTHING_NANOS) {
            return Made.NEVER;
        }
        AtomicInteger closed = new AtomicInteger();
        AtomicBoolean soon = new AtomicBoolean();
        CountDownLatch asked = new CountDownLatch(workers.count());
        for (Worker worker : workers.all()) {
            worker.post(() -> {
                closed.addAndGet(worker.closeSpares(share(count)));
                soon.compareAndSet(false, !worker.spares().isEmpty());
                asked.countDown();
            });
        }
        try {
            asked.await(PATIENCE_NANOS, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (closed.get() > 0) {
            return Made.NOW;
        }
        if (soon.get()) {
            return Made.SOON;
        }
        nothingNanos = clock.nanos();
        return Made.NEVER;
    }

    /** How many each worker is asked for: closing takes time, too. */
    private int share(int count) {
        return Math.min(MOST_AT_ONCE, (count + workers.count() - 1) / workers.count());
    }
}
