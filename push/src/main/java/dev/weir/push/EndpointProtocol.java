package dev.weir.push;

import dev.weir.core.http.BegunPace;
import dev.weir.core.http.Exchange;
import dev.weir.core.http.Headers;
import dev.weir.core.http.ResponseHead;
import dev.weir.core.loop.Connection;
import dev.weir.core.loop.Protocol;
import dev.weir.core.loop.Timer;
import dev.weir.core.ws.CloseCode;
import dev.weir.core.ws.DeflateAgreement;
import dev.weir.core.ws.Deflation;
import dev.weir.core.ws.OutgoingMessage;
import dev.weir.core.ws.RateLimit;
import dev.weir.core.ws.Receipt;
import dev.weir.core.ws.WsCarrier;
import dev.weir.core.ws.WsEnd;
import dev.weir.core.ws.WsEndpoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries the bytes of an endpoint: silence is met with a ping and then with an end, and who takes nothing for {@code
 * send_timeout}, or does not answer a Close, is cut off. Where each message is answered, reading rests while the client
 * does not take what is sent; elsewhere it does not, or a client that is always behind would never be heard.
 *
 * <pre>
 *   OPEN --onClosing--> CLOSING (5 s) --finish--> LEAVING: what waits is written, our direction ends (5 s) --> gone
 * </pre>
 *
 * <p>Thread: worker.
 */
final class EndpointProtocol implements Protocol, WsCarrier, WsEndpoint.Output {
    private static final Logger LOG = LoggerFactory.getLogger(EndpointProtocol.class);
    private static final long GRACE_NANOS = 5_000_000_000L;
    private static final long NEVER = Long.MAX_VALUE;

    /** Bytes of a client that compresses which are read at a time: each may become a thousand. */
    private static final int STEP = 4096;

    private final Connection connection;
    private final WsEndpoint endpoint;
    private final EndpointOptions options;
    private final SendQueue queue;
    private final Offering offering;
    private final RateLimit rate;
    private final Deflation deflation;
    private final Timer timer = new Timer(() -> guarded(this::onTimer));
    private final BegunPace pace;
    private long heardNanos;
    private long busyNanos;
    private long pingedNanos;
    /** When the socket last took of what had to wait for it: a slow reader is not a silent one. */
    private long tookNanos;

    private boolean answersAll;
    private boolean closing;
    private boolean held;
    private boolean throttled;
    private boolean reading;
    private ByteBuffer unread;
    private long resumeNanos;
    private long closingNanos;

    EndpointProtocol(
            Exchange exchange, WsEndpoint.Application application, EndpointOptions options, QueueBudget budget) {
        this.connection = exchange.connection();
        this.options = options;
        this.deflation = options.deflating().with(exchange);
        WsEndpoint.Terms terms = new WsEndpoint.Terms(options.mostMessageBytes(), deflation);
        this.endpoint = new WsEndpoint(exchange, application, this, terms);
        this.queue = new SendQueue(connection, endpoint, options.queue(), budget);
        this.offering = new Offering(connection, endpoint, queue, budget);
        this.pace = new BegunPace(exchange.location().options());
        this.heardNanos = connection.worker().nanos();
        this.rate = options.rate().isLimited() ? new RateLimit(options.rate(), heardNanos) : null;
        this.busyNanos = heardNanos;
        this.pingedNanos = heardNanos;
        this.tookNanos = heardNanos;
    }

    /** Says, before it is open, that each message of the client is answered at once: {@link #offer} is not asked. */
    EndpointProtocol answeringAll() {
        answersAll = true;
        return this;
    }

    /** The 101, with what was agreed about compression; {@code headers} has what else it says. */
    ResponseHead acceptance(Headers.Builder headers) {
        if (deflation != null) {
            headers.add(DeflateAgreement.FIELD, deflation.agreement().header());
        }
        return ResponseHead.of(101, headers.build());
    }

    WsEndpoint endpoint() {
        return endpoint;
    }

    @Override
    public WsEndpoint session() {
        return endpoint;
    }

    private void guarded(Runnable action) {
        connection.guarded(action);
    }

