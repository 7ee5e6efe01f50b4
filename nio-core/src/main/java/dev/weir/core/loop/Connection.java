package dev.weir.core.loop;

import dev.weir.core.buffer.Notes;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection of a worker: a transport, the protocol that interprets it, and {@link Outgoing what waits to be
 * written}.
 *
 * <pre>
 *   CONNECTING --finishConnect--> OPEN --close/reset/failure--> CLOSED
 *        |                          ^
 *        +---- failure ---> CLOSED  +-- adopt (an accepted socket begins here)
 * </pre>
 *
 * <p>An idle connection owns no buffer: bytes are read into the worker's scratch, and the outbox exists only while
 * something waits. Thread: worker, the same for life.
 */
public final class Connection implements Notes {
    /** Above this, {@link #isCongested} asks the source to stop. */
    public static final int DEFAULT_HIGH_MARK = 64 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

    private final Worker worker;
    private Transport transport;
    private final long id;
    private final long openedNanos;
    private final Outgoing outgoing = new Outgoing(this);
    private Protocol protocol;
    private int interest;
    private boolean ended;
    private boolean closed;
    private Spares.Place spare;

    Connection(Worker worker, Transport transport, long id, Protocol protocol) {
        this.worker = worker;
        this.transport = transport;
        this.id = id;
        this.protocol = protocol;
        this.openedNanos = worker.nanos();
    }

    public Worker worker() {
        return worker;
    }

    /** A number that is unique in the process, for logs. */
    public long id() {
        return id;
    }

    /** When it was accepted, or a connect began; a reading of the clock. */
    public long openedNanos() {
        return openedNanos;
    }

    public SocketAddress remote() {
        return transport.remote();
    }

    public SocketAddress local() {
        return transport.local();
    }

    public Protocol protocol() {
        return protocol;
    }

    /** Hands the connection to another protocol; the one before hears nothing more, not even its end. */
    public void protocol(Protocol next) {
        protocol = next;
    }

    public boolean isClosed() {
        return closed;
    }

    /** Whether the peer has ended its direction. */
    public boolean hasEnded() {
        return ended;
    }

    /** Whether it did so by saying so: over TLS anybody on the way can feign the end of a connection. */
    public boolean hasEndedProperly() {
        return ended && transport.isEndedProperly();
    }

    public Transport transport() {
        return transport;
    }

    /**
     * Nobody would miss it from now on, should there be no room for others.
     *
     * @param known whether its client has asked for something before
     */
    public void mayGo(boolean known) {
        if (spare == null) {
            spare = new Spares.Place(this);
        }
        // A long turn is no time that a newcomer has had.
        worker.spares().add(spare, known, known ? worker.nanos() : worker.nanosNow());
    }

    /** Closes it, for others need its place. */
    void makeWay() {
        guarded(() -> protocol.onMakingWay(this));
        close();
    }

    /** It is needed again. */
    public void mustStay() {
        if (spare != null) {
            worker.spares().remove(spare);
        }
    }

    /** Whether it waits for the first request of its client. */
    boolean isStranger() {
        return spare != null && spare.isStranger();
    }

    /** Puts another transport over the one that the connection has; all bytes go through it from now on. */
    public void layer(UnaryOperator<Transport> over) {
        transport = over.apply(transport);
        transport.interest(interest);
    }

    /** Gives bytes that came to what now interprets them, through a {@link #layer} that has been put on. */
    public void reread(ByteBuffer bytes) {
        if (transport.unread(bytes)) {
            onReadable();
        } else {
            protocol.onBytes(this, bytes);
        }
    }

    public void noDelay(boolean on) {
        transport.noDelay(on);
    }

    // --- writing

    /** Writes now what the socket takes and keeps a copy of the rest. */
    public void write(ByteBuffer bytes) {
        outgoing.write(bytes);
    }

    /** Queues a copy; it leaves at the end of the loop's turn, together with what else comes until then. */
    public void enqueue(ByteBuffer bytes) {
        outgoing.enqueue(bytes);
    }

    /** Queues bytes; see {@link #enqueue(ByteBuffer)}. */
    public void enqueue(byte[] bytes) {
        enqueue(ByteBuffer.wrap(bytes));
    }

    /** Queues a buffer that nobody changes any more, without a copy. */
    public void share(ByteBuffer readOnly) {
        outgoing.share(readOnly);
    }

    /** When the socket last took bytes, or the first of those that wait came; a reading of the clock. */
    public long progressNanos() {
        return outgoing.progressNanos();
    }

    /** Bytes that had to wait and have left. */
    public long taken() {
        return outgoing.taken();
    }

    /** Bytes that waited when the connection was closed and will never leave; 0 while it is open. */
    public long unsent() {
        return outgoing.unsent();
    }

