package dev.weir.core.loop;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.List;
import java.util.function.Consumer;

/**
 * The JDK's selector.
 *
 * <p>Thread: worker.
 */
public final class SelectorPoller implements Poller {
    private final Selector selector;
    private Ready ready;
    private final Consumer<SelectionKey> onKey = this::onKey;

    public SelectorPoller() throws IOException {
        this.selector = Selector.open();
    }

    @Override
    public void poll(long timeoutMillis, Ready ready) throws IOException {
        this.ready = ready;
        if (timeoutMillis == 0) {
            selector.selectNow(onKey);
        } else {
            selector.select(onKey, Math.max(0, timeoutMillis));
        }
    }

    private void onKey(SelectionKey key) {
        if (key.isValid()) {
            ready.onReady((Connection) key.attachment(), key.readyOps());
        }
    }

    @Override
    public void wakeup() {
        selector.wakeup();
    }

    @Override
    public Transport connect(SocketAddress remote, SocketAddress local) throws IOException {
        SocketChannel channel = remote instanceof UnixDomainSocketAddress
                ? SocketChannel.open(StandardProtocolFamily.UNIX)
                : SocketChannel.open();
        try {
            channel.configureBlocking(false);
            if (local != null) {
                channel.bind(local);
            }
            channel.connect(remote);
            return new SocketTransport(channel, selector);
        } catch (UnsupportedAddressTypeException | UnresolvedAddressException e) {
            // What the machine cannot reach is the peer's trouble, not a fault of ours.
            channel.close();
            throw new IOException("no way to " + remote, e);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public Transport datagrams(SocketAddress remote) throws IOException {
        DatagramChannel channel = DatagramChannel.open();
        try {
            channel.configureBlocking(false);
            channel.connect(remote);
            return new DatagramTransport(channel, selector);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** A transport for a socket that was accepted. */
    Transport adopt(SocketChannel channel) throws IOException {
        channel.configureBlocking(false);
        return new SocketTransport(channel, selector);
    }

    @Override
    public void forEach(Consumer<Connection> action) {
        for (SelectionKey key : List.copyOf(selector.keys())) {
            if (key.isValid()) {
                action.accept((Connection) key.attachment());
            }
        }
    }

    @Override
    public void close() {
        try {
            selector.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
