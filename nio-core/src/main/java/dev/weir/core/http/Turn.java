package dev.weir.core.http;

import dev.weir.core.loop.Connection;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;

/**
 * The turns of a connection's exchanges: the one under way, how far it is with its response, and whether another may
 * follow it. There is one for all of them, so that a request costs no object more.
 *
 * <p>Thread: worker.
 */
final class Turn {
    private static final RequestHead GREETING = new RequestHead("", "", "/", 0, Headers.EMPTY, 0);

    private final HttpProtocol protocol;
    private Exchange exchange;
    private HttpOptions options;
    private int requests;
    private boolean responseFinished;
    private boolean keepAlive;
    private int companions;

    /** A piece of an exchange's way, which may end in an error. */
    interface Step {
        void go() throws HttpFault;
    }

    Turn(HttpProtocol protocol) {
        this.protocol = protocol;
    }

    /** The exchange under way; null between two of them. */
    Exchange exchange() {
        return exchange;
    }

    /** Those of the location of the last exchange; null before the first one. */
    HttpOptions options() {
        return options;
    }

    /** Whether no request has come yet. */
    boolean isFirst() {
        return requests == 0;
    }

    /** Whether the response is complete, though not all of it need have left. */
    boolean isAnswered() {
        return responseFinished;
    }

    boolean isKeepAlive() {
        return keepAlive;
    }

    /** Another exchange goes on behind this turn's, and the turn lasts until that is over too. */
    void accompany() {
        companions++;
    }

    void companionLeft() {
        if (--companions == 0) {
            protocol.onAlone();
        }
    }

    boolean isAccompanied() {
        return companions > 0;
    }

    /** Answered, it may still wait for the rest of the request, or for an exchange that goes on behind it. */
    boolean isHeldUp() {
        return isAccompanied() || keepAlive && !exchange.body().isComplete();
    }

    /**
     * The client has ended its direction, as one may that has asked for all it wants: whether the response goes on. As
     * with nginx, one that is being sent does, unless whoever answers wants to hear of a client that goes.
     */
    boolean goesOnWithoutInput() {
        boolean asked = exchange.body().isComplete();
        keepAlive &= asked;
        return responseFinished
                ? isAccompanied() || protocol.connection().pending() > 0
                : asked && exchange.hasBegun() && !exchange.mindsAborts();
    }

    /** Ends the turn; null when it was nobody's. */
    Exchange take() {
        Exchange taken = exchange;
        exchange = null;
        return taken;
    }

    // --- its beginning

    /** Finds the server for a request; {@link #dispatch} is next. */
    void begin(RequestHead head, Site site) throws HttpFault {
        responseFinished = false;
        RequestTarget target =
                RequestTarget.parse(head.target(), site.defaultServer().mergeSlashes());
        exchange = new Exchange(protocol, head, target, requests + 1);
        requests++;
        protocol.connection().highMark(Connection.DEFAULT_HIGH_MARK);
        String host = HostName.of(head, target);
        exchange.routed(host, site.server(host, exchange));
        options = exchange.location().options();
    }

    /** Begins the exchange of a request that could not be read: it has no body, and nothing follows it. */
    void beginUnread(RequestHead unread, VirtualServer server) {
        responseFinished = false;
        exchange = withoutTarget(unread, ++requests, server);
        exchange.bodyFailed();
        options = exchange.location().options();
    }

    /** For what variables have to say before there is a request: one that is never begun. */
    Exchange greeting(VirtualServer server) {
        return withoutTarget(GREETING, 0, server);
    }

    private Exchange withoutTarget(RequestHead head, int number, VirtualServer server) {
        try {
            Exchange made = new Exchange(protocol, head, new RequestTarget(null, "", "", null), number);
            made.routed(null, server);
            return made;
        } catch (HttpFault impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Lets the exchange that has begun go its way. */
    void dispatch() {
        Exchange begun = exchange;
        run(begun, () -> {
            Secrecy.check(begun);
            begun.dispatch();
        });
    }

    /** Takes an exchange a step further: that of this turn, or one that asks on its behalf. */
    void run(Exchange x, Step step) {
        try {
            step.go();
        } catch (HttpFault fault) {
            protocol.log(fault);
            x.failed(fault);
        }
        protocol.settle();
    }

    // --- the body

    /**
     * Throws away what came of the body with the head. A fault in it is answered instead of what was to be said, as in
     * nginx: whoever sent it speaks of another message than we would answer.
     *
     * @return whether there was no fault
     */
    boolean discardArrived(Exchange x) {
        ByteBuffer arrived = protocol.heads().behind();
        if (arrived == null || x != exchange || !x.body().mayBeDiscarded()) {
            return true;
        }
        try {
            x.body().feed(arrived);
            return true;
        } catch (HttpFault fault) {
            protocol.log(fault);
            onBodyFault(fault);
            return false;
        }
    }

    void readBody(ByteBuffer bytes) {
        try {
            exchange.body().feed(bytes);
        } catch (HttpFault fault) {
            protocol.log(fault);
            onBodyFault(fault);
        } catch (UncheckedIOException e) {
            // A full disk is no reason to let the client guess.
            HttpFault fault =
                    new HttpFault(500, e.getMessage() + ": " + e.getCause().getMessage());
            protocol.log(fault);
            onBodyFault(fault);
        }
        protocol.settle();
    }

    private void onBodyFault(HttpFault fault) {
        keepAlive = false;
        exchange.bodyFailed();
        if (responseFinished) {
            return;
        }
        if (exchange.hasBegun()) {
            protocol.connection().close();
        } else {
            exchange.failed(fault);
        }
    }

    // --- the response

    /** Decides, when the head of the response is written, whether another request may follow. */
    boolean mayKeepAlive(Exchange x) {
        options = x.location().options();
        keepAlive = Persistence.isPossible(x)
                && requests < options.keepaliveRequests()
                && !options.connection().isOver(protocol.connection())
                && !protocol.tenure().isDraining();
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
        protocol.connection().defer(protocol::settle);
    }

    /** The socket takes more. */
    void drained() {
        if (exchange != null && !responseFinished) {
            exchange.drained();
        }
    }
}
