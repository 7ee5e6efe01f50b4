package dev.weir.core.loop;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;

/**
 * A peer in memory: what it sends is queued, what it takes is limited, and it may end or break at any time.
 *
 * <p>Thread: the test's.
 */
public class ScriptedTransport implements Transport {
    private static final SocketAddress CLIENT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 40_000);
    private static final SocketAddress OURS = new InetSocketAddress(InetAddress.getLoopbackAddress(), 8080);

    private final ArrayDeque<ByteBuffer> input = new ArrayDeque<>();
    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private Connection connection;
    private int interest;
    private long room = Long.MAX_VALUE;
    private boolean ended;
    private IOException broken;
    private boolean writeBroken;
    private boolean outputShut;
    private boolean closed;
    private boolean reset;

    // --- the peer's side

    /** The peer sends bytes; each call is one read of ours, or more. */
    public void send(String bytes) {
        send(bytes.getBytes(StandardCharsets.ISO_8859_1));
    }

    public void send(byte[] bytes) {
        input.add(ByteBuffer.wrap(bytes.clone()));
    }

    /** The peer ends its direction. */
    public void end() {
        ended = true;
    }

    /** The peer resets the connection. */
    public void breakWith(IOException cause) {
        broken = cause;
    }

    /** The socket takes no more bytes; reading does not tell yet. */
    public void failWrites() {
        writeBroken = true;
    }

    /** How many more bytes the socket takes. */
    public void room(long bytes) {
        room = bytes;
    }

    /** All that was written so far. */
    public String written() {
        return output.toString(StandardCharsets.ISO_8859_1);
    }

    public byte[] writtenBytes() {
        return output.toByteArray();
    }

    /** What was written since the last call. */
    public String take() {
        String text = written();
        output.reset();
        return text;
    }

    public boolean isClosed() {
        return closed;
    }

    public boolean isReset() {
        return reset;
    }

    /** Whether we have ended our direction. */
    public boolean isOutputShut() {
        return outputShut;
    }

    public boolean hasUnread() {
        return !input.isEmpty();
    }

    Connection connection() {
        return connection;
    }

    int ready() {
        boolean readable = !input.isEmpty() || ended || broken != null;
        int ops = (readable ? READ : 0) | (room > 0 || broken != null ? WRITE : 0) | CONNECT;
        return closed || connection == null ? 0 : ops & interest;
    }

    // --- our side

    @Override
    public void attach(Connection owner) throws IOException {
        connection = owner;
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        fail();
        ByteBuffer first = input.peekFirst();
        if (first == null) {
            return ended ? -1 : 0;
        }
        int count = Math.min(first.remaining(), into.remaining());
        into.put(first.slice(first.position(), count));
        first.position(first.position() + count);
        if (!first.hasRemaining()) {
            input.removeFirst();
        }
        return count;
    }

    @Override
    public int write(ByteBuffer from) throws IOException {
        fail();
        if (writeBroken) {
            throw new IOException("broken pipe");
        }
        int count = (int) Math.min(room, from.remaining());
        byte[] bytes = new byte[count];
        from.get(bytes);
        output.writeBytes(bytes);
        room -= count;
        return count;
    }

    @Override
    public long write(ByteBuffer[] from, int count) throws IOException {
        long sum = 0;
        for (int i = 0; i < count; i++) {
            sum += write(from[i]);
        }
        return sum;
    }

    private void fail() throws IOException {
        if (broken != null) {
            throw broken;
        }
        if (closed) {
            throw new IOException("closed");
        }
    }

    @Override
    public void interest(int ops) {
        interest = ops;
    }

    @Override
    public boolean finishConnect() throws IOException {
        fail();
        return true;
    }

    @Override
    public void shutdownOutput() {
        outputShut = true;
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
        // Nothing is delayed in memory.
    }

    @Override
    public SocketAddress remote() {
        return closed ? null : CLIENT;
    }

    @Override
    public SocketAddress local() {
        return closed ? null : OURS;
    }
}
