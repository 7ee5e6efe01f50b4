package dev.weir.proxy;

import dev.weir.core.http.BodyFraming;
import dev.weir.core.http.BodyReader;
import dev.weir.core.http.Exchange;
import dev.weir.core.http.Headers;
import dev.weir.core.http.HttpFault;
import dev.weir.core.http.ResponseHead;
import dev.weir.core.http.ResponseStream;
import dev.weir.core.ws.HandshakeRefusal;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;

/**
 * One exchange on its way through an upstream: reads the body, tries servers, passes the answer on or opens a tunnel.
 *
 * <p>Thread: worker.
 */
final class Forwarding implements UpstreamLeg.Owner {
    private final ProxyRoute route;
    private final Exchange exchange;
    private final Destination destination;
    private final Walk walk;
    private final UpstreamTrace trace;
    private final ForwardingLog log;
    private final long startNanos;
    private UpstreamRequest request;
    private Secured secured;
    private ClientBody body;
    private UpstreamLeg leg;
    private boolean peerHeld;
    private Downstream out;
    private BodyFraming framing;
    private boolean upstreamKeeps;
    private boolean over;

    Forwarding(ProxyRoute route, Exchange exchange, Destination destination) {
        this.route = route;
        this.exchange = exchange;
        this.destination = destination;
        this.trace = UpstreamTrace.of(exchange);
        this.log = new ForwardingLog(exchange, destination);
        this.startNanos = exchange.worker().nanos();
        this.walk = destination.upstream().begin(exchange);
        walk.limitTries(route.options().nextTries());
    }

    private ProxyOptions options() {
        return route.options();
    }

    // --- the request

    void start() throws HttpFault {
        exchange.onAbort(this::onAborted);
        exchange.onEnd(this::onExchangeEnd);
        body = ClientBody.use(exchange);
        body.prepare(isBuffered(), this::send, this::onBodyStored);
    }

    private boolean isBuffered() {
        return options().requestBuffered()
                || route.outgoing().keepsBody()
                || exchange.body().isChunked() && options().httpMinor() == 0;
    }

    private void onBodyStored() {
        if (over) {
            return;
        }
        try {
            send(body.size());
        } catch (HttpFault fault) {
            complain(fault.getMessage());
            finish();
            exchange.error(fault.status());
        }
    }

    private void send(long clientsLength) throws HttpFault {
        UpstreamRequest made = UpstreamRequest.of(route, exchange, destination, clientsLength);
        if (made.refused() != null) {
            finish();
            HandshakeRefusal.answer(exchange, made.refused());
            return;
        }
        request = made;
        secured = destination.secure() ? route.tls().secured(exchange, destination.host()) : null;
        log.target(made.target());
        next();
    }

    // --- tries

    private void next() {
        long now = exchange.worker().nanos();
        Peer peer = walk.next(now);
        if (peer == null) {
            trace.nobody(destination.upstream().name(), now);
            complain("no live upstreams while connecting to upstream");
            finish();
            exchange.error(502);
            return;
        }
        peerHeld = true;
        leg = new UpstreamLeg(this, options(), peer, trace.add(peer.name(), now));
        IdleConnections.Used used = idle().take(peer.address(), secured);
        if (used != null) {
            leg.reuse(used);
            return;
        }
        try {
            leg.connect(exchange.worker(), localFor(peer), secured);
        } catch (IOException e) {
            leg.trace().responseNanos = 0;
            onFailure(NextReason.ERROR, Trouble.connecting(e));
        }
    }

    private SocketAddress localFor(Peer peer) {
        boolean bound = route.outgoing().from() != null && peer.address() instanceof InetSocketAddress;
        return bound ? route.outgoing().from().apply(exchange) : null;
    }

    private IdleConnections idle() {
        return destination.upstream().idle(exchange.worker());
    }

    @Override
    public byte[] onConnected() {
        return request.bytes();
    }

