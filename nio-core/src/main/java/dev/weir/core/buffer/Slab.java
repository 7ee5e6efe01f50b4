package dev.weir.core.buffer;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/**
 * A piece of memory outside of the heap, cut into chunks that are lent one by one: as many pieces as there are chunks
 * would be more mappings than the system allows a process. Thread: worker.
 */
final class Slab {
    private final ByteBuffer memory;
    private final ArrayDeque<Chunk> free;
    private final int number;
    private final int chunks;

    /** A part of a slab that is lent to one who waits. Thread: worker. */
    static final class Chunk {
        private final Slab slab;
        private final ByteBuffer bytes;

        private Chunk(Slab slab, ByteBuffer bytes) {
            this.slab = slab;
            this.bytes = bytes;
        }

        ByteBuffer bytes() {
            return bytes;
        }

        Slab slab() {
            return slab;
        }
    }

    /** @param number by which its pool knows it */
    Slab(int number, int chunks, int chunkSize) {
        this.number = number;
        this.chunks = chunks;
        this.memory = ByteBuffer.allocateDirect(chunks * chunkSize);
        this.free = new ArrayDeque<>(chunks);
        for (int i = 0; i < chunks; i++) {
            free.addFirst(new Chunk(this, memory.slice(i * chunkSize, chunkSize)));
        }
    }

    int number() {
        return number;
    }

    /** A chunk ready to be filled; there is one. */
    Chunk take() {
        Chunk chunk = free.removeLast();
        chunk.bytes.clear();
        return chunk;
    }

    void give(Chunk chunk) {
        free.addLast(chunk);
    }

    /** Whether all of it is lent. */
    boolean isSpent() {
        return free.isEmpty();
    }

    /** Whether nothing of it is lent. */
    boolean isWhole() {
        return free.size() == chunks;
    }

    /** Gives the memory back; nothing of it may be lent. */
    void release() {
        NativeMemory.free(memory);
    }
}
