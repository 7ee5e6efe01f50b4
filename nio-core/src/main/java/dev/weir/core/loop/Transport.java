package dev.weir.core.loop;

import dev.weir.core.buffer.Outbox;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;

/**
 * Moves bytes of one connection without blocking: a socket, TLS over one, in tests a script. What a write leaves of its
 * buffers, and nothing else, is what the next write begins with.
 *
 * <p>Thread: worker.
 */
public interface Transport extends Outbox.Drain {
    int READ = 1;
    int WRITE = 4;
    int CONNECT = 8;

    /** Makes {@code connection} the one that hears of readiness. */
    void attach(Connection connection) throws IOException;

    /**
     * Reads what is there.
     *
     * @return the number of bytes, 0 when there are none now, -1 at the end of the stream
     */
    int read(ByteBuffer into) throws IOException;

    /** Writes what fits now and moves the position past it. */
    int write(ByteBuffer from) throws IOException;

    /** Writes what fits now of several buffers in order. */
    @Override
    long write(ByteBuffer[] from, int count) throws IOException;

    /** Which of {@link #READ}, {@link #WRITE}, {@link #CONNECT} to be told of. */
    void interest(int ops);

    /**
     * Does what the transport itself is ready for, such as a handshake.
     *
     * @param ops what it is ready for
     * @return what of that is left to its connection
     */
    default int onReady(int ops) throws IOException {
        return ops;
    }

    /**
     * Takes bytes that were read before it was there, and will give by {@link #read} what they turn out to be.
     *
     * @return false when they are what they are
     */
    default boolean unread(ByteBuffer bytes) {
        return false;
    }

    /** Whether there is something to read of which {@link #onReady} will not tell. */
    default boolean hasMore() {
        return false;
    }

    /** Whether the peer has said that its direction ends; false when it just stopped, where that makes a difference. */
    default boolean isEndedProperly() {
        return true;
    }

    /** Completes a connect that has been told as ready; throws when it failed. */
    boolean finishConnect() throws IOException;

    /** Ends our direction; the peer reads an end of stream. */
    void shutdownOutput() throws IOException;

    /** Closes both directions; never throws. */
    void close();

    /** Closes so that the peer sees a reset; never throws. */
    void reset();

    void noDelay(boolean on);

    /** The peer's address. */
    SocketAddress remote();

    /** Our own address of this connection. */
    SocketAddress local();
}
