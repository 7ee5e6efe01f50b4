package dev.weir.core.http;

import dev.weir.core.http.ConnectionTap.Activity;
import dev.weir.core.loop.Connection;
import dev.weir.core.loop.Protocol;
import dev.weir.core.loop.Timer;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * HTTP/1.1 on one client connection: heads, exchanges one after the other, keep-alive, timeouts.
 *
 * <pre>
 *               first byte             head complete               response complete,
 *   IDLE ------------------> HEAD ------------------> EXCHANGE ---- keep-alive -----> IDLE
 *    |  keepalive_timeout     |  408, 400, 414 ...     |    |
 *    v                        v                        |    +-- upgrade --> (another protocol)
 *   GONE <---- timeout, end, reset --------------------+
 *    ^                                                 v
 *    +------------------ client ends, timeout --- LINGERING  (response sent, rest of the input thrown away)
 * </pre>
 *
 * <p>Thread: worker.
 */
public final class HttpProtocol implements Protocol, Departing {
    private static final Logger LOG = LoggerFactory.getLogger(HttpProtocol.class);
    private static final int CARRY_PAUSE_BYTES = 16 * 1024;

    private enum Stage {
        IDLE,
        HEAD,
        EXCHANGE,
        LINGERING,
        GONE
    }

    private final Listener listener;
    private final Tenure tenure;
    private Connection connection;
    private Peering peering;
    private ProxyHeader proxyHeader;
    private Stage stage = Stage.IDLE;
    private final HeadReader heads = new HeadReader();
    private Exchange exchange;
    private boolean responseFinished;
    private boolean keepAlive;
    private int requests;
    private HttpOptions options;

    /** What came with the head and is not yet read, while the exchange begins. */
    private ByteBuffer behindHead;

    /** Input that came before it could be used. */
    private final Carry carry = new Carry();

    private final Timer timer = new Timer(() -> connection.guarded(this::onTimer));
    private final Patience patience = new Patience();

    HttpProtocol(Listener listener) {
        this.listener = listener;
        this.tenure = new Tenure(listener);
    }

    Connection connection() {
        return connection;
    }

    Peering peering() {
        return peering;
    }

    ProxyHeader proxyHeader() {
        return proxyHeader;
    }

    HeadReader heads() {
        return heads;
    }

    String date() {
        return listener.date(connection.worker().wallMillis());
    }

    // --- input

    @Override
    public void onAdopted(Connection adopted) {
        connection = adopted;
        // Now, because a socket that is closed has forgotten its addresses, and logs still ask for them.
        peering = Peering.of(adopted.remote(), adopted.local());
        tenure.begin(adopted.local());
        if (tenure.site().expectsProxyHeader() && proxyHeader == null) {
            awaitProxyHeader();
        } else {
            enter(Stage.IDLE);
        }
    }

    private void awaitProxyHeader() {
        long timeout = tenure.site().defaultServer().headerTimeout().toNanos();
        ProxyGreeting greeting = new ProxyGreeting(timeout, header -> {
            proxyHeader = header;
            connection.protocol(this);
            onAdopted(connection);
        });
        // Who never gets as far as a request must not keep a configuration alive.
        tenure.leave();
        connection.protocol(greeting);
        greeting.onAdopted(connection);
    }

    @Override
    public void onBytes(Connection c, ByteBuffer bytes) {
        patience.onBytes(c.worker().nanos());
        if (stage == Stage.LINGERING) {
            return;
        }
        if (!carry.isEmpty()) {
            stash(bytes);
            return;
        }
        process(bytes);
    }

    private void process(ByteBuffer bytes) {
        while (bytes.hasRemaining() && connection.protocol() == this && !connection.isClosed()) {
            if (stage == Stage.LINGERING || stage == Stage.GONE) {
                return;
            }
            if (stage != Stage.EXCHANGE) {
                readHead(bytes);
            } else if (exchange.body().isFlowing()) {
                readBody(bytes);
            } else if (exchange.isBodyBroken()) {
                return;
            } else {
                stash(bytes);
                return;
            }
        }
        if (bytes.hasRemaining() && connection.protocol() != this && !connection.isClosed()) {
            // What came in one piece with a handshake that was answered at once.
            connection.protocol().onBytes(connection, bytes);
        }
    }

    private void readHead(ByteBuffer bytes) {
        if (stage == Stage.IDLE) {
            // Of the configuration now in force: a reload may have come since the last request.
            tenure.renew();
            heads.begin(connection.worker());
        }
        RequestHead head;
        try {
            head = heads.read(bytes, tenure.site().defaultServer().headLimits());
        } catch (HttpFault fault) {
            refuse(heads.giveUp(), fault);
            return;
        }
        if (head != null) {
            begin(head, bytes);
        } else if (stage == Stage.IDLE && heads.isStarted()) {
            enter(Stage.HEAD);
        }
    }

