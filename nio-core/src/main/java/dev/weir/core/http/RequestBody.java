package dev.weir.core.http;

import java.nio.ByteBuffer;

/**
 * The body of a request on its way in: framing, limit, and who takes it.
 *
 * <pre>
 *   WAITING --read/discard--> FLOWING --last byte--> COMPLETE
 *                                |
 *                                +-- bad chunk, too large --> BROKEN
 * </pre>
 *
 * <p>Thread: worker.
 */
public final class RequestBody {
    private static final byte[] CONTINUE = ByteText.bytes("HTTP/1.1 100 Continue\r\n\r\n");

    private enum State {
        WAITING,
        FLOWING,
        COMPLETE,
        BROKEN
    }

    private final HttpProtocol protocol;
    private final Exchange exchange;
    private final boolean expectsContinue;
    private final long declared;
    private final ChunkedDecoder chunked;
    private boolean invited;
    private long received;
    private long limit;
    private State state;
    private BodySink sink;

    RequestBody(HttpProtocol protocol, Exchange exchange) throws HttpFault {
        this.protocol = protocol;
        this.exchange = exchange;
        RequestHead head = exchange.request();
        BodyFraming framing = BodyFraming.ofRequest(head);
        this.chunked = framing instanceof BodyFraming.Chunked ? ChunkedDecoder.ofRequest() : null;
        this.declared = framing instanceof BodyFraming.Length length ? length.bytes() : chunked != null ? -1 : 0;
        this.state = declared == 0 ? State.COMPLETE : State.WAITING;
        String expect = head.isHttp11() ? head.headers().first("Expect") : null;
        this.expectsContinue = expect != null && expect.equalsIgnoreCase("100-continue");
    }

    private RequestBody(Exchange exchange, HttpProtocol protocol) {
        this.protocol = protocol;
        this.exchange = exchange;
        this.chunked = null;
        this.declared = 0;
        this.state = State.COMPLETE;
        this.expectsContinue = false;
    }

    /** That of an exchange without one, whatever its head says. */
    static RequestBody none(HttpProtocol protocol, Exchange exchange) {
        return new RequestBody(exchange, protocol);
    }

    /** Bytes that the head announces; -1 when it is chunked; 0 when there is no body. */
    public long declared() {
        return declared;
    }

    public boolean isChunked() {
        return chunked != null;
    }

    /** Body bytes that have come so far, without chunk framing. */
    public long received() {
        return received;
    }

    public boolean isComplete() {
        return state == State.COMPLETE;
    }

    /** Whether its framing or its size is at fault: no more of it will be handed out. */
    public boolean isBroken() {
        return state == State.BROKEN;
    }

    /** Begins to hand the body to {@code sink}; one that is empty, or was stored before, at once. */
    public void read(BodySink sink) {
        this.sink = sink;
        if (state == State.COMPLETE) {
            this.sink = null;
            again(sink);
            return;
        }
        if (state == State.BROKEN) {
            return;
        }
        if (received == 0) {
            invite();
        }
        flow();
    }

    private void again(BodySink sink) {
        try (BodyStore store = BodyStore.hold(exchange)) {
            if (store != null) {
                BodyStore.Reading reading = store.read();
                while (reading.hasMore()) {
                    sink.onData(reading.next());
                }
            }
        }
        sink.onEnd();
    }

    /** Tells a client that asked for it to go on; also one that announced an empty body, as nginx does. */
    public void invite() {
        if (expectsContinue && !invited && !exchange.hasBegun()) {
            invited = true;
            protocol.connection().enqueue(CONTINUE);
        }
    }

    /** Whether nobody has asked for it, and its sender does not wait for our word. */
    boolean mayBeDiscarded() {
        return state == State.WAITING && !expectsContinue;
    }

    /** Throws the rest of the body away. */
    void discard() {
        sink = null;
        if (!isComplete() && state != State.BROKEN) {
            flow();
        }
    }

    /** Its framing or its size is at fault: nobody gets any more of it, and it never becomes complete. */
    void fail() {
        sink = null;
        if (!isComplete()) {
            state = State.BROKEN;
        }
    }

    private void flow() {
        state = State.FLOWING;
        protocol.onBodyWanted();
    }

    /** The sink cannot take more for now. */
    public void pause() {
        protocol.connection().pauseReading();
    }

    /** It can again; without a pause before there is nothing to say, and nobody to be given more time. */
    public void resume() {
        if (state == State.FLOWING && !protocol.connection().isReading()) {
            protocol.onBodyWanted();
        }
    }

    void limit(long bytes) {
        this.limit = bytes;
    }

    boolean isFlowing() {
        return state == State.FLOWING;
    }

    /** Whether the client waits for our word and will send no body without it. */
    boolean isHeldBack() {
        return expectsContinue && state == State.WAITING && received == 0;
    }

    /** Takes what belongs to the body; leaves the position after it. */
    void feed(ByteBuffer in) throws HttpFault {
        boolean complete;
        if (chunked != null) {
            complete = chunked.decode(in, this::onData);
        } else {
            int count = (int) Math.min(in.remaining(), declared - received);
            int limit = in.limit();
            int end = in.position() + count;
            onData(in.limit(end));
            in.limit(limit).position(end);
            complete = received == declared;
        }
        if (limit > 0 && received > limit) {
            throw new HttpFault(413, "client intended to send too large chunked body: " + received + " bytes");
        }
        if (complete) {
            state = State.COMPLETE;
            BodySink last = sink;
            sink = null;
            if (last != null) {
                last.onEnd();
            }
        }
    }

    private void onData(ByteBuffer bytes) {
        received += bytes.remaining();
        if (sink != null && (limit == 0 || received <= limit)) {
            sink.onData(bytes);
        }
    }
}
