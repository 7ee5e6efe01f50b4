package dev.weir.stats.connections;

import dev.weir.core.http.ByteText;
import dev.weir.core.http.Exchange;
import dev.weir.core.variable.Variable;
import dev.weir.core.variable.Variables;
import dev.weir.core.ws.WsEndpoint;
import dev.weir.core.ws.WsSession;
import dev.weir.stats.count.ServerLabel;

/**
 * What a connection is known by, as ordinary text. What a client sent as bytes is read as UTF-8; what is none shows as
 * U+FFFD.
 *
 * <p>Thread: any makes, the connection's worker asks.
 */
final class Traits {
    private final Variable upstreamAddress;
    private final Variable upstreamName;

    /** @param variables those of the configuration; the upstream's may be missing */
    Traits(Variables variables) {
        this.upstreamAddress = variables.find("upstream_addr");
        this.upstreamName = variables.find("proxy_host");
    }

    /** Whether Weir itself is the WebSocket server. */
    String kind(WsSession session) {
        return session instanceof WsEndpoint ? "endpoint" : "tunnel";
    }

    String remoteAddress(WsSession session) {
        return session.exchange().peering().remoteAddress();
    }

    /** As the statistics name it. */
    String server(WsSession session) {
        return ByteText.decode(ServerLabel.of(session.exchange().server()));
    }

    String location(WsSession session) {
        return session.exchange().location().name();
    }

    /** The path that the client asked for; its arguments may hold what is nobody's business. */
    String path(WsSession session) {
        return ByteText.decode(session.exchange().target().path());
    }

    /** The address of the upstream server that took it; null for an endpoint. */
    String peer(WsSession session) {
        String tried = value(upstreamAddress, session);
        return tried == null ? null : tried.substring(tried.lastIndexOf(' ') + 1);
    }

    /** The upstream as {@code proxy_pass} names it; null for an endpoint. */
    String upstream(WsSession session) {
        String name = value(upstreamName, session);
        return name == null ? null : ByteText.decode(name);
    }

    private static String value(Variable variable, WsSession session) {
        Exchange exchange = session.exchange();
        return variable == null || session instanceof WsEndpoint ? null : variable.value(exchange);
    }
}
