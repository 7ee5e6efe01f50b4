package dev.weir.core.loop;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * What currently interprets a connection's bytes. Exchangeable while the connection lives (HTTP, then a tunnel).
 *
 * <p>Thread: worker. An exception out of any method is a fault of ours: it is logged and that connection dies.
 */
public interface Protocol {

    /** The connection was accepted, or handed over by an upgrade, and is this protocol's from now on. */
    default void onAdopted(Connection connection) {}

    /** A connect of ours has succeeded. */
    default void onConnected(Connection connection) {}

    /**
     * Bytes came. Whatever is not used must be copied: the buffer is the worker's scratch, valid only for this call.
     */
    void onBytes(Connection connection, ByteBuffer bytes);

    /** The peer has ended its direction; ours is still open. */
    void onEnd(Connection connection);

    /** The worker has tried to write what was queued; {@link Connection#pending} tells what still waits. */
    default void onFlushed(Connection connection) {}

    /** All that waited to be written has been written. */
    default void onDrained(Connection connection) {}

    /** The connection, which {@link Connection#mayGo}, is about to be closed to make room for others. */
    default void onMakingWay(Connection connection) {}

    /**
     * The connection is gone. Called exactly once, and nothing is called after it.
     *
     * @param cause what broke it; null when we closed it ourselves
     */
    void onClosed(Connection connection, IOException cause);
}