    @Override
    public void onAdopted(Connection c) {
        c.noDelay(true);
        endpoint.open();
        watch();
    }

    @Override
    public void onBytes(Connection c, ByteBuffer bytes) {
        heardNanos = c.worker().nanos();
        busyNanos = heardNanos;
        take(bytes);
        if (bytes.hasRemaining()) {
            unread = ByteBuffer.allocate(bytes.remaining()).put(bytes).flip();
        }
        readOrRest();
    }

    /** Reads; what a client compressed only until somebody can't take more: pausing would come too late. */
    private void take(ByteBuffer bytes) {
        int from = bytes.position();
        int limit = bytes.limit();
        int step = deflation == null ? bytes.remaining() : STEP;
        long messages = endpoint.facts().messagesIn;
        reading = true;
        do {
            bytes.limit(Math.min(limit, bytes.position() + step));
            endpoint.read(bytes);
            bytes.limit(limit);
        } while (bytes.hasRemaining() && !mustRest());
        reading = false;
        if (rate != null) {
            limit((int) (endpoint.facts().messagesIn - messages), bytes.position() - from);
        }
    }

    private void takeUnread() {
        take(unread);
        unread = unread.hasRemaining() ? unread : null;
    }

    /** {@code ws_limit_rate}: what has come is taken; what follows waits, or does not come any more. */
    private void limit(int messages, int bytes) {
        long waitNanos = rate.take(heardNanos, messages, bytes);
        if (waitNanos > 0 && options.rate().close()) {
            endpoint.close(CloseCode.POLICY_VIOLATION, "Rate Limit", WsEnd.Cause.LIMIT);
        } else if (waitNanos > 0) {
            throttled = true;
            resumeNanos = heardNanos + waitNanos;
            watch();
        }
    }

    /** Reads on, unless somebody can't take more. While closing, only the client's Close is waited for. */
    private void readOrRest() {
        if (unread != null && !reading && !mustRest()) {
            guarded(this::takeUnread);
        }
        if (unread != null || mustRest()) {
            connection.pauseReading();
        } else {
            connection.resumeReading();
        }
    }

    private boolean mustRest() {
        return !closing && (held || throttled || answersAll && connection.isCongested());
    }

    // --- what is sent

    /** Queues a message when there is room for it. */
    Offer offer(OutgoingMessage message, Receipt receipt) {
        Offer offer = offering.offer(message, receipt);
        if (offer == Offer.QUEUED) {
            busyNanos = connection.worker().nanos();
        }
        return offer;
    }

    /** Runs when there may be room, or the connection has ended. To be called after {@link Offer#WAIT}. */
    void awaitRoom(Runnable waiter) {
        offering.awaitRoom(waiter);
    }

    /** Whether it takes messages. */
    boolean isOpen() {
        return offering.isOpen();
    }

    @Override
    public long lastActiveNanos() {
        return busyNanos;
    }

    /** Bytes that the socket has not taken. */
    long pending() {
        return connection.pending();
    }

    /** Stops reading until {@link #release}, for who cannot take more messages. */
    void hold() {
        held = true;
        readOrRest();
    }

    void release() {
        held = false;
        onRested();
        watch();
    }

    /** While reading rested nobody could say whether the client was silent, so its silence begins now. */
    private void onRested() {
        heardNanos = connection.worker().nanos();
        busyNanos = heardNanos;
        readOrRest();
    }

    @Override
    public void write(ByteBuffer bytes) {
        connection.enqueue(bytes);
    }

    @Override
    public void share(ByteBuffer bytes) {
        connection.share(bytes);
    }

    @Override
    public void onFlushed(Connection c) {
        if (queue.isWaiting()) {
            tookNanos = c.progressNanos();
        }
        queue.onFlushed(c.pending());
        if (c.pending() > 0) {
            watch();
        }
    }

    @Override
    public void onClosing() {
        if (!closing) {
            closing = true;
            closingNanos = connection.worker().nanos();
            readOrRest();
            watch();
        }
    }

