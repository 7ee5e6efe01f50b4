package dev.weir.proxy;

import dev.weir.core.http.Exchange;
import dev.weir.core.http.Handler;
import dev.weir.core.http.HttpFault;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers by asking an upstream: {@code proxy_pass}.
 *
 * <p>Thread: worker.
 */
public final class ProxyHandler implements Handler {
    private static final Logger LOG = LoggerFactory.getLogger(ProxyHandler.class);

    private final ProxyRoute route;
    private final ProxyTarget target;

    ProxyHandler(ProxyRoute route, ProxyTarget target) {
        this.route = route;
        this.target = target;
    }

    @Override
    public void handle(Exchange exchange) throws HttpFault {
        target.find(exchange, destination -> start(exchange, destination));
    }

    private void start(Exchange exchange, Destination destination) {
        if (exchange.isOver()) {
            return;
        }
        UpstreamTrace.begin(exchange).target(destination.host(), destination.port());
        try {
            new Forwarding(route, exchange, destination).start();
        } catch (HttpFault fault) {
            LOG.error("*{} {}", exchange.connection().id(), fault.getMessage());
            exchange.error(fault.status());
        }
    }
}
