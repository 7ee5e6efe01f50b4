package dev.weir.proxy;

import dev.weir.core.http.Exchange;
import dev.weir.core.http.Gate;
import dev.weir.core.http.ResponseHead;
import dev.weir.core.ws.CloseCode;
import dev.weir.core.ws.Handshake;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code ws_max_connections}: takes a place before the handshake goes anywhere, so that many who come at once over all
 * workers are never more than the limit; gives it back when the exchange ends, however it ends.
 *
 * <p>Thread: worker.
 */
final class ConnectionGate implements Gate {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectionGate.class);
    private static final Exchange.Key<List<AtomicInteger>> COUNTED = new Exchange.Key<>();

    private final int most;
    private final int status;
    private final AtomicInteger count;

    /**
     * @param status what to refuse with; 0 completes the handshake and closes with 1013
     * @param count shared by all locations under the same limit
     */
    ConnectionGate(int most, int status, AtomicInteger count) {
        this.most = most;
        this.status = status;
        this.count = count;
    }

    @Override
    public boolean admit(Exchange exchange) {
        if (!Handshake.isUpgradeRequest(exchange.request()) || isCounted(exchange)) {
            return true;
        }
        if (count.incrementAndGet() <= most) {
            exchange.attachment(COUNTED).add(count);
            exchange.onEnd(count::decrementAndGet);
            return true;
        }
        count.decrementAndGet();
        return refuse(exchange);
    }

    /** An internal redirect brings an exchange here a second time. */
    private boolean isCounted(Exchange exchange) {
        List<AtomicInteger> counted = exchange.attachment(COUNTED);
        if (counted == null) {
            exchange.attach(COUNTED, new ArrayList<>(1));
            return false;
        }
        return counted.contains(count);
    }

    private boolean refuse(Exchange exchange) {
        LOG.warn(
                "*{} limiting WebSocket connections to {}, client: {}",
                exchange.connection().id(),
                most,
                exchange.peering().remoteAddress());
        if (status != 0) {
            exchange.error(status);
            return false;
        }
        if (!Handshake.checkRequest(exchange.request()).isValid()) {
            return true;
        }
        ResponseHead head =
                ResponseHead.of(101, Handshake.acceptance(exchange.request()).build());
        exchange.upgrade(head, new TurnedAway(exchange, CloseCode.TRY_AGAIN_LATER, "Try Again Later"));
        return false;
    }
}