    /** Bytes that wait to be written. */
    public long pending() {
        return outgoing.pending();
    }

    /**
     * What the protocol notes of the bytes that wait. It takes each note back when its bytes have left, at the latest
     * in {@link Protocol#onFlushed}, and what is left in {@link Protocol#onClosed}; after that they are gone.
     */
    @Override
    public ArrayDeque<Object> notes() {
        return outgoing.notes();
    }

    /** How many waiting bytes make it {@link #isCongested congested}. */
    public void highMark(int bytes) {
        outgoing.highMark(bytes);
    }

    /** Whether a source should stop until {@link Protocol#onDrained}. */
    public boolean isCongested() {
        return outgoing.isCongested();
    }

    /** Writes what waits, unless that was done in this turn: one message leaves at once, of many the rest together. */
    public void flushFirst() {
        outgoing.flushFirst();
    }

    /** Writes what waits; called by the worker at the end of a turn, or by who cannot wait so long. */
    public void flush() {
        outgoing.flush();
    }

    /** Ends our direction once everything that waits has been written. */
    public void finish() {
        outgoing.finish();
    }

    // --- reading

    public void pauseReading() {
        unwant(Transport.READ);
    }

    public void resumeReading() {
        if (!closed && !ended) {
            want(Transport.READ);
            readOn();
        }
    }

    /** Reads what the transport has and the selector does not know of. */
    private void readOn() {
        if (!closed && transport.hasMore()) {
            defer(() -> {
                if (isReading() && transport.hasMore()) {
                    onReadable();
                }
            });
        }
    }

    public boolean isReading() {
        return (interest & Transport.READ) != 0;
    }

    // --- ending

    /** Closes at once; the protocol hears {@code onClosed(null)} at the end of this turn. */
    public void close() {
        end(null, false);
    }

    /** Closes so that the peer sees a reset. */
    public void reset() {
        end(null, true);
    }

    void end(IOException cause, boolean reset) {
        if (closed) {
            return;
        }
        outgoing.onClosing();
        closed = true;
        if (reset) {
            transport.reset();
        } else {
            transport.close();
        }
        mustStay();
        worker.onConnectionClosed();
        worker.defer(() -> told(cause));
    }

    private void told(IOException cause) {
        try {
            protocol.onClosed(this, cause);
        } finally {
            outgoing.clear();
        }
    }

    /** Runs something of this connection; when it throws, this connection dies and the worker lives. */
    public void guarded(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException | Error e) {
            onFault(e);
        }
    }

    /** A fault of ours: this connection dies, the worker lives. */
    void onFault(Throwable fault) {
        LOG.error("*{} internal error", id, fault);
        end(new IOException("internal error", fault), false);
    }

    /** Runs something after the current callback, still in this turn, as long as the connection is open. */
    public void defer(Runnable action) {
        worker.defer(() -> {
            if (!closed) {
                guarded(action);
            }
        });
    }

    // --- readiness

    void register(int ops) throws IOException {
        transport.attach(this);
        interest = ops;
        transport.interest(ops);
    }

    void onReady(int told) {
        if (closed) {
            return;
        }
        if (isConnecting()) {
            // A socket that is connected at once is told as writable, never as connectable.
            onConnectable();
            return;
        }
        int ops;
        try {
            ops = transport.onReady(told);
        } catch (IOException e) {
            end(e, false);
            return;
        }
        // What came goes first: of a peer that answered and went away, writing would only find that it has gone.
        if (!closed && (ops & Transport.READ) != 0 && isReading()) {
            onReadable();
        }
        if (!closed && (ops & Transport.WRITE) != 0) {
            flush();
        }
    }

    private void onConnectable() {
        try {
            if (transport.finishConnect()) {
                unwant(Transport.CONNECT);
                want(Transport.READ);
                outgoing.onConnected();
                protocol.onConnected(this);
                readOn();
            }
        } catch (IOException e) {
            end(e, false);
        }
    }

    private void onReadable() {
        ByteBuffer scratch = worker.scratch();
        int count;
        try {
            count = transport.read(scratch);
        } catch (IOException e) {
            end(e, false);
            return;
        }
        if (count > 0) {
            protocol.onBytes(this, scratch.flip());
            readOn();
        } else if (count < 0) {
            ended = true;
            unwant(Transport.READ);
            protocol.onEnd(this);
        }
    }

    boolean isConnecting() {
        return (interest & Transport.CONNECT) != 0;
    }

    void want(int op) {
        interest(interest | op);
    }

    void unwant(int op) {
        interest(interest & ~op);
    }

    private void interest(int ops) {
        if (ops != interest && !closed) {
            interest = ops;
            transport.interest(ops);
        }
    }
}
