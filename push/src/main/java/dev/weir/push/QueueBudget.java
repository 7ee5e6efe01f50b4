package dev.weir.push;

import dev.weir.core.ws.PushTap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What waits for all slow readers together: beyond a share of the heap every queue counts as full, however short it is,
 * so that many stalled readers cannot do what one may not. Apart from it, half as much is for pushes that have not
 * reached a queue yet: so neither slow readers keep out pushes to others, nor slow publishers those of others' readers.
 *
 * <p>Thread: any.
 */
public final class QueueBudget {
    /** What a waiting frame costs beside its bytes. */
    static final int FRAME_BYTES = 256;

    private final PushTap tap;
    private final long mostBytes;
    private final AtomicLong waiting = new AtomicLong();
    private final AtomicLong onTheWay = new AtomicLong();

    /** @param mostBytes that may wait in all queues together */
    public QueueBudget(PushTap tap, long mostBytes) {
        this.tap = tap;
        this.mostBytes = mostBytes;
    }

    PushTap tap() {
        return tap;
    }

    boolean isExhausted() {
        return waiting.get() >= mostBytes;
    }

    /**
     * Whether even the first messages of empty queues have become too much: then who does not take a message at once
     * must go, or the process would.
     */
    boolean isOverdrawn() {
        return waiting.get() / 2 >= mostBytes;
    }

    /**
     * The queue of a connection of {@code worker} has grown or, with negative numbers, shrunk.
     *
     * @param bytes that the socket has not taken
     * @param held bytes of memory that what waits takes
     */
    void onChange(int worker, long bytes, long held) {
        waiting.addAndGet(held);
        tap.onQueued(worker, bytes);
    }

    // --- pushes on their way to a queue

    /** The most that pushes may take together before they are in a queue; one that needs more never can come. */
    long mostOnTheWay() {
        return mostBytes / 2;
    }

    /**
     * A push takes so much more memory.
     *
     * @return false when there is no room for it; then it has taken nothing
     */
    boolean take(long bytes) {
        if (onTheWay.addAndGet(bytes) <= mostOnTheWay()) {
            return true;
        }
        onTheWay.addAndGet(-bytes);
        return false;
    }

    /** What was taken is free again. */
    void give(long bytes) {
        onTheWay.addAndGet(-bytes);
    }

    /** What pushes on their way take now. */
    long onTheWay() {
        return onTheWay.get();
    }

    /** What waits now, {@link #FRAME_BYTES} for each frame included. */
    long waiting() {
        return waiting.get();
    }
}
