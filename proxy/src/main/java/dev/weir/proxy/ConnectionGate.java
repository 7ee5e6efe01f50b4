package dev.weir.proxy;

import dev.weir.core.http.AttachmentKey;
import dev.weir.core.http.ByteText;
import dev.weir.core.http.Exchange;
import dev.weir.core.http.Gate;
import dev.weir.core.http.ResponseHead;
import dev.weir.core.limit.KeyedCounts;
import dev.weir.core.variable.Template;
import dev.weir.core.ws.CloseCode;
import dev.weir.core.ws.Handshake;
import java.util.ArrayList;
import java.util.List;
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
    private static final AttachmentKey<List<KeyedCounts>> COUNTED = new AttachmentKey<>();

    private final int most;
    private final int status;
    private final Template key;
    private final KeyedCounts counts;

    /**
     * @param status what to refuse with; 0 completes the handshake and closes with 1013
     * @param key each of its values has the limit for itself, and an empty one none; null for one limit in all
     * @param counts shared by all locations under the same limit
     */
    ConnectionGate(int most, int status, Template key, KeyedCounts counts) {
        this.most = most;
        this.status = status;
        this.key = key;
        this.counts = counts;
    }

    @Override
    public boolean admit(Exchange exchange) {
        if (!Handshake.isUpgradeRequest(exchange.request()) || isCounted(exchange)) {
            return true;
        }
        String value = key == null ? "" : key.apply(exchange);
        if (key != null && value.isEmpty()) {
            return true;
        }
        if (counts.take(value, most)) {
            exchange.attachment(COUNTED).add(counts);
            exchange.onEnd(() -> counts.give(value));
            return true;
        }
        return refuse(exchange);
    }

    /** An internal redirect brings an exchange here a second time. */
    private boolean isCounted(Exchange exchange) {
        List<KeyedCounts> counted = exchange.attachment(COUNTED);
        if (counted == null) {
            exchange.attach(COUNTED, new ArrayList<>(1));
            return false;
        }
        return counted.contains(counts);
    }

    private boolean refuse(Exchange exchange) {
        LOG.warn(
                "*{} limiting WebSocket connections to {}{}, client: {}",
                exchange.connection().id(),
                most,
                key == null ? "" : " for \"" + ByteText.quote(key.apply(exchange)) + "\"",
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
