package dev.weir.core.ws;

import dev.weir.core.http.Exchange;
import java.nio.ByteBuffer;

/**
 * A WebSocket connection that ends in Weir: the server's side of RFC 6455 without I/O and without a clock of its own.
 * It holds the client to the rules, answers pings, carries the close handshake, and is observed like a tunnel, Weir
 * being the upstream. <pre>
 *   bytes of the client --read--> counted, rules --> Application
 *   Application --send--> Output --> socket --onWritten--> counted
 * </pre>
 *
 * <p>Thread: worker.
 */
public final class WsEndpoint implements WsSession {
    /** Frames that wait, from which on only the last ping is answered (section 5.5.3): pings are cheap to send. */
    private static final int MOST_WAITING = 256;

    private final Exchange exchange;
    private final Application application;
    private final Output output;
    private final SessionFacts facts;
    private final FrameFacts frame = new FrameFacts();
    private final FrameReader reader;
    private final FrameScanner incoming = new FrameScanner(frame);
    private final SentFrames outgoing;
    private final FrameScanner.Sink fromClient = f -> onCounted(Side.CLIENT, f);
    private final SentFrames.Sink sent = this::onSent;
    private final DeflatingSender deflating;
    private FrameTap tap;
    private CloseState state = CloseState.OPEN;
    private boolean inMessage;
    private byte[] owedPong;
    private long pingNanos;
    private WsEnd.By endedBy;
    private int endCode;
    private WsEnd.Cause endCause;

    /** What the connection is for. Thread: worker. */
    public interface Application {
        /** The 101 has been sent. */
        default void onOpen(WsEndpoint endpoint) {}

        /**
         * A part of a message, inflated, in order; a message of up to 64 KiB is one part when it came in one frame or
         * compressed.
         *
         * @param opcode of the message, {@link Opcode#TEXT} or {@link Opcode#BINARY}; text is valid UTF-8 as far as it
         *     has come
         * @param part good only during the call
         * @param first whether it begins the message
         * @param last whether it ends the message
         */
        void onMessage(WsEndpoint endpoint, int opcode, ByteBuffer part, boolean first, boolean last);

        /** The connection has ended; called once, after all else. */
        default void onClosed(WsEndpoint endpoint, WsEnd end) {}
    }

    /** Where bytes go. Thread: worker. */
    public interface Output {
        /** Takes a copy of all bytes. */
        void write(ByteBuffer bytes);

        /** Takes bytes that nobody changes any more, without a copy. */
        void share(ByteBuffer bytes);

        /** Clock reading of the last byte of either side, our pings apart. */
        long lastActiveNanos();

        /** A Close of ours was queued: the connection is to be cut when the client does not answer soon. */
        void onClosing();

        /** The last byte has been given: end our direction, and the connection with the client's. */
        void finish();
    }

    /**
     * What the two sides hold to.
     *
     * @param mostMessageBytes of a client's message, inflated; 0 for no limit
     * @param deflation null when compression was not agreed on
     */
    public record Terms(long mostMessageBytes, Deflation deflation) {}

    public WsEndpoint(Exchange exchange, Application application, Output output, Terms terms) {
        this.exchange = exchange;
        this.application = application;
        this.output = output;
        this.outgoing = new SentFrames(exchange.connection());
        this.facts = new SessionFacts(exchange.worker().nanos());
        this.reader = new FrameReader(this, terms.mostMessageBytes, terms.deflation);
        this.deflating = terms.deflation == null ? null : new DeflatingSender(this, terms.deflation);
    }

    /** The 101 has been sent. */
    public void open() {
        tap = exchange.location().openTaps(this);
        application.onOpen(this);
    }

    @Override
    public Exchange exchange() {
        return exchange;
    }

    @Override
    public SessionFacts facts() {
        return facts;
    }

    @Override
    public long lastActiveNanos() {
        return output.lastActiveNanos();
    }

