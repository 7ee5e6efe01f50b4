package dev.weir.push;

import dev.weir.core.http.Exchange;
import dev.weir.core.ws.Handshake;
import dev.weir.core.ws.HandshakeRefusal;
import dev.weir.core.ws.OriginGate;
import dev.weir.core.ws.OriginRule;

/**
 * What every endpoint asks of who wants to come in: a valid handshake, and, where {@code ws_origin} says nothing, a
 * page of the same host.
 *
 * <p>Thread: worker.
 */
final class Entrance {
    private Entrance() {}

    /** @return false when the request has been answered */
    static boolean admits(Exchange exchange) {
        Handshake.Verdict verdict = Handshake.checkRequest(exchange.request());
        if (!verdict.isValid()) {
            HandshakeRefusal.answer(exchange, verdict);
            return false;
        }
        boolean said = exchange.location().webSocket().origin() != null;
        return said || OriginGate.admit(exchange, OriginRule.SAME);
    }
}
