package dev.weir.stats.log;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Where the bytes of a log go.
 *
 * <p>Thread: log, but for {@link #open}.
 */
interface LogSink {

    boolean isOpen();

    /** @throws IOException in nginx's words */
    void open() throws IOException;

    /**
     * Goes on with what now has the name.
     *
     * @throws IOException in nginx's words; then the old one is still open
     */
    void reopen() throws IOException;

    /** Whether what it writes to has been removed, so that nobody can ever read it. */
    default boolean isRemoved() {
        return false;
    }

    /**
     * Hands lines over.
     *
     * @param lines whole lines; what has been taken is consumed, also when the rest fails
     * @param gzipLevel 1 to 9 to compress them, 0 to leave them as they are
     * @return how many of them got lost, which cannot be helped any more
     * @throws IOException when the rest may be tried again later
     */
    int write(ByteBuffer lines, int gzipLevel) throws IOException;

    void close() throws IOException;
}