    private void begin(RequestHead head, ByteBuffer bytes) {
        stage = Stage.EXCHANGE;
        tenure.does(connection.worker(), Activity.WRITING);
        responseFinished = false;
        RequestTarget target;
        try {
            target = RequestTarget.parse(
                    head.target(), tenure.site().defaultServer().mergeSlashes());
            exchange = new Exchange(this, head, target, requests + 1);
        } catch (HttpFault fault) {
            refuse(HeadReader.unread(head.requestLine()), fault);
            return;
        }
        requests++;
        connection.highMark(Connection.DEFAULT_HIGH_MARK);
        String host = HostName.of(head, target);
        exchange.routed(host, tenure.site().server(host, exchange));
        options = exchange.location().options();
        Exchange begun = exchange;
        behindHead = bytes;
        run(begun, begun::dispatch);
        behindHead = null;
    }

    /**
     * Throws away what came of the body with the head. A fault in it is answered instead of what was to be said, as in
     * nginx: whoever sent it speaks of another message than we would answer.
     *
     * @return whether there was no fault
     */
    boolean discardArrived(Exchange x) {
        if (behindHead == null || x != exchange || !x.body().mayBeDiscarded()) {
            return true;
        }
        try {
            x.body().feed(behindHead);
            return true;
        } catch (HttpFault fault) {
            log(fault);
            onBodyFault(fault);
            return false;
        }
    }

    /** A piece of an exchange's way, which may end in an error. */
    interface Step {
        void go() throws HttpFault;
    }

    /** Takes an exchange further that has waited. */
    void goOn(Exchange x, Step step) {
        connection.guarded(() -> run(x, step));
    }

    private void run(Exchange x, Step step) {
        try {
            step.go();
        } catch (HttpFault fault) {
            log(fault);
            x.failed(fault);
        }
        settle();
    }

    private void readBody(ByteBuffer bytes) {
        try {
            exchange.body().feed(bytes);
        } catch (HttpFault fault) {
            log(fault);
            onBodyFault(fault);
        }
        settle();
    }

    private void onBodyFault(HttpFault fault) {
        keepAlive = false;
        exchange.bodyFailed();
        if (responseFinished) {
            return;
        }
        if (exchange.hasBegun()) {
            connection.close();
        } else {
            exchange.failed(fault);
        }
    }

    /** Answers a request that could not be read; nothing that follows it on this connection is looked at. */
    private void refuse(RequestHead unread, HttpFault fault) {
        beginUnread(unread);
        log(fault);
        exchange.failed(fault);
        settle();
    }

    private void beginUnread(RequestHead unread) {
        stage = Stage.EXCHANGE;
        tenure.does(connection.worker(), Activity.WRITING);
        responseFinished = false;
        try {
            exchange = new Exchange(this, unread, new RequestTarget(null, "", "", null), ++requests);
        } catch (HttpFault impossible) {
            throw new IllegalStateException(impossible);
        }
        exchange.routed(null, tenure.site().defaultServer());
        exchange.bodyFailed();
        options = exchange.location().options();
    }

    /** Ends the exchange of a head that never became complete: no response, but a line in the log, as with nginx. */
    private void giveUpHead(int status) {
        if (stage == Stage.HEAD) {
            beginUnread(heads.giveUp());
            exchange.timedOut(status);
        }
    }

    private void stash(ByteBuffer bytes) {
        carry.add(bytes);
        if (carry.size() >= CARRY_PAUSE_BYTES) {
            connection.pauseReading();
        }
    }

    /** The body is wanted, or the exchange is over: what waits can be used now. */
    private void resumeInput() {
        connection.resumeReading();
        if (!carry.isEmpty()) {
            connection.defer(this::processCarry);
        }
    }

    private void processCarry() {
        if (!carry.isEmpty() && connection.protocol() == this) {
            carry.reuse(this::process);
        }
    }

    void onBodyWanted() {
        patience.onBytes(connection.worker().nanos());
        resumeInput();
        watch();
    }

    // --- output

    boolean mayKeepAlive(Exchange x) {
        options = x.location().options();
        keepAlive = Persistence.isPossible(x)
                && requests < options.keepaliveRequests()
                && !options.connection().isOver(connection)
                && !listener.isDraining();
        return keepAlive;
    }

    void onResponseFinished(Exchange x, boolean keep) {
        if (x != exchange) {
            // The client went away before; its exchange is over.
            return;
        }
        responseFinished = true;
        keepAlive = keep;
        if (!exchange.body().isComplete()) {
            exchange.body().discard();
        }
        connection.defer(this::settle);
    }