    @Override
    public void onHeadSent(UpstreamLeg current) {
        if (route.outgoing().keepsBody()) {
            current.noBody();
        } else {
            body.sendTo(current);
        }
    }

    @Override
    public void onFailure(NextReason reason, String problem) {
        complain(problem);
        if (leg.trace().status == 0 || reason == NextReason.INVALID_HEADER) {
            leg.trace().status = reason.status();
        }
        fail(reason);
    }

    /** Tries the next server if it may, else answers the error. */
    private void fail(NextReason reason) {
        release(reason.isPeerFine() ? Walk.Ended.GIVEN_UP : Walk.Ended.FAILED);
        if (leg.isReused() && reason == NextReason.ERROR) {
            walk.grantTry();
        }
        if (mayTryAgain(reason)) {
            next();
        } else {
            finish();
            exchange.error(reason.status());
        }
    }

    private boolean mayTryAgain(NextReason reason) {
        long timeout = options().nextTimeout().toNanos();
        boolean late = timeout > 0 && exchange.worker().nanos() - startNanos >= timeout;
        boolean sent = leg.connection() != null && leg.trace().connectNanos >= 0;
        return !over
                && walk.tries() > 0
                && options().next().contains(reason)
                && !late
                && !(sent && body.isStreamed())
                && (!sent
                        || NextReason.mayRepeat(exchange.method())
                        || options().next().contains(NextReason.NON_IDEMPOTENT));
    }

    private void release(Walk.Ended how) {
        if (peerHeld) {
            peerHeld = false;
            if (walk.release(leg.peer(), how, exchange.worker().nanos())) {
                log.warn("upstream server temporarily disabled", leg);
            }
        }
    }

    // --- the response

    @Override
    public BodyReader onHead(ResponseHead received, ByteBuffer rest) {
        trace.headers(received.headers());
        if (exchange.sentHeaders() != null) {
            finish();
            return null;
        }
        if (received.status() == 101) {
            onSwitching(received, rest);
            return null;
        }
        NextReason reason = NextReason.ofStatus(received.status());
        if (reason != null && walk.tries() > 1 && mayTryAgain(reason)) {
            leg.abandon();
            fail(reason);
            return null;
        }
        if (options().interceptErrors()
                && received.status() >= 300
                && exchange.location().errorPages().page(received.status()) != null) {
            giveUp();
            if (received.status() == 401) {
                exchange.carrying().addAll(Accel.challenges(received.headers()));
            }
            exchange.error(received.status());
            return null;
        }
        walk.onHead(leg.peer());
        route.accel().pace(exchange, received);
        String elsewhere = route.accel().redirect(received);
        if (elsewhere != null) {
            giveUp();
            redirect(elsewhere, received);
            return null;
        }
        return beginResponse(received);
    }

    /** The response is good, but another answers. */
    private void giveUp() {
        leg.abandon();
        release(Walk.Ended.SERVED);
        finish();
    }

    private void redirect(String to, ResponseHead received) {
        try {
            Accel.follow(exchange, to, route.responseFields().carried(exchange, received.headers()));
        } catch (HttpFault fault) {
            complain(fault.getMessage());
            exchange.error(fault.status());
        }
    }

    private BodyReader beginResponse(ResponseHead received) {
        try {
            framing = BodyFraming.ofResponse(received, request.method());
        } catch (HttpFault fault) {
            leg.abandon();
            onFailure(NextReason.INVALID_HEADER, fault.getMessage());
            return null;
        }
        upstreamKeeps = !request.upgrade().isAsked() && IdleConnections.mayKeep(received, framing);
        if (exchange.isOver()) {
            return BodyReader.ofResponse(framing);
        }
        boolean buffered = route.accel().isBuffered(received, options().buffered());
        Accel.onAnswer(exchange, received.headers());
        ResponseStream to = exchange.begin(route.responseFields().of(exchange, received), lengthOf(received));
        int waiting = buffered ? options().waitingBytes() : options().headBytes();
        Downstream.Room room = new Downstream.Room(buffered, waiting, options().fileBytes());
        out = new Downstream(exchange, to, room, log, leg::resumeReading);
        return BodyReader.ofResponse(framing);
    }

