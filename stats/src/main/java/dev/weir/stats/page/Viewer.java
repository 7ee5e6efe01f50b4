package dev.weir.stats.page;

import dev.weir.core.http.ByteText;
import dev.weir.core.http.Exchange;
import dev.weir.core.http.ResponseStream;
import java.nio.ByteBuffer;

/**
 * One who looks. While bytes wait for its socket it is sent no more, so that it costs one event of memory at most;
 * {@code send_timeout} ends one that never goes on reading. What goes wrong with its answer ends its connection, and
 * nothing else.
 *
 * <p>Thread: worker.
 */
record Viewer(Exchange exchange, ResponseStream stream) {
    /** How soon the browser comes back, in milliseconds. */
    private static final byte[] GREETING = ByteText.bytes("retry: 1000\n\n");

    void greet() {
        stream.highMark(1);
        stream.write(ByteBuffer.wrap(GREETING));
        stream.flush();
    }

    boolean isReading() {
        return !stream.isCongested();
    }

    /** Does nothing when it is gone. */
    void send(byte[] piece) {
        guarded(() -> stream.write(ByteBuffer.wrap(piece)));
    }

    /** The answer is complete: the browser asks anew and meets the configuration then in force, if there is one. */
    void end() {
        guarded(stream::finish);
    }

    private void guarded(Runnable action) {
        if (!exchange.isOver()) {
            exchange.connection().guarded(action);
        }
    }
}
