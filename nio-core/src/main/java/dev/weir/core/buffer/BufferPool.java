package dev.weir.core.buffer;

import dev.weir.core.buffer.Slab.Chunk;
import java.util.Arrays;
import java.util.BitSet;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Direct buffers of one size for the bytes that wait to be written. They are cut from slabs; a slab of which nothing is
 * lent is given back to the system at once when enough is free without it, so that a burst does not hold memory for
 * ever. Who takes gets of the first slab that has something, that the last ones become whole again.
 *
 * <p>Thread: worker; each worker has its own.
 */
public final class BufferPool {
    private static final int CHUNKS_OF_SLAB = 16;
    private static final int FIRST_SLABS = 16;

    private final int chunkSize;
    private final int retained;
    private final AtomicInteger held = new AtomicInteger();
    private final BitSet withFree = new BitSet();
    private final BitSet known = new BitSet();
    private Slab[] slabs = new Slab[FIRST_SLABS];
    private int chunks;
    private int lent;

    /**
     * @param chunkSize bytes of each buffer
     * @param retained so many free buffers are kept, and fewer than a slab's more
     */
    public BufferPool(int chunkSize, int retained) {
        this.chunkSize = chunkSize;
        this.retained = retained;
    }

    /** An empty buffer, ready to be filled. */
    Chunk take() {
        int first = withFree.nextSetBit(0);
        Slab slab = first < 0 ? another() : slabs[first];
        Chunk chunk = slab.take();
        lent++;
        if (slab.isSpent()) {
            withFree.clear(slab.number());
        }
        return chunk;
    }

    private Slab another() {
        int number = known.nextClearBit(0);
        if (number == slabs.length) {
            slabs = Arrays.copyOf(slabs, 2 * number);
        }
        Slab slab = new Slab(number, CHUNKS_OF_SLAB, chunkSize);
        slabs[number] = slab;
        known.set(number);
        withFree.set(number);
        chunks += CHUNKS_OF_SLAB;
        tellHeld();
        return slab;
    }

    /** Takes a buffer back; it must not be used any more: its memory may be gone. */
    void give(Chunk chunk) {
        Slab slab = chunk.slab();
        slab.give(chunk);
        lent--;
        withFree.set(slab.number());
        if (slab.isWhole() && chunks - lent - CHUNKS_OF_SLAB >= retained) {
            drop(slab);
        }
    }

    private void drop(Slab slab) {
        slabs[slab.number()] = null;
        known.clear(slab.number());
        withFree.clear(slab.number());
        chunks -= CHUNKS_OF_SLAB;
        slab.release();
        tellHeld();
    }

    /** Told to other threads without haste. */
    private void tellHeld() {
        held.lazySet(chunks);
    }

    /** Bytes of all its buffers, lent or free; readable from any thread. */
    public long heldBytes() {
        return (long) held.get() * chunkSize;
    }

    /** Buffers that are out now. */
    public int lent() {
        return lent;
    }
}
