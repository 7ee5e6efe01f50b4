package dev.weir.core.ws;

import dev.weir.core.http.ByteText;
import dev.weir.core.http.Exchange;
import dev.weir.core.http.Headers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers a request that is no valid handshake.
 *
 * <p>Thread: worker.
 */
public final class HandshakeRefusal {
    private static final Logger LOG = LoggerFactory.getLogger(HandshakeRefusal.class);

    private HandshakeRefusal() {}

    /** Answers what the verdict says; with 426 goes the version that would do (RFC 6455 section 4.2.2, item 4). */
    public static void answer(Exchange exchange, Handshake.Verdict verdict) {
        LOG.info(
                "*{} {}, client: {}",
                exchange.connection().id(),
                verdict.reason(),
                exchange.peering().remoteAddress());
        if (verdict.status() != 426) {
            exchange.error(verdict.status());
            return;
        }
        Headers headers =
                Headers.of("Content-Type", "text/plain", "Upgrade", "websocket", "Sec-WebSocket-Version", "13");
        exchange.respond(426, headers, ByteText.bytes("Upgrade Required\n"));
    }
}