    /** Whether the client has begun a frame or a message that it has not ended. */
    public boolean isWithinMessage() {
        return incoming.incompleteBytes() > 0 || reader.isWithinMessage();
    }

    /** Whether messages may still be sent. */
    public boolean isOpen() {
        return state == CloseState.OPEN;
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
            boolean limit = violation == Violation.MESSAGE_TOO_BIG;
            remember(WsEnd.By.GATEWAY, violation.closeCode(), limit ? WsEnd.Cause.LIMIT : WsEnd.Cause.PROTOCOL);
            fail(violation);
        }
    }

    void onPart(int opcode, ByteBuffer part, boolean first, boolean last) {
        if (state == CloseState.OPEN) {
            application.onMessage(this, opcode, part, first, last);
        }
    }

    void onPing(ByteBuffer payload) {
        if (state == CloseState.OPEN && outgoing.count() < MOST_WAITING) {
            frame(Opcode.PONG, true, payload, 0);
        } else if (state == CloseState.OPEN) {
            owedPong = new byte[payload.remaining()];
            payload.get(owedPong);
        }
    }

    /** Any pong tells that the client lives; only the one to our last ping how far away it is. */
    void onPong(ByteBuffer payload) {
        if (pingNanos != 0 && payload.remaining() == Long.BYTES && payload.getLong(payload.position()) == pingNanos) {
            facts.rttNanos = exchange.worker().nanos() - pingNanos;
            pingNanos = 0;
            if (tap != null) {
                tap.onRoundTrip(this, Side.CLIENT, facts.rttNanos);
            }
        }
    }

    void onCloseFrame(int code) {
        remember(WsEnd.By.CLIENT, code, WsEnd.Cause.CLOSE);
        boolean answered = state == CloseState.CLOSE_SENT;
        state = state.onCloseReceived();
        if (!answered) {
            sendClose(code, "");
            output.onClosing();
        }
        output.finish();
    }

    // --- to the client

    /**
     * Sends a part of a message: as a frame of its own, or compressed, as many frames as come of it. Nothing happens
     * when the connection is no longer open.
     *
     * @param opcode of the message
     * @param first whether it begins the message
     * @param last whether it ends the message
     */
    public void send(int opcode, ByteBuffer part, boolean first, boolean last) {
        if (state != CloseState.OPEN) {
            part.position(part.limit());
            return;
        }
        inMessage = !last;
        if (deflating != null && deflating.takes(part, first)) {
            deflating.send(opcode, part, last);
        } else {
            frame(first ? opcode : Opcode.CONTINUATION, last, part, 0);
        }
    }

    /** A frame of a compressed message; its sender may have brought about the connection's end with the one before. */
    void onDeflated(int opcode, ByteBuffer part, boolean last, Receipt receipt) {
        if (state != CloseState.OPEN) {
            if (receipt != null) {
                receipt.onLost(this);
            }
            return;
        }
        int length = part.remaining();
        outgoing.add(opcode, last, length, 0, receipt);
        ByteBuffer header = ByteBuffer.allocate(FrameWriter.headerLength(length, false));
        if (opcode == Opcode.CONTINUATION) {
            FrameWriter.header(header, opcode, last, length);
        } else {
            FrameWriter.compressedHeader(header, opcode, last, length);
        }
        output.write(header.flip());
        output.write(part);
    }

    /**
     * Sends a whole message.
     *
     * @param receipt hears what becomes of it; null for none
     * @throws IllegalStateException in the midst of a message sent in parts, or when the connection is not open
     */
    public void send(OutgoingMessage message, Receipt receipt) {
        if (inMessage || state != CloseState.OPEN) {
            throw new IllegalStateException("no message may begin now");
        }
        if (deflating != null && deflating.takes(message)) {
            deflating.send(message, receipt);
            return;
        }
        OutgoingMessage form = deflating == null ? message : deflating.shared(message);
        outgoing.add(form.opcode(), true, form.payloadLength(), 0, receipt);
        output.share(form.wire());
    }

    /** Pings the client; the pong to the last ping tells the round-trip time. */
    public void ping() {
        if (state == CloseState.OPEN) {
            pingNanos = exchange.worker().nanos();
            frame(Opcode.PING, true, ByteBuffer.allocate(Long.BYTES).putLong(0, pingNanos), 0);
        }
    }

    /** Whether the last ping has had no pong yet. */
    public boolean awaitsPong() {
        return pingNanos != 0;
    }

    private void frame(int opcode, boolean fin, ByteBuffer payload, int closeCode) {
        int length = payload.remaining();
        outgoing.add(opcode, fin, length, closeCode, null);
        ByteBuffer header = ByteBuffer.allocate(FrameWriter.headerLength(length, false));
        FrameWriter.header(header, opcode, fin, length);
        output.write(header.flip());
        output.write(payload);
    }

    @Override
    public void close(int code, String reason, WsEnd.Cause cause) {
        if (state == CloseState.OPEN) {
            remember(WsEnd.By.GATEWAY, code, cause);
            sendClose(code, reason);
            output.onClosing();
        }
    }

    private void sendClose(int code, String reason) {
        state = state.onCloseSent();
        frame(Opcode.CLOSE, true, FrameWriter.closePayload(code, reason), code);
    }

    /** Section 7.1.7: tells the reason, then waits for nothing. */
    private void fail(Violation violation) {
        if (state == CloseState.OPEN) {
            sendClose(violation.closeCode(), violation.text());
        }
        state = CloseState.ENDED;
        output.finish();
    }

    // --- observation

    /**
     * The socket has taken bytes.
     *
     * @param pending bytes that still wait
     */
    public void onWritten(long pending) {
        int left = outgoing.onPending(pending, frame, sent);
        if (left > 0) {
            count(Side.UPSTREAM, left);
        }
        if (owedPong != null && outgoing.count() < MOST_WAITING) {
            ByteBuffer payload = ByteBuffer.wrap(owedPong);
            owedPong = null;
            onPing(payload);
        }
    }

    private void onSent(FrameFacts left, Receipt receipt) {
        try {
            onCounted(Side.UPSTREAM, left);
        } finally {
            // Whatever an observer does, who waits for the message hears of it.
            if (receipt != null) {
                receipt.onWritten(this);
            }
        }
    }

    /** Frames that the socket has not taken whole. */
    public int unsentFrames() {
        return outgoing.count();
    }

    /** Their bytes, which take memory until the last of each has left. */
    public long unsentFrameBytes() {
        return outgoing.heldBytes();
    }

    private void count(Side side, int bytes) {
        facts.onBytes(side, bytes);
        if (tap != null) {
            tap.onBytes(this, side, bytes);
        }
    }

    private void onCounted(Side side, FrameFacts counted) {
        facts.onFrame(side, counted);
        if (tap != null) {
            tap.onFrame(this, side, counted);
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
        WsEnd.Cause ours = WsEnd.Cause.ofGivingUp(exchange.worker().isStopping());
        remember(broken ? WsEnd.By.CLIENT : WsEnd.By.GATEWAY, CloseCode.ABNORMAL, broken ? WsEnd.Cause.RESET : ours);
        state = CloseState.ENDED;
        facts.end = new WsEnd(endedBy, endCode, endCause, incoming.incompleteBytes(), outgoing.incompleteBytes());
        outgoing.clear(this);
        reader.release();
        if (deflating != null) {
            deflating.release();
        }
        try {
            application.onClosed(this, facts.end);
        } finally {
            tellEnd();
        }
    }

    /** Whatever an application or a tap does, the counts behind the gauges and limits are given back. */
    private void tellEnd() {
        try {
            if (tap != null) {
                tap.onClose(this, facts.end);
            }
        } finally {
            exchange.passed(facts.bytesOut);
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
