package dev.weir.stats.log;

import com.lmax.disruptor.AlertException;
import com.lmax.disruptor.Sequence;
import com.lmax.disruptor.SequenceBarrier;
import com.lmax.disruptor.TimeoutException;
import com.lmax.disruptor.WaitStrategy;
import java.util.concurrent.locks.LockSupport;

/**
 * How the log thread waits: while lines keep coming it takes a nap of a millisecond between batches, so that a
 * producer never pays for waking it and each write to a file holds many lines; after some naps without a line it
 * sleeps, and the next producer wakes it.
 *
 * <pre>
 *   NAPPING --- some naps without a line ---> ASLEEP --- line, or a tenth of a second ---> NAPPING
 * </pre>
 *
 * <p>Falling asleep and publishing may cross without a fence; then the line waits until the sleep ends by itself.
 * Thread: log waits, any signals.
 */
final class NapWaitStrategy implements WaitStrategy {
    private static final long NAP_NANOS = 1_000_000;
    private static final long SLEEP_NANOS = 100_000_000;
    private static final int NAPS_BEFORE_SLEEP = 20;

    /** So many waiting lines are worked off without a nap. */
    private final long hurry;

    private int naps;
    private volatile Thread asleep;
    private volatile Thread waiter;

    NapWaitStrategy(int ringSize) {
        hurry = ringSize / 4;
    }

    /** @throws TimeoutException after each sleep without a line, so that the writer looks at its timers */
    @Override
    public long waitFor(long sequence, Sequence cursor, Sequence dependent, SequenceBarrier barrier)
            throws AlertException, TimeoutException {
        barrier.checkAlert();
        if (waiter == null) {
            waiter = Thread.currentThread();
        }
        if (dependent.get() - sequence < hurry && naps < NAPS_BEFORE_SLEEP) {
            LockSupport.parkNanos(NAP_NANOS);
        }
        while (dependent.get() < sequence) {
            barrier.checkAlert();
            if (naps < NAPS_BEFORE_SLEEP) {
                naps++;
                LockSupport.parkNanos(NAP_NANOS);
            } else if (!sleep(sequence, dependent, barrier)) {
                throw TimeoutException.INSTANCE;
            }
        }
        naps = 0;
        return dependent.get();
    }

    private boolean sleep(long sequence, Sequence dependent, SequenceBarrier barrier) throws AlertException {
        asleep = Thread.currentThread();
        barrier.checkAlert();
        if (dependent.get() < sequence) {
            LockSupport.parkNanos(SLEEP_NANOS);
        }
        asleep = null;
        return dependent.get() >= sequence;
    }

    /** Ends a nap for a line that somebody may look for at once. */
    void hurry() {
        LockSupport.unpark(waiter);
    }

    @Override
    public void signalAllWhenBlocking() {
        Thread sleeper = asleep;
        if (sleeper != null) {
            asleep = null;
            LockSupport.unpark(sleeper);
        }
    }
}
