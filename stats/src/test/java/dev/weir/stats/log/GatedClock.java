package dev.weir.stats.log;

import dev.weir.core.loop.Clock;
import java.util.concurrent.CountDownLatch;

/** A clock whose readings block while the gate is shut: so a test holds the log thread between two batches. */
final class GatedClock implements Clock {
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private volatile Thread held;

    void shut() {
        gate = new CountDownLatch(1);
    }

    void open() {
        gate.countDown();
    }

    /** Whether someone waits at the gate. */
    boolean holds() {
        return held != null;
    }

    @Override
    public long nanos() {
        held = Thread.currentThread();
        try {
            gate.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        } finally {
            held = null;
        }
        return System.nanoTime();
    }

    @Override
    public long wallMillis() {
        return System.currentTimeMillis();
    }
}
