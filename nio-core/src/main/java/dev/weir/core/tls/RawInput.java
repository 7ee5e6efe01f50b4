package dev.weir.core.tls;

import dev.weir.core.buffer.Outbox;
import dev.weir.core.loop.Transport;
import dev.weir.core.loop.Worker;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Bytes as they come in, and what of them is no whole record yet. A little is kept in an array of about its size: a
 * peer that sends a few bytes and then nothing more must not hold a pooled chunk with them. More is kept in chunks,
 * since in the midst of a stream most reads end within a record.
 *
 * <p>Thread: worker.
 */
final class RawInput {
    /** A hello is smaller, but for one with an uncommon number of extensions. */
    static final int MOST_IN_ARRAY = 4096;

    private static final int LEAST_ARRAY = 64;

    private final Transport below;
    private final Worker worker;
    private byte[] few;
    private int fewBytes;
    private Outbox many;

    RawInput(Transport below, Worker worker) {
        this.below = below;
        this.worker = worker;
    }

    boolean isEmpty() {
        return fewBytes == 0 && many == null;
    }

    /**
     * Reads behind what was kept.
     *
     * @param into is to be emptied or given back to {@link #keep} before the next call
     * @param most bytes in all
     * @return how many were read; -1 at the end of the stream
     */
    int read(ByteBuffer into, int most) throws IOException {
        takeOut(into);
        into.limit(Math.max(into.position(), Math.min(into.capacity(), most)));
        int count = into.hasRemaining() ? below.read(into) : 0;
        into.flip();
        return count;
    }

    /** Leaves the array for what may be kept of it again. */
    private void takeOut(ByteBuffer into) throws IOException {
        if (fewBytes > 0) {
            into.put(few, 0, fewBytes);
            fewBytes = 0;
        }
        if (many != null) {
            Outbox held = many;
            many = null;
            held.drainTo((buffers, count) -> move(buffers, count, into), new ByteBuffer[4]);
        }
    }

    private static long move(ByteBuffer[] from, int count, ByteBuffer to) {
        int before = to.position();
        for (int i = 0; i < count; i++) {
            to.put(from[i]);
        }
        return to.position() - before;
    }

    /** Keeps what is left of what was read, behind what is kept already. */
    void keep(ByteBuffer rest) {
        if (many == null && fewBytes + rest.remaining() <= MOST_IN_ARRAY) {
            keepFew(rest);
        } else if (rest.hasRemaining()) {
            keepMany(rest);
        }
    }

    private void keepFew(ByteBuffer rest) {
        int bytes = fewBytes + rest.remaining();
        if (bytes == 0) {
            few = null;
            return;
        }
        if (few == null || few.length < bytes) {
            int size = Math.max(LEAST_ARRAY, Integer.highestOneBit(bytes - 1) << 1);
            few = few == null ? new byte[size] : Arrays.copyOf(few, size);
        }
        int count = rest.remaining();
        rest.get(few, fewBytes, count);
        fewBytes += count;
    }

    private void keepMany(ByteBuffer rest) {
        if (many == null) {
            many = new Outbox(worker.buffers());
            if (fewBytes > 0) {
                many.append(ByteBuffer.wrap(few, 0, fewBytes));
            }
            few = null;
            fewBytes = 0;
        }
        many.append(rest);
    }

    void clear() {
        few = null;
        fewBytes = 0;
        if (many != null) {
            many.clear();
            many = null;
        }
    }
}
