package dev.weir.core.http;

import dev.weir.core.loop.Connection;
import dev.weir.core.loop.Protocol;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Gives a connection to the protocol that an upgrade has led to.
 *
 * <p>Thread: worker.
 */
final class HandOver {
    private HandOver() {}

    /**
     * The 101 leaves at the end of the turn, with what {@code next} has to say first: who reads it is counted already.
     *
     * @param waiting what came before {@code next} could take it; null for nothing
     */
    static void to(Protocol next, Connection connection, ByteBuffer waiting, Exchange upgraded) {
        if (connection.isClosed()) {
            // Whoever would have taken it says how it ended; what it leaves to do is done here.
            next.onClosed(connection, new IOException("the client went away during the handshake"));
            upgraded.end();
            return;
        }
        connection.protocol(next);
        connection.resumeReading();
        next.onAdopted(connection);
        if (waiting != null && !connection.isClosed()) {
            connection.protocol().onBytes(connection, waiting);
        }
    }
}
