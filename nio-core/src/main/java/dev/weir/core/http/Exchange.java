package dev.weir.core.http;

import dev.weir.core.loop.Connection;
import dev.weir.core.loop.Protocol;
import dev.weir.core.loop.Worker;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request and its response on a client connection: the facts, and the doors through which a handler answers.
 *
 * <p>Thread: worker, that of the connection.
 */
public final class Exchange {
    private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);

    private final Exchange main;
    private final HttpProtocol protocol;
    private final Connection connection;
    private final RequestHead request;
    private final RequestTarget target;
    private final long startNanos;
    private final long startWallMillis;
    private final int requestNumber;
    private final RequestBody body;
    private final Responder responder;
    private final Routing routing = new Routing(this);
    private final Resource resource;

    private String host;
    private VirtualServer server;
    private Location location;
    private int errorStatus;
    private long endNanos;
    private boolean over;
    private boolean bodyBroken;
    private Captures captures;
    private Peering apparent;
    private Headers.Builder carried;
    private ErrorAnswers errors;
    private Map<Key<?>, Object> attachments;
    private List<Runnable> endActions;
    private Runnable onAbort;

    /** Names a value that a module attaches to exchanges. */
    public static final class Key<T> {
        private final boolean shared;

        public Key() {
            this(false);
        }

        private Key(boolean shared) {
            this.shared = shared;
        }

        /** One whose value an exchange has in common with those that are asked on its behalf. */
        public static <T> Key<T> shared() {
            return new Key<>(true);
        }
    }

    /** One that is asked on behalf of another. */
    private Exchange(Exchange main, String uri, Runnable whenAnswered) {
        this.main = main;
        this.protocol = main.protocol;
        this.connection = main.connection;
        this.request = main.request;
        this.target = main.target;
        this.requestNumber = main.requestNumber;
        this.startNanos = worker().nanos();
        this.startWallMillis = worker().wallMillis();
        this.resource = new Resource("GET", uri, null);
        this.body = RequestBody.none(protocol, this);
        this.responder = new Responder(this, protocol, whenAnswered);
        this.errors = new ErrorAnswers(this, routing, responder);
        this.apparent = main.apparent;
        resource.redirect("GET", uri, null);
        routed(main.host, main.server);
    }

    Exchange(HttpProtocol protocol, RequestHead request, RequestTarget target, int requestNumber) throws HttpFault {
        this.main = null;
        this.protocol = protocol;
        this.connection = protocol.connection();
        this.request = request;
        this.target = target;
        this.requestNumber = requestNumber;
        this.startNanos = protocol.heads().startNanos();
        this.startWallMillis = protocol.heads().startWallMillis();
        this.resource = new Resource(request.method(), target.path(), target.args());
        this.body = new RequestBody(protocol, this);
        this.responder = new Responder(this, protocol);
    }

    // --- facts of the request

    public RequestHead request() {
        return request;
    }

    public RequestTarget target() {
        return target;
    }

    /** The method; an error page's redirect makes it GET. */
    public String method() {
        return resource.method();
    }

    /** The normalized path now in force, {@code $uri}. */
    public String uri() {
        return resource.uri();
    }

    /** The arguments now in force, without {@code ?}; null when there are none. */
    public String args() {
        return resource.args();
    }

    /** What is asked for now, after rewrites and redirects inside Weir. */
    public Resource resource() {
        return resource;
    }

    /** The host in lower case without port: of the target, else of {@code Host}, else the server's name. */
    public String host() {
        return host != null ? host : server.name();
    }

    /** Whether its head came before the response to the request before was sent; meaningful until it is over. */
    public boolean isPipelined() {
        return protocol.heads().isPipelined();
    }

    public RequestBody body() {
        return body;
    }

    public VirtualServer server() {
        return server;
    }

    /** The location that answers; before one is found, the server's fallback. */
    public Location location() {
        return location;
    }

    public Connection connection() {
        return connection;
    }

    public Worker worker() {
        return connection.worker();
    }

    /** The addresses of the client, as somebody trusted tells them, else those of the connection. */
    public Peering peering() {
        return apparent != null ? apparent : protocol.peering();
    }

    /** The addresses of the client connection. */
    public Peering connectionPeering() {
        return protocol.peering();
    }

    /** Makes another than the peer of the connection the client of this exchange. */
    public void peering(Peering client) {
        apparent = client;
    }

    /** Whether a generation of the configuration before {@code current} serves it. */
    public boolean isOlderThan(Generation current) {
        return protocol.isOlderThan(current);
    }

    /** What a load balancer said of the client when the connection began; null when nobody was to say anything. */
    public ProxyHeader proxyHeader() {
        return protocol.proxyHeader();
    }

    /** Which request of its connection it is, from 1. */
    public int requestNumber() {
        return requestNumber;
    }

    /** Clock reading at the request's first byte. */
    public long startNanos() {
        return startNanos;
    }

    public long startWallMillis() {
        return startWallMillis;
    }

    /** Clock reading when the response was complete (for a WebSocket: at the 101); that of now before that. */
    public long endNanos() {
        return endNanos != 0 ? endNanos : worker().nanos();
    }

    // --- facts of the response

    /** The status sent or about to be; 0 before that. */
    public int status() {
        return responder.status() != 0 ? responder.status() : errorStatus;
    }

    /** The header fields sent; null before that. */
    public Headers sentHeaders() {
        return responder.sentHeaders();
    }

    /** More of the response. */
    public ResponseFacts response() {
        return responder;
    }

    /** Bytes of the response, head and chunk framing included, that the client's socket has taken. */
    public long bytesSent() {
        return responder.bytesSent();
    }

    /** {@link #bytesSent} without the head. */
    public long bodyBytesSent() {
        return responder.bodyBytesSent();
    }

    /** Whether the whole response has left. */
    public boolean isComplete() {
        return responder.isFinished() && connection.unsent() == 0;
    }

    /** The error that is being answered; 0 when there is none. */
    int errorStatus() {
        return errorStatus;
    }

    /** Whether the client gets its response with {@code Connection: keep-alive} or an upgrade is under way. */
    public boolean isKeepAlive() {
        return responder.isKeepAlive();
    }

    // --- attachments and captures

    @SuppressWarnings("unchecked")
    public <T> T attachment(Key<T> key) {
        Map<Key<?>, Object> holder = key.shared && main != null ? main.attachments : attachments;
        return holder == null ? null : (T) holder.get(key);
    }

    public <T> void attach(Key<T> key, T value) {
        if (key.shared && main != null) {
            main.attach(key, value);
            return;
        }
        if (attachments == null) {
            attachments = new IdentityHashMap<>(4);
        }
        attachments.put(key, value);
    }

    /** What regular expressions have captured so far. */
    public Captures captures() {
        if (captures == null) {
            captures = new Captures();
        }
        return captures;
    }

    // --- routing

    void routed(String host, VirtualServer server) {
        this.host = host;
        this.server = server;
        this.location = server.fallback();
    }

    /** Runs the server's entry and the location's gates and handler. */
    void dispatch() throws HttpFault {
        routing.dispatch();
    }

    /**
     * Asks a location of the same server on behalf of this exchange: a GET with its fields and without its body, whose
     * answer goes nowhere. No access rules are asked for it, and no log hears of it.
     *
     * @param uri the path, a byte string
     * @param answered hears the exchange that has been answered, after this callback; never when this one ends before
     */
    public void ask(String uri, Consumer<Exchange> answered) {
        Exchange[] asked = new Exchange[1];
        asked[0] = new Exchange(this, uri, () -> {
            asked[0].end();
            answered.accept(asked[0]);
        });
        onEnd(asked[0]::abandon);
        protocol.goOn(asked[0], asked[0]::dispatch);
    }

    /** The one that asked is over. */
    private void abandon() {
        if (!over) {
            aborted();
            end();
        }
    }

    /** Whether another exchange asks by this one. */
    boolean isAsked() {
        return main != null;
    }

    /** Goes on behind the gate that held this exchange; does nothing when it is over. */
    public void admitted() {
        onAbort = null;
        if (!over) {
            protocol.goOn(this, routing::admit);
        }
    }

    void entered(Location next) {
        location = next;
    }

    /** Goes on in another location of the same path: what a rewriter's condition encloses. */
    public void narrow(Location inner) {
        location = inner;
    }

    /** Begins again with another URI ({@code error_page}, {@code index}, {@code try_files}). */
    public void internalRedirect(String newUri, String newArgs) throws HttpFault {
        routing.redirect(resource.method(), newUri, newArgs);
    }

    /** Begins again with another URI as a GET; a HEAD stays one. */
    public void internalRedirectAsGet(String newUri, String newArgs) throws HttpFault {
        routing.redirect(resource.method().equals("HEAD") ? "HEAD" : "GET", newUri, newArgs);
    }

    /** Begins again in the location {@code @name}; the path stays. */
    public void internalRedirect(String name) throws HttpFault {
        routing.redirect(name);
    }

    // --- answers

    /** Sends a whole response. */
    public void respond(int status, Headers headers, byte[] content) {
        if (!protocol.discardArrived(this)) {
            return;
        }
        ResponseStream out = begin(ResponseHead.of(status, headers), content.length);
        out.write(ByteBuffer.wrap(content));
        out.finish();
    }

    /**
     * Begins a response whose body follows.
     *
     * @param length its length; -1 when it is not known
     */
    public ResponseStream begin(ResponseHead head, long length) {
        responder.begin(head, length);
        return responder;
    }

    /**
     * Begins a response whose body is a file, or the parts of it that the client asks for (RFC 9110 section 14).
     *
     * @param length bytes of the whole file
     * @return null when the client wants none that is there or its body is at fault; that has been answered then
     */
    public Delivery beginFile(ResponseHead head, long length) {
        return protocol.discardArrived(this) ? responder.beginFile(head, length) : null;
    }

    /**
     * Answers an error: by the location's {@code error_page}, else by a page of our own. When a response has begun,
     * the connection is cut instead. When the client has gone, there is nobody to answer.
     */
    public void error(int status) {
        if (over) {
            return;
        }
        if (responder.hasBegun()) {
            abort();
            return;
        }
        errorStatus = status;
        try {
            errors().answer(status);
        } catch (HttpFault fault) {
            protocol.log(fault);
            error(fault.status());
        }
    }

    /**
     * Answers a redirect, unless an {@code error_page} takes it; a {@code Location} that begins with a slash is made
     * absolute as {@code absolute_redirect} and its like say.
     */
    public void redirect(int status, String to) {
        carry("Location", to);
        error(status);
    }

    /** Sets a field of whatever response comes, from wherever an {@code error_page} may lead. */
    public void carry(String name, String value) {
        if (carried == null) {
            carried = Headers.builder();
        }
        carried.set(name, value);
    }

    /** Keeps fields of a response that is given up for whatever comes instead. */
    public void carryAll(Headers fields) {
        if (carried == null) {
            carried = Headers.builder();
        }
        carried.addAll(fields);
    }

    /** Carries a field no longer. */
    public void drop(String name) {
        if (carried != null) {
            carried.remove(name);
        }
    }

    /** The fields to be carried into the response; null for none. */
    Headers carried() {
        if (carried == null) {
            return null;
        }
        String to = carried.build().first("Location");
        return to == null
                ? carried.build()
                : carried.set("Location", errors().absolute(to)).build();
    }

    private ErrorAnswers errors() {
        if (errors == null) {
            errors = new ErrorAnswers(this, routing, responder);
        }
        return errors;
    }

    /** The host that the client named; null for none. */
    String askedHost() {
        return host;
    }

    /** {@code http://host:port} as the client sees us; nothing with {@code absolute_redirect off}. */
    public String base() {
        String root = errors().absolute("/");
        return root.substring(0, root.length() - 1);
    }

    /**
     * Sends a 101 and hands the connection over; bytes that came after the request go to {@code next} first. The
     * exchange stays open until {@link #end}.
     *
     * @throws IllegalStateException when the request's body has not come whole: its bytes would pass for frames
     */
    public void upgrade(ResponseHead head, Protocol next) {
        if (!body.isComplete()) {
            throw new IllegalStateException("an upgrade in the middle of a request's body");
        }
        responder.switching(head);
        endNanos = worker().nanos();
        protocol.handOver(next);
    }

    /** How many bytes went to the client after an upgrade: they count as a body. Told before {@link #end}. */
    public void passed(long bytes) {
        responder.passed(bytes);
    }

    /** Cuts the connection. */
    public void abort() {
        if (isAsked()) {
            responder.cutShort();
        } else {
            connection.reset();
        }
    }

    /** Ends the connection behind what has been written: the response remains incomplete. */
    public void cut() {
        if (isAsked()) {
            responder.cutShort();
        } else {
            connection.close();
        }
    }

    // --- the end

    /**
     * Runs when the client goes away before the response is complete, or when its body turns out to be at fault and the
     * exchange is about to answer that itself: whoever was going to answer must stop. Replaces an action told before.
     */
    public void onAbort(Runnable action) {
        onAbort = action;
    }

    /** Runs once when the exchange is over, however it ends; at once when it is over already. */
    public void onEnd(Runnable action) {
        if (over) {
            action.run();
            return;
        }
        if (endActions == null) {
            endActions = new ArrayList<>(2);
        }
        endActions.add(action);
    }

    public boolean isOver() {
        return over;
    }

    void aborted() {
        if (status() == 0) {
            errorStatus = 499;
        }
        stopHandler();
    }

    private void stopHandler() {
        if (onAbort != null) {
            Runnable action = onAbort;
            onAbort = null;
            guarded(action);
        }
    }

    boolean hasBegun() {
        return responder.hasBegun();
    }

    /** The body cannot be read to its end, so nothing can follow it on this connection. */
    void bodyFailed() {
        bodyBroken = true;
        body.fail();
        stopHandler();
    }

    boolean isBodyBroken() {
        return bodyBroken;
    }

    /** Whether the error log is to be spared, by {@code log_not_found}. */
    boolean hides(HttpFault fault) {
        return fault.status() == 404 && !location.course().logsNotFound();
    }

    void drained() {
        responder.drained();
    }

    void timedOut(int status) {
        errorStatus = status;
    }

    void failed(HttpFault fault) {
        errorStatus = 0;
        error(fault.status());
    }

    /** Ends the exchange: logs it and runs the end actions. After an upgrade its new owner calls this, once. */
    public void end() {
        if (over) {
            return;
        }
        over = true;
        if (endNanos == 0) {
            endNanos = worker().nanos();
        }
        if (!isAsked()) {
            for (ExchangeTap tap : location.exchangeTaps()) {
                guarded(() -> tap.onEnd(this));
            }
        }
        if (endActions != null) {
            List<Runnable> actions = endActions;
            endActions = null;
            actions.forEach(this::guarded);
        }
        if (status() == 101) {
            protocol.onUpgradedEnd();
        }
    }

    /** A fault in one of several endings must not keep the others from being told. */
    private void guarded(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException | Error e) {
            LOG.error("*{} internal error at the end of an exchange", connection.id(), e);
        }
    }
}
