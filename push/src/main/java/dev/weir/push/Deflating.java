package dev.weir.push;

import dev.weir.core.http.Exchange;
import dev.weir.core.ws.DeflateAgreement;
import dev.weir.core.ws.Deflation;

/**
 * What a location says of compression: {@code websocket_deflate}.
 *
 * <p>Thread: any; immutable.
 *
 * @param rule what the directive says
 * @param pools of all workers
 */
record Deflating(Rule rule, DeflatePools pools) {

    /**
     * @param on whether offers are accepted
     * @param min bytes from which on messages to the client are compressed
     * @param takeover whether both sides keep their window from message to message
     */
    record Rule(boolean on, int min, boolean takeover) {
        static final Rule USUAL = new Rule(true, 256, false);
    }

    /** What is agreed with a client, whose handshake is valid; null when nothing is. Thread: worker. */
    Deflation with(Exchange exchange) {
        if (!rule.on) {
            return null;
        }
        DeflateAgreement agreement = DeflateAgreement.of(exchange.request().headers(), rule.takeover);
        return agreement == null
                ? null
                : new Deflation(agreement, rule.min, pools.of(exchange.worker().index()));
    }
}
