package dev.weir.core.loop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/**
 * A TCP or unix socket.
 *
 * <p>Thread: worker.
 */
final class SocketTransport implements Transport {
    private final SocketChannel channel;
    private final Selector selector;
    private SelectionKey key;

    SocketTransport(SocketChannel channel, Selector selector) {
        this.channel = channel;
        this.selector = selector;
    }

    SocketChannel channel() {
        return channel;
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
        return channel.write(from);
    }

    @Override
    public long write(ByteBuffer[] from, int count) throws IOException {
        // One buffer is the usual case, and the scattered write costs half a microsecond more.
        return count == 1 ? channel.write(from[0]) : channel.write(from, 0, count);
    }

    @Override
    public void interest(int ops) {
        if (key.isValid()) {
            // The selector never tells a socket as connectable that was connected at once, as unix sockets are.
            boolean connected = (ops & CONNECT) != 0 && channel.isConnected();
            key.interestOps(connected ? ops & ~CONNECT | WRITE : ops);
        }
    }

    @Override
    public boolean finishConnect() throws IOException {
        return channel.finishConnect();
    }

    @Override
    public void shutdownOutput() throws IOException {
        channel.shutdownOutput();
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // The descriptor is released all the same; the peer learns it in its own way.
            key = null;
        }
    }

    @Override
    public void reset() {
        try {
            if (channel.supportedOptions().contains(StandardSocketOptions.SO_LINGER)) {
                channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            }
        } catch (IOException e) {
            // The socket is broken already, which is what a reset is for.
            key = null;
        }
        close();
    }

    @Override
    public void noDelay(boolean on) {
        try {
            if (channel.getRemoteAddress() instanceof java.net.InetSocketAddress) {
                channel.setOption(StandardSocketOptions.TCP_NODELAY, on);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
