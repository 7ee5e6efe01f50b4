package dev.weir.core.http;

import dev.weir.core.loop.Worker;
import java.nio.ByteBuffer;

/**
 * The heads of a connection's requests, one after the other. Between two heads it holds no bytes.
 *
 * <p>Thread: worker.
 */
final class HeadReader {
    private RequestParser parser;
    private long startNanos;
    private long startWallMillis;
    private boolean pipelined;
    private ByteBuffer behind;

    /** The first byte of a head has come. */
    void begin(Worker worker) {
        startNanos = worker.nanos();
        startWallMillis = worker.wallMillis();
    }

    /** Whether the next head, or a part of it, came before the response to the one before was sent. */
    void pipelined(boolean next) {
        pipelined = next;
    }

    boolean isPipelined() {
        return pipelined;
    }

    /** Tells what came with a head and is not yet read, while its exchange begins; null when it has begun. */
    void behind(ByteBuffer bytes) {
        behind = bytes;
    }

    ByteBuffer behind() {
        return behind;
    }

    /** When the head began, as a reading of the clock. */
    long startNanos() {
        return startNanos;
    }

    long startWallMillis() {
        return startWallMillis;
    }

    /**
     * Reads on.
     *
     * @return the head; null while it is incomplete
     * @throws HttpFault when it can be none; then {@link #giveUp} tells what there was of it
     */
    RequestHead read(ByteBuffer bytes, HeadLimits limits) throws HttpFault {
        if (parser == null || !parser.started() && !parser.limits().equals(limits)) {
            parser = new RequestParser(limits);
        }
        return parser.parse(bytes);
    }

    /** Whether a byte of a head has come that is not complete. */
    boolean isStarted() {
        return parser != null && parser.started();
    }

    /** Ends a head that is not complete. */
    RequestHead giveUp() {
        String line = parser.requestLine();
        parser = null;
        return unread(line);
    }

    /** What stands for a request that could not be read: it keeps nothing alive and has no body. */
    static RequestHead unread(String line) {
        return new RequestHead(line, "", "/", 0, Headers.EMPTY, line.length());
    }
}
