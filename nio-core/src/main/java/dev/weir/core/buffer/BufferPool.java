package dev.weir.core.buffer;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Direct buffers of one size for the bytes that wait to be written. What is given back beyond a number is left to the
 * garbage collector, so that a burst does not hold memory for ever.
 *
 * <p>Thread: worker; each worker has its own.
 */
public final class BufferPool {
    private final int chunkSize;
    private final int retained;
    private final ArrayDeque<ByteBuffer> free = new ArrayDeque<>();
    private final AtomicInteger held = new AtomicInteger();
    private int lent;

    /**
     * @param chunkSize bytes of each buffer
     * @param retained the most buffers kept while free
     */
    public BufferPool(int chunkSize, int retained) {
        this.chunkSize = chunkSize;
        this.retained = retained;
    }

    /** An empty buffer, ready to be filled. */
    public ByteBuffer take() {
        lent++;
        ByteBuffer buffer = free.pollLast();
        if (buffer != null) {
            return buffer.clear();
        }
        tellHeld();
        return ByteBuffer.allocateDirect(chunkSize);
    }

    /** Takes a buffer back; it must not be used any more. */
    public void give(ByteBuffer buffer) {
        lent--;
        if (free.size() < retained) {
            free.addLast(buffer);
        } else {
            tellHeld();
        }
    }

    /** Told to other threads without haste. */
    private void tellHeld() {
        held.lazySet(lent + free.size());
    }

    /** Bytes of all its buffers, lent or free; readable from any thread. */
    public long heldBytes() {
        return (long) held.get() * chunkSize;
    }

    /** Buffers that are out now. */
    public int lent() {
        return lent;
    }

    public int chunkSize() {
        return chunkSize;
    }
}
