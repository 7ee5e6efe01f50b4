package dev.weir.proxy;

import dev.weir.core.http.BegunPace;
import dev.weir.core.http.Exchange;
import dev.weir.core.http.ResponseHead;
import dev.weir.core.loop.Connection;
import dev.weir.core.loop.Timer;
import dev.weir.core.ws.CloseCode;
import dev.weir.core.ws.FrameFacts;
import dev.weir.core.ws.FrameTap;
import dev.weir.core.ws.FrameWriter;
import dev.weir.core.ws.Opcode;
import dev.weir.core.ws.SessionFacts;
import dev.weir.core.ws.Side;
import dev.weir.core.ws.Violation;
import dev.weir.core.ws.WsEnd;
import dev.weir.core.ws.WsSession;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A WebSocket connection through Weir: two connections whose bytes go across unchanged and observed. <pre>
 *   OPEN --close(): our Close at the next boundary of each direction--> CLOSING --both answered, or 5 s--> ENDED
 *    |                                                                                                       ^
 *    +-- both ends seen, a reset, silence for too long ------------------------------------------------------+
 * </pre>
 *
 * <p>An end of one direction is passed on and the other direction stays open (nginx ends the whole tunnel here), but
 * then only {@link #HALF_OPEN_NANOS} of silence are waited for, and nothing at all when both peers have said Close.
 *
 * <p>No timer is touched for a frame: the time of the last byte is stored, and looked at when the timer fires. Thread:
 * worker.
 */
final class Tunnel implements WsSession {
    /** How long peers may take to answer a Close of ours. */
    static final long CLOSE_GRACE_NANOS = 5_000_000_000L;

    /** Longest silence once one peer has ended its direction. */
    static final long HALF_OPEN_NANOS = 30_000_000_000L;

    private static final Logger LOG = LoggerFactory.getLogger(Tunnel.class);

    private final Exchange exchange;
    private final Settings settings;
    private final TunnelSide client;
    private final TunnelSide upstream;
    private final SessionFacts facts;
    private final long idleNanos;
    private final Timer timer = new Timer(this::onTimer);
    private final TunnelLimits limits;
    private final BegunPace pace;
    private FrameTap tap;
    private long lastByteNanos;
    private Farewell farewell;
    private WsEnd.By endedBy;
    private int endCode;
    private WsEnd.Cause endCause;

    /**
     * @param silenceNanos {@code proxy_read_timeout}: longest silence of both sides where {@code ws_idle_timeout} says
     *     nothing
     * @param sendNanos {@code proxy_send_timeout}: longest time in which the upstream takes no byte
     * @param masks keys for the frames that we send to the upstream
     */
    record Settings(long silenceNanos, long sendNanos, IntSupplier masks) {}

    /** What one side is told at the end. */
    record Goodbye(int code, String reason) {
        static final Goodbye LEFT = new Goodbye(CloseCode.GOING_AWAY, "");
    }

    /** A Close of our own that is under way. */
    private record Farewell(Goodbye toClient, Goodbye toUpstream, long sinceNanos) {}

    private Tunnel(Exchange exchange, ResponseHead head, Connection upstreamConnection, Settings settings) {
        this.exchange = exchange;
        this.settings = settings;
        Duration idle = exchange.location().webSocket().idleTimeout();
        this.idleNanos = idle == null ? settings.silenceNanos : idle.toNanos();
        FrameFacts frames = new FrameFacts();
        this.client = new TunnelSide(this, Side.CLIENT, exchange.connection(), frames);
        this.upstream = new TunnelSide(this, Side.UPSTREAM, upstreamConnection, frames);
        client.faces(upstream);
        upstream.faces(client);
        lastByteNanos = exchange.worker().nanos();
        facts = new SessionFacts(lastByteNanos);
        limits = TunnelLimits.of(this, head);
        pace = new BegunPace(exchange.location().options());
    }

    /**
     * Answers the exchange with the upstream's 101 and joins the two connections.
     *
     * @param rest what came behind the upstream's head
     */
    static void open(
            Exchange exchange, ResponseHead head, Connection upstreamConnection, ByteBuffer rest, Settings settings) {
        Tunnel tunnel = new Tunnel(exchange, head, upstreamConnection, settings);
        upstreamConnection.protocol(tunnel.upstream);
        exchange.upgrade(head, tunnel.client);
        if (rest.hasRemaining() && !upstreamConnection.isClosed()) {
            tunnel.upstream.onBytes(upstreamConnection, rest);
        }
    }

    void onOpened() {
        // A response before the upgrade may have left another mark behind.
        int mark = highMark();
        client.connection().highMark(mark);
        upstream.connection().highMark(mark);
        tap = exchange.location().openTaps(this);
        watch();
    }

    /** {@code ws_send_queue}; what is usual for an endpoint would let every slow reader of a tunnel keep a megabyte. */
    private int highMark() {
        long bytes = exchange.location().webSocket().sendQueue().bytes(Connection.DEFAULT_HIGH_MARK);
        return (int) Math.min(Integer.MAX_VALUE, bytes);
    }

    // --- observation

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
        return lastByteNanos;
    }

    TunnelSide client() {
        return client;
    }

    TunnelSide upstream() {
        return upstream;
    }

    /** Random bits, for masks and the payload of pings. */
    int random() {
        return settings.masks.getAsInt();
    }

    void onActivity() {
        lastByteNanos = exchange.worker().nanos();
    }

    void count(Side side, int bytes) {
        facts.onBytes(side, bytes);
        if (tap != null) {
            tap.onBytes(this, side, bytes);
        }
    }

    void onFrame(Side side, FrameFacts frame) {
        if (frame.opcode == Opcode.CLOSE) {
            remember(side == Side.CLIENT ? WsEnd.By.CLIENT : WsEnd.By.UPSTREAM, frame.closeCode, WsEnd.Cause.CLOSE);
        }
        facts.onFrame(side, frame);
        if (tap != null) {
            tap.onFrame(this, side, frame);
        }
    }

    void onRoundTrip(Side side, long nanos) {
        facts.rttNanos = nanos;
        if (tap != null) {
            tap.onRoundTrip(this, side, nanos);
        }
    }

    // --- a Close of our own

    @Override
    public void close(int code, String reason, WsEnd.Cause cause) {
        Goodbye goodbye = new Goodbye(code, reason);
        close(goodbye, goodbye, code, cause);
    }

    /** Closes because of what one side does: it is told why, the other that it is left. */
    void close(TunnelSide culprit, Goodbye why, WsEnd.Cause cause) {
        boolean byClient = culprit == client;
        close(byClient ? why : Goodbye.LEFT, byClient ? Goodbye.LEFT : why, why.code, cause);
    }

    private void close(Goodbye toClient, Goodbye toUpstream, int code, WsEnd.Cause cause) {
        if (isClosing() || facts.end != null) {
            return;
        }
        farewell = new Farewell(toClient, toUpstream, exchange.worker().nanos());
        remember(WsEnd.By.GATEWAY, code, cause);
        if (limits != null) {
            limits.onClosing();
        }
        client.severWhenWhole();
        upstream.severWhenWhole();
        watch();
        leaveWhenAnswered();
    }

    boolean isClosing() {
        return farewell != null;
    }

    ByteBuffer closeFrameTo(Side destination) {
        Goodbye goodbye = destination == Side.CLIENT ? farewell.toClient : farewell.toUpstream;
        return destination == Side.CLIENT
                ? FrameWriter.close(goodbye.code, goodbye.reason)
                : FrameWriter.maskedClose(goodbye.code, goodbye.reason, settings.masks.getAsInt());
    }

    /** A side has broken a rule; nothing of the frame has passed, or a part of a text that is none. */
    void onViolation(TunnelSide culprit, Violation violation) {
        LOG.info(
                "*{} {} broke a rule of WebSocket: {}",
                exchange.connection().id(),
                culprit.side().label(),
                violation.text());
        boolean limit = violation == Violation.MESSAGE_TOO_BIG;
        close(
                culprit,
                new Goodbye(violation.closeCode(), violation.text()),
                limit ? WsEnd.Cause.LIMIT : WsEnd.Cause.PROTOCOL);
    }

    /** After each piece of input has been worked on. */
    void onPassed() {
        if (isClosing()) {
            leaveWhenAnswered();
        }
    }

    private void leaveWhenAnswered() {
        boolean told = isTold(client) && isTold(upstream);
        if (told && client.hasSaidAll() && upstream.hasSaidAll()) {
            leave();
        }
    }

    /** Whether what comes from this side can no more keep our Close back; one that ended in mid-frame never ends it. */
    private static boolean isTold(TunnelSide from) {
        return from.isSevered() || from.connection().hasEnded();
    }

    private void leave() {
        client.leave();
        upstream.leave();
        watch();
    }

    // --- the peers end

    void onEnded(TunnelSide side) {
        remember(by(side), CloseCode.ABNORMAL, WsEnd.Cause.EOF);
        TunnelSide other = side == client ? upstream : client;
        if (isClosing()) {
            side.severWhenWhole();
            leaveWhenAnswered();
        } else if (other.connection().hasEnded() || client.closeSeen() && upstream.closeSeen()) {
            leave();
        } else {
            other.endOutput();
            watch();
        }
    }

    void onGone(TunnelSide side, IOException cause) {
        if (cause != null) {
            remember(by(side), CloseCode.ABNORMAL, WsEnd.Cause.RESET);
        }
        TunnelSide other = side == client ? upstream : client;
        if (other.isGone()) {
            onBothGone();
        } else {
            other.leave();
            watch();
        }
    }

    private static WsEnd.By by(TunnelSide side) {
        return side.side() == Side.CLIENT ? WsEnd.By.CLIENT : WsEnd.By.UPSTREAM;
    }

    /** The first reason counts; what follows is its consequence. */
    private void remember(WsEnd.By by, int code, WsEnd.Cause cause) {
        if (endedBy == null) {
            endedBy = by;
            endCode = code;
            endCause = cause;
        }
    }

    private void onBothGone() {
        if (facts.end != null) {
            return;
        }
        exchange.worker().disarm(timer);
        remember(
                WsEnd.By.GATEWAY,
                CloseCode.ABNORMAL,
                WsEnd.Cause.ofGivingUp(exchange.worker().isStopping()));
        facts.end = new WsEnd(endedBy, endCode, endCause, client.incompleteBytes(), upstream.incompleteBytes());
        try {
            if (tap != null) {
                tap.onClose(this, facts.end);
            }
        } finally {
            // Whatever a tap does, the counts behind the limits are given back.
            exchange.passed(facts.bytesOut - exchange.connection().unsent());
            exchange.end();
        }
    }

    // --- time

    /** Arms the timer when it would fire too late for what is now awaited. */
    void watch() {
        if (client.isGone() && upstream.isGone()) {
            return;
        }
        long due = deadline();
        if (!timer.isArmed() || timer.deadlineNanos() - due > 0) {
            exchange.worker().arm(timer, due - exchange.worker().nanos());
        }
    }

    private long deadline() {
        long due = lastByteNanos + Long.MAX_VALUE / 4;
        if (farewell != null) {
            due = earlier(due, farewell.sinceNanos + CLOSE_GRACE_NANOS);
        } else if (isSilenceJudged()) {
            due = earlier(due, lastByteNanos + silenceNanos());
        }
        if (farewell == null && limits != null) {
            due = earlier(due, limits.due(due));
        }
        if (farewell == null && slowDue() != Long.MAX_VALUE) {
            due = earlier(due, slowDue());
        }
        Connection toClient = client.connection();
        if (toClient.pending() > 0) {
            long most = exchange.location().options().sendTimeout().toNanos();
            due = earlier(due, toClient.progressNanos() + most);
        }
        Connection toUpstream = upstream.connection();
        if (toUpstream.pending() > 0) {
            due = earlier(due, toUpstream.progressNanos() + settings.sendNanos);
        }
        return due;
    }

    private long slowDue() {
        return pace.due(
                client.isWithinFrame(), facts.framesIn, facts, exchange.worker().nanos());
    }

    private boolean isSilenceJudged() {
        boolean throttled = limits != null && limits.isThrottled();
        return !throttled
                && (upstream.connection().isReading() || upstream.connection().hasEnded());
    }

    private static long earlier(long a, long b) {
        return a - b < 0 ? a : b;
    }

    private long silenceNanos() {
        boolean half = client.connection().hasEnded() || upstream.connection().hasEnded();
        return half ? Math.min(HALF_OPEN_NANOS, idleNanos) : idleNanos;
    }

    private void onTimer() {
        boolean acted = farewell == null && limits != null && limits.act();
        if (acted || deadline() - exchange.worker().nanos() > 0) {
            watch();
            return;
        }
        if (farewell == null) {
            boolean slow = pace.isOver(exchange, slowDue());
            remember(WsEnd.By.GATEWAY, CloseCode.ABNORMAL, WsEnd.Cause.TIMEOUT);
            String what = slow ? "client sent a frame too slowly" : "timed out while proxying upgraded connection";
            LOG.info("*{} {}", exchange.connection().id(), what);
        }
        client.cut();
        upstream.cut();
    }
}
