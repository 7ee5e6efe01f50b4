package dev.weir.push;

import dev.weir.core.loop.Worker;
import dev.weir.core.ws.PushTap.HookEvent;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The hook calls of one worker: a bounded number is under way, the rest waits, and a bounded number may wait.
 *
 * <p>Of connect and message calls at most one waits for each connection, so the connections bound them. Disconnect
 * calls outlive their connections: they have a bound of their own, and only a part of the calls under way is theirs, so
 * that a crowd that left does not keep out the crowd that comes.
 *
 * <p>Thread: worker; {@link #open} any.
 */
final class HookLane {
    private static final Logger LOG = LoggerFactory.getLogger(HookLane.class);
    private static final long SILENCE_NANOS = 10_000_000_000L;

    /** What a message that waits costs beside its bytes: objects, and what is kept of its connection. */
    private static final int MESSAGE_COST = 1024;

    private final Limits limits;
    private final ArrayDeque<HookCall> talks = new ArrayDeque<>();
    private final ArrayDeque<HookCall> endings = new ArrayDeque<>();
    private final AtomicInteger open = new AtomicInteger();
    private int underWay;
    private int endingsUnderWay;
    private long heldBytes;
    private long partBytes;
    private long dropped;
    private long nextWordNanos;
    private boolean spoken;

    /**
     * For one worker.
     *
     * @param underWay most calls at once
     * @param endingsUnderWay most disconnect calls among them
     * @param endingsWaiting most disconnect calls that wait
     * @param heldBytes most bytes of messages that wait, each taken for 1 KiB more than it has; and most of those that
     *     have come in part
     */
    record Limits(int underWay, int endingsUnderWay, int endingsWaiting, long heldBytes) {
        static final Limits USUAL = new Limits(512, 256, 65_536, 64L * 1024 * 1024);
    }

    HookLane(Limits limits) {
        this.limits = limits;
    }

    /** Calls that wait or are under way. */
    int open() {
        return open.get();
    }

    // --- calls

    /** Begins a call now or later. @return false when it never will */
    boolean take(HookCall call) {
        if (call.event() == HookEvent.DISCONNECT) {
            if (endings.size() >= limits.endingsWaiting) {
                onDropped(call.worker());
                return false;
            }
            endings.addLast(call);
        } else {
            talks.addLast(call);
        }
        open.incrementAndGet();
        next();
        return true;
    }

    /** A connect or message call that was taken gives up before it has begun. */
    void leave(HookCall call) {
        talks.remove(call);
        onOver();
    }

    /** A call that had begun has its answer, or none. {@link #onOver} must follow. */
    void done(HookCall call) {
        underWay--;
        endingsUnderWay -= call.event() == HookEvent.DISCONNECT ? 1 : 0;
        next();
    }

    /** What a call led to has been done: who waits until nothing is open must not miss a call that follows. */
    void onOver() {
        open.decrementAndGet();
    }

    private void next() {
        while (underWay < limits.underWay) {
            HookCall call = talks.pollFirst();
            if (call == null && endingsUnderWay < limits.endingsUnderWay) {
                call = endings.pollFirst();
                endingsUnderWay += call == null ? 0 : 1;
            }
            if (call == null) {
                return;
            }
            underWay++;
            call.start();
        }
    }

    private void onDropped(Worker worker) {
        dropped++;
        if (!spoken || worker.nanos() - nextWordNanos >= 0) {
            LOG.error(
                    "{} disconnect hooks were not called, since {} wait already on worker {}",
                    dropped,
                    endings.size(),
                    worker.index());
            spoken = true;
            nextWordNanos = worker.nanos() + SILENCE_NANOS;
            dropped = 0;
        }
    }

    // --- messages that wait

    /** A message waits from now on. */
    void hold(int bytes) {
        heldBytes += bytes + MESSAGE_COST;
    }

    /** A message waits no more. */
    void free(int bytes) {
        heldBytes -= bytes + MESSAGE_COST;
    }

    /**
     * A part of a message has come whose rest is awaited.
     *
     * @return false when there is no room for it; then it is not held
     */
    boolean holdPart(int bytes) {
        if (partBytes + bytes > limits.heldBytes) {
            return false;
        }
        partBytes += bytes;
        return true;
    }

    /** Parts are put together, or their message will never be complete. */
    void freeParts(int bytes) {
        partBytes -= bytes;
    }

    /** Bytes of messages that have come in part. */
    long partBytes() {
        return partBytes;
    }

    /** Whether no more messages should wait than must. */
    boolean isFull() {
        return heldBytes >= limits.heldBytes;
    }
}
