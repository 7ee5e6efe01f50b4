package dev.weir.core.loop;

import java.io.IOException;
import java.net.SocketAddress;
import java.util.function.Consumer;

/**
 * Finds out which connections are ready. The worker's door to the operating system, and in tests to a script.
 *
 * <p>Thread: worker, {@link #wakeup} any.
 */
public interface Poller {

    /** Told of each ready connection. */
    interface Ready {
        void onReady(Connection connection, int ops);
    }

    /**
     * Waits until something is ready, at most {@code timeoutMillis} (0: not at all, negative: without end), and tells
     * of each ready connection.
     */
    void poll(long timeoutMillis, Ready ready) throws IOException;

    /** Ends a wait. */
    void wakeup();

    /**
     * Begins to connect.
     *
     * @param remote an {@code InetSocketAddress} that is resolved or a {@code UnixDomainSocketAddress}
     * @param local the address to bind first; null for any
     */
    Transport connect(SocketAddress remote, SocketAddress local) throws IOException;

    /**
     * Opens a UDP socket to a peer, from a port of the system's choice.
     *
     * @param remote an address that is resolved
     */
    Transport datagrams(SocketAddress remote) throws IOException;

    /** Tells of every open connection. */
    void forEach(Consumer<Connection> action);

    void close();
}
