package dev.weir.testkit.attack;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/**
 * One hostile client.
 *
 * <p>Thread: its mob's.
 */
final class Hostile {
    private static final int RECEIVE_BUFFER = 4096;
    private static final int STATUS_END = "HTTP/1.1 200".length();

    private final Wave wave;
    private final String source;
    private final Ledger ledger;
    private SocketChannel channel;
    private SelectionKey key;
    private State state = State.TO_COME;
    private int dripped;
    private boolean heard;

    private enum State {
        TO_COME,
        COMING,
        THERE,
        GONE
    }

    Hostile(Wave wave, int index, Ledger ledger) {
        this.wave = wave;
        this.source = wave.address(index);
        this.ledger = ledger;
    }

    Wave wave() {
        return wave;
    }

    boolean isComing() {
        return state == State.COMING;
    }

    boolean isThere() {
        return state == State.THERE;
    }

    boolean isGone() {
        return state == State.GONE;
    }

    void comeAgain() {
        state = State.TO_COME;
    }

    void connect(Selector selector) {
        heard = false;
        dripped = 0;
        state = State.COMING;
        try {
            channel = SocketChannel.open();
            channel.configureBlocking(false);
            if (!wave.behaviour().reads()) {
                channel.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER);
            }
            channel.bind(new InetSocketAddress(source, 0));
            channel.connect(new InetSocketAddress("127.0.0.1", wave.port()));
            key = channel.register(selector, SelectionKey.OP_CONNECT, this);
        } catch (IOException e) {
            refused();
        }
    }

    private void refused() {
        ledger.refused++;
        close();
    }

    /** @param scratch for what comes, of which only the first line is looked at */
    void onReady(ByteBuffer scratch) {
        if (key.isConnectable()) {
            onConnectable();
        } else if (key.isReadable()) {
            onReadable(scratch.clear());
        }
    }

    private void onConnectable() {
        try {
            channel.finishConnect();
            state = State.THERE;
        } catch (IOException e) {
            refused();
            return;
        }
        try {
            ledger.connected++;
            channel.write(ByteBuffer.wrap(wave.behaviour().opening()));
            key.interestOps(SelectionKey.OP_READ);
        } catch (IOException e) {
            ended();
        }
    }

    private void onReadable(ByteBuffer scratch) {
        try {
            if (channel.read(scratch) < 0) {
                ended();
                return;
            }
        } catch (IOException e) {
            ended();
            return;
        }
        if (!heard && scratch.position() >= STATUS_END) {
            heard = true;
            ledger.heard(wave.behaviour(), new String(scratch.array(), 0, STATUS_END, ISO_8859_1));
            if (!wave.behaviour().reads()) {
                key.interestOps(0);
            }
        }
    }

    private void ended() {
        ledger.ended++;
        close();
    }

    /** The next byte, if it sends any. */
    void drip(ByteBuffer one) {
        byte[] drips = wave.behaviour().drips();
        if (dripped == drips.length) {
            return;
        }
        try {
            one.clear().put(drips[dripped]).flip();
            dripped += channel.write(one);
        } catch (IOException e) {
            ended();
        }
    }

    void close() {
        state = State.GONE;
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