    private long lengthOf(ResponseHead received) {
        if (request.method().equals("HEAD") && !exchange.method().equals("HEAD")) {
            return 0;
        }
        String length = received.headers().first("Content-Length");
        return length == null ? -1 : Long.parseLong(length);
    }

    @Override
    public void onBody(ByteBuffer bytes) {
        if (!exchange.isOver()) {
            out.write(bytes);
        }
    }

    @Override
    public boolean isCongested() {
        return !exchange.isOver() && out.isCongested();
    }

    @Override
    public void onBodyEnd(boolean whole) {
        release(Walk.Ended.SERVED);
        finish();
        if (exchange.isOver()) {
            return;
        }
        if (!whole) {
            complain("upstream prematurely closed connection while reading upstream");
        }
        out.end(whole);
    }

    @Override
    public boolean keep(IdleConnections.Used used) {
        boolean wanted = upstreamKeeps && destination.upstream().keepAlive().connections() > 0;
        if (wanted) {
            idle().keep(used, leg.peer().address(), secured);
        }
        return wanted;
    }

    // --- the switch

    private void onSwitching(ResponseHead received, ByteBuffer rest) {
        Upgrade upgrade = request.upgrade();
        boolean forNobody = exchange.isOver() || exchange.isAsked();
        String problem = forNobody ? "nobody waits for it" : upgrade.problem(received);
        if (problem != null) {
            leg.abandon();
            leg.trace().status = 502;
            complain("upstream sent an invalid switch of protocols: " + problem);
            release(Walk.Ended.FAILED);
            finish();
            refuseSwitch(upgrade);
            return;
        }
        exchange.onAbort(null);
        walk.onHead(leg.peer());
        peerHeldByTunnel();
        UpstreamLeg current = leg;
        forget();
        leg = null;
        upgrade.open(exchange, route.responseFields().ofSwitching(received), current, rest, route.tunnel());
    }

    /** Who asked for no switch gets no body either, as with nginx, so that logs count the same bytes. */
    private void refuseSwitch(Upgrade upgrade) {
        if (upgrade.isAsked() || exchange.isOver()) {
            exchange.error(502);
        } else {
            exchange.respond(502, Headers.EMPTY, new byte[0]);
        }
    }

    /** The peer counts as busy for {@code least_conn} and {@code max_conns} as long as the tunnel stands. */
    private void peerHeldByTunnel() {
        Peer peer = leg.peer();
        Walk taken = walk;
        Exchange x = exchange;
        peerHeld = false;
        x.onEnd(() -> taken.release(peer, Walk.Ended.SERVED, x.worker().nanos()));
    }

    // --- the end

    /** The client has gone, or its body is at fault, which is answered without us. */
    private void onAborted() {
        boolean goesOn = options().ignoreClientAbort() && exchange.body().isComplete();
        if (!over && !goesOn) {
            if (exchange.connection().isClosed()) {
                log.info("client prematurely closed connection, so upstream connection is closed too", leg);
            }
            finish();
        }
    }

    private void onExchangeEnd() {
        if (over) {
            return;
        }
        if (!options().ignoreClientAbort() || exchange.isAsked()) {
            finish();
        } else if (leg != null) {
            // A client that has gone will not drain what made the upstream rest.
            leg.resumeReading();
        }
    }

    private void finish() {
        over = true;
        if (leg != null) {
            leg.abandon();
            release(Walk.Ended.SERVED);
        }
        forget();
    }

    /** A tunnel may live for days: what the request needed goes now. */
    private void forget() {
        over = true;
        request = null;
        if (body != null) {
            body.release();
            body = null;
        }
    }

    private void complain(String problem) {
        log.error(problem, leg);
    }
}
