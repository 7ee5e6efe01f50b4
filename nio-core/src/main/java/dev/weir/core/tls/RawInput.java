package dev.weir.core.tls;

import dev.weir.core.buffer.Outbox;
import dev.weir.core.loop.Transport;
import dev.weir.core.loop.Worker;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Bytes as they come in, and what of them is no whole record yet.
 *
 * <p>Thread: worker.
 */
final class RawInput {
    private final Transport below;
    private final Worker worker;
    private Outbox kept;

    RawInput(Transport below, Worker worker) {
        this.below = below;
        this.worker = worker;
    }

    boolean isEmpty() {
        return kept == null;
    }

    /**
     * Reads behind what was kept.
     *
     * @param into is to be emptied or given back to {@link #keep} before the next call
     * @param most bytes in all
     * @return how many were read; -1 at the end of the stream
     */
    int read(ByteBuffer into, int most) throws IOException {
        if (kept != null) {
            Outbox held = kept;
            kept = null;
            held.drainTo((buffers, count) -> move(buffers, count, into), new ByteBuffer[4]);
        }
        into.limit(Math.max(into.position(), Math.min(into.capacity(), most)));
        int count = into.hasRemaining() ? below.read(into) : 0;
        into.flip();
        return count;
    }

    private static long move(ByteBuffer[] from, int count, ByteBuffer to) {
        int before = to.position();
        for (int i = 0; i < count; i++) {
            to.put(from[i]);
        }
        return to.position() - before;
    }

    void keep(ByteBuffer rest) {
        if (rest.hasRemaining()) {
            if (kept == null) {
                kept = new Outbox(worker.buffers());
            }
            kept.append(rest);
        }
    }

    void clear() {
        if (kept != null) {
            kept.clear();
            kept = null;
        }
    }
}
