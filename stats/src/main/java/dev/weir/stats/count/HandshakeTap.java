package dev.weir.stats.count;

import dev.weir.core.http.Exchange;
import dev.weir.core.http.ExchangeTap;
import dev.weir.core.ws.Handshake;

/**
 * Counts, by reason, requests for a WebSocket that did not get one. Those that did are counted by {@link CounterTap}.
 *
 * <p>A field {@code Upgrade} asks for something only where {@code Connection} names it (RFC 9110 sections 7.6.1 and
 * 7.8; RFC 6455 section 4.1, items 5 and 6); otherwise it was left over from another hop and the request is a plain
 * one, whose answer refuses nothing. The proxy and the limits judge by the same rule.
 *
 * <p>Thread: worker.
 */
public final class HandshakeTap implements ExchangeTap {
    private final CounterBoard board;

    public HandshakeTap(CounterBoard board) {
        this.board = board;
    }

    @Override
    public void onEnd(Exchange exchange) {
        if (exchange.status() != 101 && Handshake.isUpgradeRequest(exchange.request())) {
            board.worker(exchange.worker().index()).add(Counter.ofRefusal(exchange.status()), 1);
        }
    }
}
