package dev.weir.core.http;

import dev.weir.core.loop.Connection;
import dev.weir.core.loop.Worker;

/**
 * What is to be known of an exchange's request: what was asked for, when, by whom and on which connection. A base and
 * no part of the exchange, so that a request costs no object more.
 *
 * <p>Thread: worker, that of the connection.
 */
public abstract sealed class RequestFacts permits Exchange {
    private final HttpProtocol protocol;
    private final Connection connection;
    private RequestHead request;
    private final RequestTarget target;
    private final long startNanos;
    private final long startWallMillis;
    private final int requestNumber;
    private final Resource resource;
    private Peering apparent;

    RequestFacts(HttpProtocol protocol, RequestHead request, RequestTarget target, int requestNumber) {
        this.protocol = protocol;
        this.connection = protocol.connection();
        this.request = request;
        this.target = target;
        this.requestNumber = requestNumber;
        this.startNanos = protocol.heads().startNanos();
        this.startWallMillis = protocol.heads().startWallMillis();
        this.resource = new Resource(request.method(), target.path(), target.args());
    }

    /** Those of a GET that Weir itself asks now on behalf of another request. */
    RequestFacts(RequestFacts main, Resource asked) {
        this.protocol = main.protocol;
        this.connection = main.connection;
        this.request = main.request;
        this.target = main.target;
        this.requestNumber = main.requestNumber;
        this.startNanos = connection.worker().nanos();
        this.startWallMillis = connection.worker().wallMillis();
        this.resource = asked;
        this.apparent = main.apparent;
        asked.redirect(asked.method(), asked.uri(), asked.args());
    }

    public RequestHead request() {
        return request;
    }

    /** Makes another of it, for whoever takes out what nobody else may see. */
    public void request(RequestHead changed) {
        request = changed;
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

    /** Whether its head came before the response to the request before was sent; meaningful until it is over. */
    public boolean isPipelined() {
        return protocol.heads().isPipelined();
    }

    HttpProtocol protocol() {
        return protocol;
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

    /** Tells the statistics that its connection is about to be ended, by whoever calls this. */
    public void onCut(Cut why) {
        protocol.tenure().onCut(connection, why);
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

    /**
     * Whether the server ends or a reload has put another configuration in force since this exchange began: an answer
     * that has no end of its own should come to one.
     */
    public boolean isLeftBehind() {
        return protocol.tenure().isLeftBehind();
    }
}
