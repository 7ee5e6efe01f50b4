package dev.weir.proxy;

import dev.weir.core.http.BodyReader;
import dev.weir.core.http.BodySink;
import dev.weir.core.http.BodyStore;
import dev.weir.core.http.ChunkedEncoder;
import dev.weir.core.http.HttpFault;
import dev.weir.core.http.ResponseHead;
import dev.weir.core.http.ResponseParser;
import dev.weir.core.loop.Connection;
import dev.weir.core.loop.Protocol;
import dev.weir.core.loop.Timer;
import dev.weir.core.loop.Worker;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * One try of one request at one upstream server: sends the request, reads the response.
 *
 * <pre>
 *   CONNECTING --connected--> HEAD --head complete--> BODY --last byte--> DONE
 *        |                     |                       |                   ^
 *        +--- refused, reset, silent, nonsense (the owner hears it once) --+
 * </pre>
 *
 * The request goes out beside HEAD and BODY; a response may come before all of it is sent.
 *
 * <p>Thread: worker.
 */
final class UpstreamLeg implements Protocol, BodySink {
    private static final int MOST_INTERIM_HEADS = 16;

    private enum State {
        CONNECTING,
        HEAD,
        BODY,
        DONE
    }

    private final Owner owner;
    private final ProxyOptions options;
    private final Peer peer;
    private final UpstreamTrace.Try trace;
    private final Timer timer = new Timer(this::onTimer);
    private final Consumer<ByteBuffer> toClient;
    private State state = State.CONNECTING;
    private Connection connection;
    private boolean reused;
    private int requests = 1;
    private long bornNanos;
    private long lastNanos;
    private ResponseParser parser;
    private int interimHeads;
    private BodyReader body;
    private BodyStore.Reading stored;
    private Streaming streaming;
    private boolean requestSent;
    private boolean ended;

    /** Who wants the answer. Thread: worker. */
    interface Owner {
        /** The connection stands; answers the request's head, or all of a request that is at hand. */
        byte[] onConnected();

        /** Begins to send what is left of the body: {@link #store}, {@link #stream} or {@link #noBody}. */
        void onHeadSent(UpstreamLeg leg);

        /** A head that is no interim one. Answers how its body is to be read; null when the leg is to stop here. */
        BodyReader onHead(ResponseHead head, ByteBuffer rest);

        void onBody(ByteBuffer bytes);

        /** @param whole whether the body came to its proper end */
        void onBodyEnd(boolean whole);

        /** The try has failed before the head was complete. */
        void onFailure(NextReason reason, String problem);

        /** Whether reading should rest until {@link #resumeReading}. */
        boolean isCongested();

        /** Offers the connection for other exchanges. @return whether it was taken */
        boolean keep(IdleConnections.Used used);
    }

    /** A request body that is passed on while it comes. */
    record Streaming(boolean chunked, Runnable pause, Runnable resume) {}

    UpstreamLeg(Owner owner, ProxyOptions options, Peer peer, UpstreamTrace.Try trace) {
        this.owner = owner;
        this.options = options;
        this.peer = peer;
        this.trace = trace;
        this.toClient = owner::onBody;
    }

    Peer peer() {
        return peer;
    }

    UpstreamTrace.Try trace() {
        return trace;
    }

    Connection connection() {
        return connection;
    }

    /** Whether the connection has carried an exchange before. */
    boolean isReused() {
        return reused;
    }

    // --- the request

    /** @param local ours; null for whatever the system gives. @param secured null for plain */
    void connect(Worker worker, SocketAddress local, Secured secured) throws IOException {
        bornNanos = worker.nanos();
        lastNanos = bornNanos;
        connection = worker.connect(peer.address(), local, this, Secured.layer(secured, peer.address()));
        watch();
    }

    /** Takes a connection that is open. */
    void reuse(IdleConnections.Used used) {
        reused = true;
        connection = used.connection();
        requests = used.requests() + 1;
        bornNanos = used.bornNanos();
        connection.protocol(this);
        onConnected(connection);
    }

    @Override
    public void onConnected(Connection c) {
        connection = c;
        lastNanos = c.worker().nanos();
        trace.connectNanos = lastNanos - trace.startNanos;
        c.noDelay(true);
        parser = new ResponseParser(options.headBytes());
        state = State.HEAD;
        send(ByteBuffer.wrap(owner.onConnected()));
        owner.onHeadSent(this);
        watch();
    }

    private void send(ByteBuffer bytes) {
        trace.bytesSent += bytes.remaining();
        connection.enqueue(bytes);
    }

    void noBody() {
        requestSent = true;
    }

    /** Sends a body that is complete. */
    void store(BodyStore.Reading body) {
        stored = body;
        sendStored();
    }

    private void sendStored() {
        while (stored != null && stored.hasMore() && !connection.isCongested() && !connection.isClosed()) {
            send(stored.next());
        }
        requestSent |= stored != null && !stored.hasMore();
        watch();
    }

    /** Will be given the body through {@link #onData}. */
    void stream(Streaming how) {
        streaming = how;
    }

    @Override
    public void onData(ByteBuffer bytes) {
        if (state == State.DONE || connection.isClosed()) {
            bytes.position(bytes.limit());
            return;
        }
        if (streaming.chunked) {
            send(ByteBuffer.wrap(ChunkedEncoder.head(bytes.remaining())));
            send(bytes);
            send(ByteBuffer.wrap(ChunkedEncoder.end()));
        } else {
            send(bytes);
        }
        if (connection.isCongested()) {
            streaming.pause.run();
        }
        watch();
    }

