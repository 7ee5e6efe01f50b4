package dev.weir.core.loop;

import dev.weir.core.buffer.Outbox;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;

/**
 * Moves bytes of one connection without blocking: a socket, later TLS over one, in tests a script.
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
