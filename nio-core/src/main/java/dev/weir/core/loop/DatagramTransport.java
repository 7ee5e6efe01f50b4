package dev.weir.core.loop;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;

/**
 * A UDP socket that is connected to one peer: each read is one datagram, and so is each write. A datagram that the
 * socket does not take now is lost, as any datagram may be.
 *
 * <p>Thread: worker.
 */
final class DatagramTransport implements Transport {
    private final DatagramChannel channel;
    private final Selector selector;
    private SelectionKey key;

    DatagramTransport(DatagramChannel channel, Selector selector) {
        this.channel = channel;
        this.selector = selector;
    }

    @Override
    public void attach(Connection connection) throws IOException {
        key = channel.register(selector, 0, connection);
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        return channel.read(into);
    }

    @Override
    public int write(ByteBuffer from) throws IOException {
        int length = from.remaining();
        channel.write(from);
        from.position(from.limit());
        return length;
    }

    @Override
    public long write(ByteBuffer[] from, int count) throws IOException {
        long length = 0;
        for (int i = 0; i < count; i++) {
            length += write(from[i]);
        }
        return length;
    }

    @Override
    public void interest(int ops) {
        if (key.isValid()) {
            key.interestOps(ops);
        }
    }

    @Override
    public boolean finishConnect() {
        return true;
    }

    @Override
    public void shutdownOutput() {
        // A datagram socket has no end of stream to tell.
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // The descriptor is released all the same, and the peer knows nothing of it.
            key = null;
        }
    }

    @Override
    public void reset() {
        close();
    }

    @Override
    public void noDelay(boolean on) {
        // Datagrams leave at once.
    }

    @Override
    public SocketAddress remote() {
        try {
            return channel.getRemoteAddress();
        } catch (IOException e) {
            return null;
        }
    }

    @Override
    public SocketAddress local() {
        try {
            return channel.getLocalAddress();
        } catch (IOException e) {
            return null;
        }
    }
}
