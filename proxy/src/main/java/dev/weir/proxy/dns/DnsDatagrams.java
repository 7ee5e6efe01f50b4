package dev.weir.proxy.dns;

import dev.weir.core.loop.Connection;
import dev.weir.core.loop.Protocol;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Answers by UDP, one a datagram.
 *
 * <p>Thread: resolver.
 */
final class DnsDatagrams implements Protocol {
    private final Lookup lookup;

    DnsDatagrams(Lookup lookup) {
        this.lookup = lookup;
    }

    @Override
    public void onBytes(Connection connection, ByteBuffer bytes) {
        byte[] message = new byte[bytes.remaining()];
        bytes.get(message);
        lookup.onMessage(message, false);
    }

    @Override
    public void onEnd(Connection connection) {
        connection.close();
    }

    @Override
    public void onClosed(Connection connection, IOException cause) {
        if (cause != null) {
            lookup.onSocketFailed(cause);
        }
    }
}
