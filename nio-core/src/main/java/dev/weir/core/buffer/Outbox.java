package dev.weir.core.buffer;

import dev.weir.core.buffer.Slab.Chunk;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/**
 * Bytes of one connection that wait to be written: pooled chunks, filled at the tail and emptied at the head, with
 * shared read-only buffers between them.
 *
 * <p>Thread: worker.
 */
public final class Outbox implements Notes {
    private static final int GATHER = 16;
    private static final int USUAL_PIECES = 16;

    private final BufferPool pool;
    /** All but the tail are ready to be read; the tail may still be filled. */
    private final ArrayDeque<Piece> pieces = new ArrayDeque<>(4);

    private final ArrayDeque<Object> notes = new ArrayDeque<>(4);

    private long bytes;
    private boolean grown;

    /**
     * A buffer to be read.
     *
     * @param chunk what it is of, which goes back to the pool, and may be filled beyond its limit while last; null if
     *     it is shared
     */
    private record Piece(ByteBuffer buffer, Chunk chunk) {
        boolean isPooled() {
            return chunk != null;
        }
    }

    /** Where an outbox is emptied to. */
    @FunctionalInterface
    public interface Drain {
        long write(ByteBuffer[] buffers, int count) throws java.io.IOException;
    }

    public Outbox(BufferPool pool) {
        this.pool = pool;
    }

    /** Bytes that wait. */
    public long bytes() {
        return bytes;
    }

    public boolean isEmpty() {
        return bytes == 0;
    }

    /**
     * What the protocol notes of the bytes that wait, in its own order; it lives here and not with the protocol because
     * most connections have nothing that waits.
     */
    @Override
    public ArrayDeque<Object> notes() {
        return notes;
    }

    /** Copies all remaining bytes. */
    public void append(ByteBuffer from) {
        bytes += from.remaining();
        while (from.hasRemaining()) {
            ByteBuffer tail = room();
            int start = tail.limit();
            int count = Math.min(tail.capacity() - start, from.remaining());
            tail.limit(start + count);
            tail.put(start, from, from.position(), count);
            from.position(from.position() + count);
        }
    }

    /** Copies bytes. */
    public void append(byte[] from, int offset, int length) {
        append(ByteBuffer.wrap(from, offset, length));
    }

    /** Queues a buffer without a copy; nobody may change its bytes any more, but many may queue it. */
    public void share(ByteBuffer readOnly) {
        if (readOnly.hasRemaining()) {
            bytes += readOnly.remaining();
            add(new Piece(readOnly.slice(), null));
        }
    }

    private void add(Piece piece) {
        pieces.addLast(piece);
        grown |= pieces.size() > USUAL_PIECES;
    }

    /** Whether it has held so much that it is better left to the garbage collector than used again. */
    public boolean hasGrown() {
        return grown;
    }

    /** Writes as much as the drain takes. */
    public void drainTo(Drain drain, ByteBuffer[] gather) throws java.io.IOException {
        while (bytes > 0) {
            int count = fill(gather);
            long offered = 0;
            for (int i = 0; i < count; i++) {
                offered += gather[i].remaining();
            }
            long written = drain.write(gather, count);
            bytes -= written;
            release();
            if (written < offered) {
                return;
            }
        }
    }

    private int fill(ByteBuffer[] gather) {
        if (pieces.size() == 1) {
            // The usual case, without an iterator for the garbage collector.
            gather[0] = pieces.peekFirst().buffer;
            return 1;
        }
        int count = 0;
        for (Piece piece : pieces) {
            if (count == gather.length || count == GATHER) {
                break;
            }
            gather[count++] = piece.buffer;
        }
        return count;
    }

    /** Drops everything. */
    public void clear() {
        bytes = 0;
        for (Piece piece = pieces.pollFirst(); piece != null; piece = pieces.pollFirst()) {
            giveBack(piece);
        }
    }

    private void release() {
        for (Piece head = pieces.peekFirst(); head != null && !head.buffer.hasRemaining(); head = pieces.peekFirst()) {
            pieces.pollFirst();
            giveBack(head);
        }
    }

    private void giveBack(Piece piece) {
        if (piece.isPooled()) {
            pool.give(piece.chunk);
        }
    }

    private ByteBuffer room() {
        Piece tail = pieces.peekLast();
        if (tail == null || !tail.isPooled() || tail.buffer.limit() == tail.buffer.capacity()) {
            Chunk chunk = pool.take();
            tail = new Piece(chunk.bytes().limit(0), chunk);
            add(tail);
        }
        return tail.buffer;
    }
}
