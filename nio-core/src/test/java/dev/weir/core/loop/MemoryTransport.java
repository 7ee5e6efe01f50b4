package dev.weir.core.loop;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;

/**
 * A transport whose other end is the test: what the peer sends, how much it takes, when it ends or resets.
 *
 * <p>Each {@link #send} arrives as one read, however short. Thread: the test's.
 */
public final class MemoryTransport implements Transport {
    private static final int NO_LIMIT = Integer.MAX_VALUE;

    private final SocketAddress remote;
    private final SocketAddress local;
    private final ArrayDeque<ByteBuffer> input = new ArrayDeque<>();
    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private Connection connection;
    private int interest;
    private int room = NO_LIMIT;
    private boolean discarding;
    private boolean connectable = true;
    private boolean refused;
    private boolean endSent;
    private boolean endRead;
    private boolean broken;
    private boolean writeBroken;
    private boolean outputEnded;
    private boolean closed;
    private boolean reset;

    public MemoryTransport(int remotePort, int localPort) {
        this(new InetSocketAddress("127.0.0.1", remotePort), new InetSocketAddress("127.0.0.1", localPort));
    }

    public MemoryTransport(SocketAddress remote, SocketAddress local) {
        this.remote = remote;
        this.local = local;
    }

    // --- the peer's side

    /** The peer sends bytes. */
    public void send(byte[] bytes) {
        input.addLast(ByteBuffer.wrap(bytes.clone()));
    }

    /** The peer sends a byte string. */
    public void send(String text) {
        send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** The peer ends its direction. */
    public void end() {
        endSent = true;
    }

    /** The peer resets the connection. */
    public void breakOff() {
        broken = true;
    }

    /** Every write fails from now on, but nothing tells of it before. */
    public void breakOffForWriting() {
        writeBroken = true;
    }

    /** From now on only so many bytes are taken. */
    public void takeOnly(int bytes) {
        room = bytes;
    }

    /** From now on everything is taken. */
    public void takeAll() {
        room = NO_LIMIT;
    }

    /** A connect does not come to an end until told. */
    public MemoryTransport connecting() {
        connectable = false;
        return this;
    }

    /** A connect will fail. */
    public MemoryTransport refusing() {
        refused = true;
        return this;
    }

    /** What the peer has got since the last call. */
    public byte[] received() {
        byte[] bytes = output.toByteArray();
        output.reset();
        return bytes;
    }

    /** From now on the peer takes everything and keeps nothing. */
    public void discard() {
        discarding = true;
    }

    /** As {@link #received()}, as a byte string. */
    public String text() {
        return new String(received(), StandardCharsets.ISO_8859_1);
    }

    public boolean isOutputEnded() {
        return outputEnded;
    }

    public boolean isClosed() {
        return closed;
    }

    public boolean wasReset() {
        return reset;
    }

    /** Whether Weir wants to read. */
    public boolean isRead() {
        return (interest & READ) != 0;
    }

    public Connection connection() {
        return connection;
    }

    // --- Weir's side

    int readyOps() {
        if (closed) {
            return 0;
        }
        int ops = 0;
        if (!input.isEmpty() || broken || endSent && !endRead) {
            ops |= READ;
        }
        if (room > 0 || broken) {
            ops |= WRITE;
        }
        if (connectable || refused) {
            ops |= CONNECT;
        }
        return ops & interest;
    }

    @Override
    public void attach(Connection owner) {
        connection = owner;
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        ByteBuffer next = input.peekFirst();
        if (next == null) {
            if (broken) {
                throw new IOException("Connection reset by peer");
            }
            endRead = endSent;
            return endSent ? -1 : 0;
        }
        int count = Math.min(next.remaining(), into.remaining());
        into.put(next.slice(next.position(), count));
        next.position(next.position() + count);
        if (!next.hasRemaining()) {
            input.removeFirst();
        }
        return count;
    }

    @Override
    public int write(ByteBuffer from) throws IOException {
        if (broken || writeBroken || outputEnded || closed) {
            throw new IOException("Broken pipe");
        }
        if (discarding) {
            int all = from.remaining();
            from.position(from.limit());
            return all;
        }
        int count = Math.min(room, from.remaining());
        for (int i = 0; i < count; i++) {
            output.write(from.get());
        }
        room = room == NO_LIMIT ? NO_LIMIT : room - count;
        return count;
    }

    @Override
    public long write(ByteBuffer[] from, int count) throws IOException {
        long written = 0;
        for (int i = 0; i < count; i++) {
            written += write(from[i]);
            if (from[i].hasRemaining()) {
                break;
            }
        }
        return written;
    }

    @Override
    public void interest(int ops) {
        interest = ops;
    }

    @Override
    public boolean finishConnect() throws IOException {
        if (refused) {
            throw new IOException("Connection refused");
        }
        return connectable;
    }

    @Override
    public void shutdownOutput() {
        outputEnded = true;
    }

    @Override
    public void close() {
        closed = true;
    }

    @Override
    public void reset() {
        reset = true;
        closed = true;
    }

    @Override
    public void noDelay(boolean on) {
        if (closed) {
            throw new IllegalStateException("closed");
        }
    }

    @Override
    public SocketAddress remote() {
        return remote;
    }

    @Override
    public SocketAddress local() {
        return local;
    }
}
