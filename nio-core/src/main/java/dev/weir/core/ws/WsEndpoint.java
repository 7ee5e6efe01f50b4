package dev.weir.core.ws;

import dev.weir.core.http.Exchange;
import java.nio.ByteBuffer;

/**
 * A WebSocket connection that ends in Weir: the server's side of RFC 6455 without I/O and without a clock. It holds the
 * client to the rules, answers pings, carries the close handshake, and is observed like a tunnel, Weir being the
 * upstream.
 *
 * <pre>
 *   bytes of the client --read--> counted, rules --> Application --beginFrame/payload--> counted --> Output
 * </pre>
 *
 * <p>Thread: worker.
 */
public final class WsEndpoint implements WsSession {
    private final Exchange exchange;
    private final Application application;
    private final Output output;
    private final SessionFacts facts;
    private final FrameReader reader = new FrameReader(this);
    private final FrameScanner incoming = new FrameScanner();
    private final FrameScanner outgoing = new FrameScanner();
    private final FrameScanner.Sink fromClient = frame -> onCounted(Side.CLIENT, frame);
    private final FrameScanner.Sink fromHere = frame -> onCounted(Side.UPSTREAM, frame);
    private final ByteBuffer header = ByteBuffer.allocate(FrameWriter.LONGEST_HEADER);
    private FrameTap tap;
    private CloseState state = CloseState.OPEN;
    private ByteBuffer waitingClose;
    private WsEnd.By endedBy;
    private int endCode;
    private WsEnd.Cause endCause;

    /** What the connection is for. Thread: worker. */
    public interface Application {
        /** A data frame begins; {@code length} bytes of payload follow, in one piece or in several. */
        void onFrame(WsEndpoint endpoint, int opcode, boolean fin, long length);

        /** Payload without its mask; good only during the call. */
        void onPayload(WsEndpoint endpoint, ByteBuffer part);
    }

    /** Where bytes go. Thread: worker. */
    public interface Output {
        /** Takes all bytes. */
        void write(ByteBuffer bytes);

        /** A Close of ours went out or waits to: the connection is to be cut when the client does not answer soon. */
        void onClosing();

        /** The last byte has been given: end our direction, and the connection with the client's. */
        void finish();
    }

    public WsEndpoint(Exchange exchange, Application application, Output output) {
        this.exchange = exchange;
        this.application = application;
        this.output = output;
        this.facts = new SessionFacts(exchange.worker().nanos());
    }

    /** The 101 has been sent. */
    public void open() {
        tap = exchange.location().openTaps(this);
    }

    @Override
    public Exchange exchange() {
        return exchange;
    }

    @Override
    public SessionFacts facts() {
        return facts;
    }

    // --- from the client

    /** Takes all bytes; changes them. */
    public void read(ByteBuffer in) {
        if (!state.mayReceive()) {
            in.position(in.limit());
            return;
        }
        count(Side.CLIENT, in.remaining());
        incoming.scan(in, fromClient);
        Violation violation = reader.read(in);
        if (violation != null) {
            remember(WsEnd.By.GATEWAY, violation.closeCode(), WsEnd.Cause.PROTOCOL);
            fail(violation);
        }
    }

    void onFrameStart(int opcode, boolean fin, long length) {
        if (state == CloseState.OPEN) {
            application.onFrame(this, opcode, fin, length);
        }
    }

    void onPayload(ByteBuffer part) {
        if (state == CloseState.OPEN) {
            application.onPayload(this, part);
        }
    }

    void onPing(ByteBuffer payload) {
        if (state == CloseState.OPEN && outgoing.atBoundary()) {
            beginFrame(Opcode.PONG, true, payload.remaining());
            payload(payload);
        }
    }

    void onCloseFrame(int code) {
        remember(WsEnd.By.CLIENT, code, WsEnd.Cause.CLOSE);
        boolean answered = state == CloseState.CLOSE_SENT;
        state = state.onCloseReceived();
        if (answered) {
            output.finish();
        } else {
            waitingClose = FrameWriter.close(code, "");
            sendWaitingClose();
        }
    }

    // --- to the client

    /** Begins a frame; as many bytes of {@link #payload} must follow before anything else. */
    public void beginFrame(int opcode, boolean fin, long length) {
        FrameWriter.header(header.clear(), opcode, fin, length);
        send(header.flip());
    }

    /** Sends payload of the frame begun last. */
    public void payload(ByteBuffer part) {
        send(part);
        sendWaitingClose();
    }

    private void send(ByteBuffer bytes) {
        count(Side.UPSTREAM, bytes.remaining());
        outgoing.scan(bytes, fromHere);
        output.write(bytes);
    }

    @Override
    public void close(int code, String reason, WsEnd.Cause cause) {
        if (state != CloseState.OPEN || waitingClose != null) {
            return;
        }
        remember(WsEnd.By.GATEWAY, code, cause);
        waitingClose = FrameWriter.close(code, reason);
        output.onClosing();
        sendWaitingClose();
    }

    /** A Close must not stand within a frame. */
    private void sendWaitingClose() {
        if (waitingClose != null && outgoing.atBoundary()) {
            ByteBuffer close = waitingClose;
            waitingClose = null;
            state = state.onCloseSent();
            send(close);
            if (state == CloseState.CLOSE_EXCHANGED) {
                output.finish();
            }
        }
    }

    /** Section 7.1.7: tells the reason, then waits for nothing. */
    private void fail(Violation violation) {
        if (state == CloseState.OPEN && outgoing.atBoundary()) {
            state = state.onCloseSent();
            send(FrameWriter.close(violation.closeCode(), violation.text()));
        }
        state = CloseState.ENDED;
        output.finish();
    }

    // --- observation

    private void count(Side side, int bytes) {
        facts.onBytes(side, bytes);
        if (tap != null) {
            tap.onBytes(this, side, bytes);
        }
    }

    private void onCounted(Side side, FrameFacts frame) {
        facts.onFrame(side, frame);
        if (tap != null) {
            tap.onFrame(this, side, frame);
        }
    }

    // --- the end

    /** The client has ended its direction. */
    public void onEnd() {
        remember(WsEnd.By.CLIENT, CloseCode.ABNORMAL, WsEnd.Cause.EOF);
    }

    /** Weir gives the connection up. */
    public void onTimeout() {
        remember(WsEnd.By.GATEWAY, CloseCode.ABNORMAL, WsEnd.Cause.TIMEOUT);
    }

    /**
     * The connection is gone; ends the exchange.
     *
     * @param broken whether it was broken from outside
     */
    public void onClosed(boolean broken) {
        if (facts.end != null) {
            return;
        }
        remember(
                broken ? WsEnd.By.CLIENT : WsEnd.By.GATEWAY,
                CloseCode.ABNORMAL,
                broken ? WsEnd.Cause.RESET : WsEnd.Cause.ERROR);
        state = CloseState.ENDED;
        facts.end = new WsEnd(endedBy, endCode, endCause, incoming.incompleteBytes(), outgoing.incompleteBytes());
        try {
            if (tap != null) {
                tap.onClose(this, facts.end);
            }
        } finally {
            // Whatever a tap does, the counts behind the limits are given back.
            exchange.end();
        }
    }

    private void remember(WsEnd.By by, int code, WsEnd.Cause cause) {
        if (endedBy == null) {
            endedBy = by;
            endCode = code;
            endCause = cause;
        }
    }
}
