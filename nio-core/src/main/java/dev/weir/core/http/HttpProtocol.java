package dev.weir.core.http;

import dev.weir.core.http.ConnectionTap.Activity;
import dev.weir.core.loop.Connection;
import dev.weir.core.loop.Protocol;
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

    private final Tenure tenure;
    private Connection connection;
    private Peering peering;
    private ProxyHeader proxyHeader;
    private Stage stage = Stage.IDLE;
    private final HeadReader heads = new HeadReader();
    private final Turn turn = new Turn(this);
    /** Input that came before it could be used. */
    private final Carry carry = new Carry();

    private final Patience patience = new Patience(() -> connection.guarded(this::onTimer));

    HttpProtocol(Listener listener) {
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

    /** The exchange under way and what becomes of the connection after it. */
    Turn turn() {
        return turn;
    }

    /** What serves the connection. */
    Tenure tenure() {
        return tenure;
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
            Secrecy.begin(this, tenure);
            enter(Stage.IDLE);
        }
    }

    private void awaitProxyHeader() {
        // Who never gets as far as a request must not keep a configuration alive.
        tenure.leave();
        ProxyGreeting.await(connection, tenure, header -> {
            proxyHeader = header;
            connection.protocol(this);
            onAdopted(connection);
        });
    }

    @Override
    public void onBytes(Connection c, ByteBuffer bytes) {
        patience.onBytes(c.worker().nanos());
        if (stage == Stage.LINGERING) {
            return;
        }
        if (!carry.isEmpty()) {
            carry.stash(bytes, connection);
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
            } else if (turn.exchange().body().isFlowing()) {
                turn.readBody(bytes);
            } else if (turn.exchange().isBodyBroken()) {
                return;
            } else {
                carry.stash(bytes, connection);
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
        enterExchange();
        try {
            turn.begin(head, tenure.site());
        } catch (HttpFault fault) {
            refuse(HeadReader.unread(head.requestLine()), fault);
            return;
        }
        heads.behind(bytes);
        turn.dispatch();
        heads.behind(null);
    }

    /** See {@link Turn#discardArrived}. */
    boolean discardArrived(Exchange x) {
        return turn.discardArrived(x);
    }

    /** Takes an exchange further that has waited. */
    void goOn(Exchange x, Turn.Step step) {
        connection.guarded(() -> turn.run(x, step));
    }

    /** Answers a request that could not be read; nothing that follows it on this connection is looked at. */
    private void refuse(RequestHead unread, HttpFault fault) {
        beginUnread(unread);
        log(fault);
        turn.exchange().failed(fault);
        settle();
    }

    private void beginUnread(RequestHead unread) {
        enterExchange();
        turn.beginUnread(unread, tenure.site().defaultServer());
    }

    /** Ends the exchange of a head that never became complete: no response, but a line in the log, as with nginx. */
    private void giveUpHead(int status) {
        if (stage == Stage.HEAD) {
            beginUnread(heads.giveUp());
            turn.exchange().timedOut(status);
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
        patience.onBodyWanted(connection.worker().nanos());
        resumeInput();
        watch();
    }

    // --- output

    /** Ends the exchange when its response has left and its body has come. */
    void settle() {
        if (!isAnswered() || connection.isClosed()) {
            return;
        }
        if (connection.pending() > 0) {
            watch();
            return;
        }
        if (turn.isHeldUp()) {
            return;
        }
        Exchange done = turn.take();
        boolean cleanInput = done.body().isComplete() && carry.isEmpty() && connection.isReading();
        done.end();
        if (connection.isClosed()) {
            return;
        }
        boolean last = carry.isEmpty() && (tenure.isDraining() || connection.hasEnded());
        if (turn.isKeepAlive() && !last) {
            heads.pipelined(!carry.isEmpty());
            enter(Stage.IDLE);
            resumeInput();
        } else {
            boolean lingers = turn.options().connection().lingers(cleanInput && !done.isBodyBroken());
            enter(Stage.LINGERING);
            Parting.after(done, lingers && !connection.hasEnded() ? this::linger : connection::close);
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
        patience.onDrained();
        turn.drained();
        settle();
    }

    // --- endings

    void handOver(Protocol next) {
        Exchange upgraded = turn.take();
        patience.stop(connection.worker());
        stage = Stage.GONE;
        HandOver.to(next, connection, carry.take(), upgraded);
    }

    @Override
    public void onEnd(Connection c) {
        if (stage == Stage.EXCHANGE && turn.goesOnWithoutInput()) {
            return;
        }
        if (stage == Stage.EXCHANGE || stage == Stage.HEAD) {
            LOG.info("*{} client prematurely closed connection", c.id());
        }
        giveUpHead(400);
        connection.close();
    }

    @Override
    public void onMakingWay(Connection c) {
        tenure.onCut(c, Cut.MADE_WAY);
    }

    private boolean isAnswered() {
        return stage == Stage.EXCHANGE && turn.isAnswered();
    }

    /** Nothing goes on behind the exchange any more. */
    void onAlone() {
        if (stage != Stage.EXCHANGE) {
            return;
        }
        if (connection.isClosed()) {
            onClosed(connection, null);
        } else {
            connection.defer(this::settle);
        }
    }

    @Override
    public void onClosed(Connection c, IOException cause) {
        if (cause != null) {
            giveUpHead(400);
            if (isAnswered() && turn.isAccompanied()) {
                // The client has its answer and may go; what its request has set going is finished without it.
                return;
            }
        }
        stage = Stage.GONE;
        tenure.does(connection, Activity.CLOSED);
        patience.stop(c.worker());
        carry.clear();
        Exchange lost = turn.take();
        if (lost != null) {
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
        tenure.does(connection, Activity.CLOSED);
    }

    // --- time

    private void enter(Stage next) {
        stage = next;
        tenure.does(connection, next.activity());
        patience.onStage(connection.worker().nanos());
        watch();
    }

    /** Its times are those of its body and its response, so there is nothing to watch yet. */
    private void enterExchange() {
        stage = Stage.EXCHANGE;
        tenure.does(connection, Stage.EXCHANGE.activity());
    }

    /** Sees to it that the timer does not come too late for what is now awaited. */
    void watch() {
        patience.watch(connection.worker(), patience.due(stage, turn, tenure));
    }

    private void onTimer() {
        if (connection.isClosed()) {
            return;
        }
        long due = patience.due(stage, turn, tenure);
        if (due == Patience.FOREVER || due - connection.worker().nanos() > 0) {
            patience.watch(connection.worker(), due);
            return;
        }
        if (stage == Stage.EXCHANGE) {
            turn.exchange().timedOut(408);
        }
        Cut why = patience.late(connection);
        if (why != null) {
            LOG.info("*{} client timed out while {}", connection.id(), why.doing());
            tenure.onCut(connection, why);
        }
        giveUpHead(408);
        connection.close();
    }

    void log(HttpFault fault) {
        Exchange of = turn.exchange();
        if (of == null) {
            fault.tell(LOG, connection, peering);
        } else if (!of.location().course().hides(fault)) {
            fault.tell(LOG, of);
        }
    }
}
