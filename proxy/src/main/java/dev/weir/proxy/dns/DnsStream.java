package dev.weir.proxy.dns;

import dev.weir.core.loop.Connection;
import dev.weir.core.loop.Protocol;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * One question by TCP: each message has its length in two bytes before it.
 *
 * <p>Source: RFC 1035 section 4.2.2. Thread: resolver.
 */
final class DnsStream implements Protocol {
    private final Lookup lookup;
    private final byte[] query;
    private byte[] message;
    private int filled = -2;
    private int length;

    DnsStream(Lookup lookup, byte[] query) {
        this.lookup = lookup;
        this.query = query;
    }

    @Override
    public void onConnected(Connection connection) {
        ByteBuffer out = ByteBuffer.allocate(2 + query.length);
        connection.write(out.putShort((short) query.length).put(query).flip());
    }

    @Override
    public void onBytes(Connection connection, ByteBuffer bytes) {
        while (bytes.hasRemaining() && !connection.isClosed()) {
            if (filled < 0) {
                length = length << 8 | bytes.get() & 0xff;
                filled++;
                message = filled == 0 ? new byte[length] : null;
            } else {
                int count = Math.min(bytes.remaining(), length - filled);
                bytes.get(message, filled, count);
                filled += count;
            }
            if (filled == length && filled >= 0) {
                onMessage();
            }
        }
    }

    private void onMessage() {
        byte[] whole = message;
        message = null;
        filled = -2;
        length = 0;
        lookup.onMessage(whole, true);
    }

    @Override
    public void onEnd(Connection connection) {
        connection.close();
        if (!lookup.isOver()) {
            lookup.onSocketFailed(new EOFException("connection closed without an answer"));
        }
    }

    @Override
    public void onClosed(Connection connection, IOException cause) {
        if (cause != null) {
            lookup.onSocketFailed(cause);
        }
    }
}