    @Override
    public void finish() {
        onClosing();
        connection.finish();
        if (connection.hasEnded() && connection.pending() == 0) {
            connection.close();
        }
    }

    @Override
    public void onDrained(Connection c) {
        if (c.hasEnded()) {
            c.close();
        } else {
            readOrRest();
        }
    }

    // --- the end

    @Override
    public void onEnd(Connection c) {
        endpoint.onEnd();
        if (c.pending() == 0) {
            c.close();
        }
    }

    @Override
    public void onClosed(Connection c, IOException cause) {
        c.worker().disarm(timer);
        // Whatever an observer does, the end is told, the memory is given back and nobody waits for ever.
        try {
            endpoint.onWritten(c.unsent());
        } finally {
            tellEnd(cause != null);
        }
    }

    private void tellEnd(boolean broken) {
        try {
            endpoint.onClosed(broken);
        } finally {
            queue.onClosed();
        }
    }

    // --- time

    /** Arms the timer when it would come too late for what is now awaited. */
    private void watch() {
        long due = deadline();
        if (due != NEVER && !connection.isClosed() && (!timer.isArmed() || timer.deadlineNanos() - due > 0)) {
            connection.worker().arm(timer, due - connection.worker().nanos());
        }
    }

    private long deadline() {
        if (closing) {
            return closingNanos + GRACE_NANOS;
        }
        if (held || throttled) {
            return Math.min(stalledDue(), throttled ? resumeNanos : NEVER);
        }
        return Math.min(Math.min(stalledDue(), pingDue()), Math.min(pongDue(), Math.min(idleDue(), slowDue())));
    }

    private long slowDue() {
        boolean begun = endpoint.isWithinMessage() && connection.isReading();
        return pace.due(
                begun,
                endpoint.facts().messagesIn,
                endpoint.facts(),
                connection.worker().nanos());
    }

    private long stalledDue() {
        return connection.pending() > 0 ? connection.progressNanos() + options.sendNanos() : NEVER;
    }

    private long pingDue() {
        // Another ping would begin the wait for a pong anew.
        return options.pingNanos() == 0 || pongDue() != NEVER
                ? NEVER
                : Math.max(heardNanos, pingedNanos) + options.pingNanos();
    }

    private long pongDue() {
        boolean waits = options.pongNanos() > 0 && endpoint.awaitsPong() && heardNanos <= pingedNanos;
        // A ping behind a queue goes out as slowly as the client reads.
        long tookLast = connection.pending() > 0 ? connection.progressNanos() : tookNanos;
        return waits ? Math.max(pingedNanos, tookLast) + options.pongNanos() : NEVER;
    }

    private long idleDue() {
        return options.idleNanos() == 0 ? NEVER : Math.max(busyNanos, tookNanos) + options.idleNanos();
    }

    private void onTimer() {
        if (connection.isClosed()) {
            return;
        }
        long now = connection.worker().nanos();
        if (throttled && isDue(resumeNanos, now)) {
            throttled = false;
            onRested();
        }
        if (closing || isDue(stalledDue(), now)) {
            if (isDue(deadline(), now)) {
                endpoint.onTimeout();
                connection.close();
                return;
            }
        } else if (!held && !throttled) {
            judgeSilence(now);
        }
        watch();
    }

    private void judgeSilence(long now) {
        if (pace.isOver(endpoint.exchange(), slowDue())) {
            LOG.info("*{} client sent a message too slowly", connection.id());
            endpoint.close(CloseCode.POLICY_VIOLATION, "Too Slow", WsEnd.Cause.LIMIT);
        } else if (isDue(pongDue(), now)) {
            endpoint.close(CloseCode.GOING_AWAY, "Ping Timeout", WsEnd.Cause.TIMEOUT);
        } else if (isDue(idleDue(), now)) {
            endpoint.close(CloseCode.GOING_AWAY, "Idle Timeout", WsEnd.Cause.TIMEOUT);
        } else if (isDue(pingDue(), now)) {
            pingedNanos = now;
            endpoint.ping();
        }
    }

    private static boolean isDue(long due, long now) {
        return due != NEVER && due - now <= 0;
    }
}
