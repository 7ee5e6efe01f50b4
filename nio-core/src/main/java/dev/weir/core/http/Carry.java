package dev.weir.core.http;

import dev.weir.core.loop.Connection;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * Input of a connection that came before it could be used.
 *
 * <p>Thread: worker.
 */
final class Carry {
    private static final int PAUSE_BYTES = 16 * 1024;

    private ByteBuffer bytes;

    /** What was carried and is being used now; null at other times. */
    private ByteBuffer resumed;

    boolean isEmpty() {
        return bytes == null;
    }

    int size() {
        return bytes == null ? 0 : bytes.remaining();
    }

    void clear() {
        bytes = null;
    }

    /** All that is carried; null when nothing is. It is not carried any more. */
    ByteBuffer take() {
        ByteBuffer taken = bytes;
        bytes = null;
        return taken;
    }

    /** Adds what has come from a connection, and lets no more come when that is enough. */
    void stash(ByteBuffer more, Connection from) {
        add(more);
        if (size() >= PAUSE_BYTES) {
            from.pauseReading();
        }
    }

    /** Adds a copy. */
    void add(ByteBuffer more) {
        if (more == resumed) {
            // Our own already: many small requests in one packet are not copied once for each of them.
            bytes = more;
            return;
        }
        ByteBuffer joined = ByteBuffer.allocate(size() + more.remaining());
        if (bytes != null) {
            joined.put(bytes);
        }
        bytes = joined.put(more).flip();
    }

    /** Uses what is carried; what is left over may be added again. */
    void reuse(Consumer<ByteBuffer> use) {
        resumed = take();
        try {
            use.accept(resumed);
        } finally {
            resumed = null;
        }
    }
}
