package dev.weir.stats.count;

import dev.weir.core.http.Exchange;
import dev.weir.core.http.ExchangeTap;

/**
 * Counts, by reason, requests for a WebSocket that did not get one. Those that did are counted by {@link CounterTap}.
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
        if (exchange.status() != 101 && exchange.request().headers().hasToken("Upgrade", "websocket")) {
            board.worker(exchange.worker().index()).add(Counter.ofRefusal(exchange.status()), 1);
        }
    }
}