    /** Ends the exchange when its response has left and its body has come. */
    private void settle() {
        if (stage != Stage.EXCHANGE || !responseFinished || connection.isClosed()) {
            return;
        }
        if (connection.pending() > 0) {
            watch();
            return;
        }
        if (keepAlive && !exchange.body().isComplete()) {
            return;
        }
        Exchange done = exchange;
        boolean cleanInput = done.body().isComplete() && carry.isEmpty() && connection.isReading();
        boolean read = !done.isBodyBroken();
        exchange = null;
        done.end();
        if (connection.isClosed()) {
            return;
        }
        boolean goesOn = keepAlive && !(listener.isDraining() && carry.isEmpty());
        if (goesOn) {
            heads.pipelined(!carry.isEmpty());
            enter(Stage.IDLE);
            resumeInput();
        } else {
            boolean closes = connection.hasEnded() || !options.connection().lingers(cleanInput && read);
            enter(Stage.LINGERING);
            Parting.after(done, closes ? connection::close : this::linger);
        }
    }

    private void linger() {
        if (connection.isClosed()) {
            return;
        }
        carry.clear();
        enter(Stage.LINGERING);
        connection.finish();
        connection.resumeReading();
    }

    @Override
    public void onDrained(Connection c) {
        if (exchange != null && !responseFinished) {
            exchange.drained();
        }
        settle();
    }

    // --- endings

    void handOver(Protocol next) {
        Exchange upgraded = exchange;
        exchange = null;
        connection.worker().disarm(timer);
        stage = Stage.GONE;
        ByteBuffer waiting = carry.take();
        connection.flush();
        if (connection.isClosed()) {
            // Whoever would have taken it says how it ended; what it leaves to do is done here.
            next.onClosed(connection, new IOException("the client went away during the handshake"));
            upgraded.end();
            return;
        }
        connection.protocol(next);
        connection.resumeReading();
        next.onAdopted(connection);
        if (waiting != null && !connection.isClosed()) {
            connection.protocol().onBytes(connection, waiting);
        }
    }

    @Override
    public void onEnd(Connection c) {
        if (stage == Stage.EXCHANGE && responseFinished && connection.pending() > 0) {
            keepAlive = false;
            return;
        }
        if (stage == Stage.EXCHANGE || stage == Stage.HEAD) {
            LOG.info("*{} client prematurely closed connection", c.id());
        }
        giveUpHead(400);
        connection.close();
    }

    @Override
    public void onClosed(Connection c, IOException cause) {
        if (cause != null) {
            giveUpHead(400);
        }
        stage = Stage.GONE;
        tenure.does(connection.worker(), Activity.CLOSED);
        c.worker().disarm(timer);
        carry.clear();
        if (exchange != null) {
            Exchange lost = exchange;
            exchange = null;
            lost.aborted();
            lost.end();
        }
    }

    /** When no request is under way: ends if the listener drains, else lets go of an older configuration. */
    public void refresh() {
        if (stage == Stage.IDLE && !tenure.renew()) {
            connection.close();
        }
    }

    @Override
    public boolean isOlderThan(Generation current) {
        return tenure.isOlderThan(current);
    }

    @Override
    public void depart() {
        connection.close();
    }

    /** The exchange that took the connection away by an upgrade is over, and the connection with it. */
    void onUpgradedEnd() {
        tenure.does(connection.worker(), Activity.CLOSED);
    }

    // --- time

    private void enter(Stage next) {
        stage = next;
        tenure.does(
                connection.worker(),
                next == Stage.HEAD ? Activity.READING : next == Stage.IDLE ? Activity.WAITING : Activity.WRITING);
        patience.onStage(connection.worker().nanos());
        watch();
    }

    /** Arms the timer when it would come too late for what is now awaited. */
    void watch() {
        long due = deadline();
        if (due != Long.MAX_VALUE && (!timer.isArmed() || timer.deadlineNanos() - due > 0)) {
            connection.worker().arm(timer, due - connection.worker().nanos());
        }
    }

    private long deadline() {
        return switch (stage) {
            case HEAD -> patience.head(tenure.site().defaultServer());
            case IDLE -> requests == 0 ? patience.head(tenure.site().defaultServer()) : patience.idle(options);
            case EXCHANGE -> patience.exchange(exchange, options);
            case LINGERING -> patience.lingering(options);
            case GONE -> Long.MAX_VALUE;
        };
    }

    private void onTimer() {
        if (connection.isClosed()) {
            return;
        }
        long due = deadline();
        if (due == Long.MAX_VALUE || due - connection.worker().nanos() > 0) {
            watch();
            return;
        }
        if (stage == Stage.EXCHANGE) {
            exchange.timedOut(408);
        }
        if (stage == Stage.EXCHANGE || stage == Stage.HEAD) {
            LOG.info("*{} client timed out", connection.id());
        }
        giveUpHead(408);
        connection.close();
    }

    void log(HttpFault fault) {
        if (exchange == null || !exchange.hides(fault)) {
            fault.tell(
                    LOG,
                    connection,
                    peering,
                    exchange == null ? "" : exchange.request().requestLine());
        }
    }
}