    @Override
    public void onEnd() {
        requestSent = true;
        if (state != State.DONE && !connection.isClosed()) {
            if (streaming.chunked) {
                send(ByteBuffer.wrap(ChunkedEncoder.last()));
            }
            lastNanos = connection.worker().nanos();
            watch();
        }
    }

    @Override
    public void onDrained(Connection c) {
        lastNanos = c.worker().nanos();
        if (state == State.DONE) {
            return;
        }
        if (stored != null && !requestSent) {
            // Others have their turn first, and an answer that came is read before a reset behind it breaks the
            // sending.
            c.worker().post(() -> c.guarded(this::sendStored));
        }
        if (streaming != null && !requestSent) {
            streaming.resume.run();
        }
        watch();
    }

    // --- the response

    @Override
    public void onBytes(Connection c, ByteBuffer bytes) {
        lastNanos = c.worker().nanos();
        trace.bytesReceived += bytes.remaining();
        try {
            if (state == State.HEAD) {
                readHead(bytes);
            }
            if (state == State.BODY) {
                readBody(bytes);
            }
        } catch (HttpFault fault) {
            onFault(fault);
        }
    }

    private void readHead(ByteBuffer bytes) throws HttpFault {
        ResponseHead head = parser.parse(bytes);
        while (head != null && head.status() < 200 && head.status() != 101) {
            if (++interimHeads > MOST_INTERIM_HEADS) {
                throw new HttpFault(502, "upstream sent too many interim responses");
            }
            head = parser.parse(bytes);
        }
        if (head == null) {
            watch();
            return;
        }
        parser = null;
        trace.status = head.status();
        trace.headerNanos = lastNanos - trace.startNanos;
        BodyReader reader = owner.onHead(head, bytes);
        if (reader != null && state == State.HEAD) {
            body = reader;
            state = State.BODY;
            watch();
        }
    }

    private void readBody(ByteBuffer bytes) throws HttpFault {
        boolean complete = body.read(bytes, toClient);
        trace.bodyBytes = body.received();
        if (state == State.DONE) {
            return;
        }
        if (complete) {
            finishBody(true, bytes.hasRemaining());
        } else if (owner.isCongested()) {
            connection.pauseReading();
        }
    }

    /** The client takes bytes again. */
    void resumeReading() {
        if (state == State.BODY && !connection.isReading()) {
            lastNanos = connection.worker().nanos();
            connection.resumeReading();
            watch();
        }
    }

    private void finishBody(boolean whole, boolean extra) {
        Connection c = connection;
        boolean reusable = whole && !extra && requestSent && !ended && c.pending() == 0;
        settle();
        if (!reusable || !owner.keep(new IdleConnections.Used(c, requests, bornNanos))) {
            c.close();
        }
        owner.onBodyEnd(whole);
    }

    private void onFault(HttpFault fault) {
        if (state == State.BODY) {
            finishBody(false, true);
        } else {
            fail(NextReason.INVALID_HEADER, fault.getMessage());
        }
    }

    @Override
    public void onEnd(Connection c) {
        ended = true;
        if (state == State.BODY) {
            finishBody(body.isCompleteAtEnd() && c.hasEndedProperly(), false);
        } else {
            fail(
                    NextReason.ERROR,
                    "upstream prematurely closed connection while reading response header from upstream");
        }
    }

    @Override
    public void onClosed(Connection c, IOException cause) {
        if (state == State.BODY) {
            finishBody(false, true);
        } else if (state != State.DONE) {
            fail(NextReason.ERROR, state == State.CONNECTING ? Trouble.connecting(cause) : Trouble.waiting(cause));
        }
    }

    private void fail(NextReason reason, String problem) {
        settle();
        connection.close();
        owner.onFailure(reason, problem);
    }

    private void settle() {
        state = State.DONE;
        trace.responseNanos = connection.worker().nanos() - trace.startNanos;
        connection.worker().disarm(timer);
        stored = null;
        streaming = null;
        parser = null;
    }

    /** Gives the open connection to a tunnel; this leg hears nothing more. */
    Connection handOver() {
        settle();
        return connection;
    }

    /** Gives the try up; the owner hears nothing more. */
    void abandon() {
        if (state != State.DONE && connection != null) {
            settle();
            connection.close();
        }
        state = State.DONE;
    }

    // --- time

    private void watch() {
        if (state == State.DONE) {
            return;
        }
        long due = deadline();
        if (due != Long.MAX_VALUE && (!timer.isArmed() || timer.deadlineNanos() - due > 0)) {
            connection.worker().arm(timer, due - connection.worker().nanos());
        }
    }

    private long deadline() {
        if (state == State.CONNECTING) {
            return lastNanos + options.connectTimeout().toNanos();
        }
        if (connection.pending() > 0) {
            return connection.progressNanos() + options.sendTimeout().toNanos();
        }
        boolean waits = state == State.HEAD ? requestSent : connection.isReading();
        return waits ? lastNanos + options.readTimeout().toNanos() : Long.MAX_VALUE;
    }

    private void onTimer() {
        long due = deadline();
        if (state == State.DONE
                || due == Long.MAX_VALUE
                || due - connection.worker().nanos() > 0) {
            watch();
            return;
        }
        String when = state == State.CONNECTING
                ? "connecting to upstream"
                : connection.pending() > 0 ? "sending request to upstream" : "reading response header from upstream";
        if (state == State.BODY) {
            finishBody(false, true);
        } else {
            fail(NextReason.TIMEOUT, "upstream timed out (110: Connection timed out) while " + when);
        }
    }
}
