package dev.weir.dist.scenario;

import dev.weir.testkit.RawWebSocket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Many clients of an endpoint on one thread: each remembers every message in its order. Messages must be shorter than
 * 126 bytes and come uncompressed, one a frame.
 *
 * <p>Thread: its own; {@link Member} as told there.
 */
final class PushCrowd implements AutoCloseable {
    private static final int TEXT = 0x81;
    private static final int CLOSE = 0x88;

    private final int port;
    private final Selector selector;
    private final Thread thread = new Thread(this::run, "crowd");
    private final Queue<Runnable> orders = new ConcurrentLinkedQueue<>();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private volatile boolean over;

    /** One client. Thread: the crowd's; {@link #id} and {@link #count} any; {@link #messages} after the end. */
    final class Member {
        private final SocketChannel channel;
        private final ByteBuffer in = ByteBuffer.allocate(16 * 1024);
        private final List<String> messages = new ArrayList<>();
        private boolean accepted;
        private volatile String id;
        private volatile int count;

        private Member() throws IOException {
            channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.write(ByteBuffer.wrap(RawWebSocket.handshake("/ws").getBytes(StandardCharsets.ISO_8859_1)));
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ, this);
            selector.wakeup();
        }

        /** Null until its first message has come. */
        String id() {
            return id;
        }

        /** Messages after the first. */
        int count() {
            return count;
        }

        List<String> messages() {
            return messages;
        }

        /** Goes: with a Close, or with a reset. */
        void leave(boolean politely) {
            orders.add(() -> {
                try {
                    if (politely) {
                        channel.write(ByteBuffer.wrap(new byte[] {(byte) CLOSE, (byte) 0x80, 0, 0, 0, 0}));
                    } else {
                        channel.setOption(StandardSocketOptions.SO_LINGER, 0);
                        channel.close();
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            selector.wakeup();
        }

        private void onReadable() throws IOException {
            int read = channel.read(in);
            in.flip();
            if (!accepted) {
                accepted = skipHead();
            }
            while (accepted && in.remaining() >= 2) {
                int length = in.get(in.position() + 1);
                if (length < 0 || length > 125) {
                    throw new AssertionError("a frame with the length byte " + length);
                }
                if (in.remaining() < 2 + length) {
                    break;
                }
                int first = in.get() & 0xff;
                in.get();
                byte[] payload = new byte[length];
                in.get(payload);
                onFrame(first, new String(payload, StandardCharsets.ISO_8859_1));
            }
            in.compact();
            if (read < 0) {
                channel.close();
            }
        }

        private boolean skipHead() {
            for (int i = in.position() + 3; i < in.limit(); i++) {
                if (in.get(i) == '\n' && in.get(i - 2) == '\n') {
                    in.position(i + 1);
                    return true;
                }
            }
            return false;
        }

        private void onFrame(int first, String payload) {
            if (first == TEXT && id == null) {
                id = PushScenario.id(payload);
            } else if (first == TEXT) {
                messages.add(payload);
                count = messages.size();
            } else if (first != CLOSE) {
                throw new AssertionError("a frame that begins with " + first);
            }
        }
    }

    PushCrowd(int port) throws IOException {
        this.port = port;
        this.selector = Selector.open();
        thread.start();
    }

    /** One more client; its id comes later. Thread: any. */
    Member join() throws IOException {
        return new Member();
    }

    private void run() {
        try {
            while (!over) {
                selector.select(key -> {
                    try {
                        ((Member) key.attachment()).onReadable();
                    } catch (IOException reset) {
                        key.cancel();
                    }
                });
                for (Runnable order = orders.poll(); order != null; order = orders.poll()) {
                    order.run();
                }
            }
            for (SelectionKey key : selector.keys()) {
                key.channel().close();
            }
            selector.close();
        } catch (IOException | RuntimeException | AssertionError e) {
            failure.set(e);
        }
    }

    /** Closes all connections, and fails when any of them got what it must not. */
    @Override
    public void close() {
        over = true;
        selector.wakeup();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (failure.get() != null) {
            throw new AssertionError("the crowd has failed", failure.get());
        }
    }
}
