package dev.weir.core.loop;

import dev.weir.core.buffer.Outbox;
import dev.weir.core.buffer.Outboxes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/**
 * What a connection writes. Bytes go to the socket as far as it takes them; the rest waits in an outbox, which is lent
 * only while something waits. What is meant by each method stands at those of {@link Connection}.
 *
 * <p>Thread: worker.
 */
final class Outgoing {
    private final Connection connection;
    private int outbox = Outboxes.NONE;
    private int highMark = Connection.DEFAULT_HIGH_MARK;
    private int flushedTurn;
    private boolean flushLater;
    private boolean finishing;
    private long progressNanos;
    private long taken;
    private long unsent;

    Outgoing(Connection connection) {
        this.connection = connection;
    }

    void write(ByteBuffer bytes) {
        if (connection.isClosed()) {
            bytes.position(bytes.limit());
            return;
        }
        try {
            if (pending() == 0 && !connection.isConnecting()) {
                connection.transport().write(bytes);
            }
            if (bytes.hasRemaining()) {
                box().append(bytes);
                connection.want(connection.isConnecting() ? Transport.CONNECT : Transport.WRITE);
            }
        } catch (IOException e) {
            bytes.position(bytes.limit());
            connection.end(e, false);
        }
    }

    void enqueue(ByteBuffer bytes) {
        if (!connection.isClosed()) {
            filling().append(bytes);
        }
        bytes.position(bytes.limit());
    }

    void share(ByteBuffer readOnly) {
        if (!connection.isClosed()) {
            filling().share(readOnly);
        }
    }

    long progressNanos() {
        return progressNanos;
    }

    long taken() {
        return taken;
    }

    long unsent() {
        return unsent;
    }

    long pending() {
        return outbox == Outboxes.NONE || connection.isClosed() ? 0 : box().bytes();
    }

    ArrayDeque<Object> notes() {
        return box().notes();
    }

    void highMark(int bytes) {
        highMark = bytes;
    }

    boolean isCongested() {
        return pending() >= highMark;
    }

    void flushFirst() {
        if (flushedTurn != connection.worker().turns()) {
            flushedTurn = connection.worker().turns();
            flush();
        }
    }

    void flush() {
        flushLater = false;
        if (connection.isClosed() || outbox == Outboxes.NONE || connection.isConnecting()) {
            return;
        }
        Worker worker = connection.worker();
        Outbox box = box();
        long before = box.bytes();
        try {
            box.drainTo(connection.transport(), worker.gather());
        } catch (IOException e) {
            connection.end(e, false);
            return;
        }
        if (box.bytes() < before) {
            progressNanos = worker.nanos();
            taken += before - box.bytes();
        }
        boolean empty = box.isEmpty();
        if (empty) {
            connection.unwant(Transport.WRITE);
        } else {
            connection.want(Transport.WRITE);
        }
        connection.protocol().onFlushed(connection);
        if (empty && !connection.isClosed() && pending() == 0) {
            onDrained();
        }
    }

    private void onDrained() {
        outbox = connection.worker().outboxes().give(outbox);
        if (finishing) {
            doShutdown();
        }
        if (!connection.isClosed()) {
            connection.protocol().onDrained(connection);
        }
    }

    private Outbox box() {
        Worker worker = connection.worker();
        if (outbox == Outboxes.NONE) {
            outbox = worker.outboxes().take();
            progressNanos = worker.nanos();
        }
        return worker.outboxes().at(outbox);
    }

    private Outbox filling() {
        if (!flushLater) {
            flushLater = true;
            connection.worker().flushLater(connection);
        }
        return box();
    }

    /** What was written meanwhile goes out. */
    void onConnected() {
        if (outbox != Outboxes.NONE) {
            filling();
        }
    }

    // --- ending

    void finish() {
        boolean now = !connection.isClosed() && !finishing && pending() == 0;
        finishing = true;
        if (now) {
            doShutdown();
        }
    }

    private void doShutdown() {
        try {
            connection.transport().shutdownOutput();
        } catch (IOException e) {
            connection.end(e, false);
        }
    }

    /** The connection is about to be closed: what waits never leaves. */
    void onClosing() {
        unsent = pending();
    }

    /** Drops what waits, with its notes. */
    void clear() {
        outbox = connection.worker().outboxes().give(outbox);
    }
}
