package dev.weir.core.ws;

import dev.weir.core.http.ByteText;
import dev.weir.core.http.Exchange;
import dev.weir.core.http.Gate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code ws_origin}: refuses handshakes of other pages with 403 before a handler or an upstream sees them.
 *
 * <p>Thread: worker.
 */
public final class OriginGate implements Gate {
    private static final Logger LOG = LoggerFactory.getLogger(OriginGate.class);

    private final OriginRule rule;

    public OriginGate(OriginRule rule) {
        this.rule = rule;
    }

    @Override
    public boolean admit(Exchange exchange) {
        return !Handshake.isUpgradeRequest(exchange.request()) || admit(exchange, rule);
    }

    /**
     * Judges a handshake; for a handler that has a rule of its own where {@code ws_origin} says nothing.
     *
     * @return false when it has been answered with 403
     */
    public static boolean admit(Exchange exchange, OriginRule rule) {
        if (rule.admits(exchange.request())) {
            return true;
        }
        LOG.warn(
                "*{} origin \"{}\" is not admitted by ws_origin, client: {}, host: \"{}\"",
                exchange.connection().id(),
                ByteText.quote(exchange.request().headers().joined("Origin")),
                exchange.peering().remoteAddress(),
                ByteText.quote(String.valueOf(exchange.request().headers().first("Host"))));
        exchange.error(403);
        return false;
    }
}
