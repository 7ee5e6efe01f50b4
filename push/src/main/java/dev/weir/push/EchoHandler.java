package dev.weir.push;

import dev.weir.core.http.Exchange;
import dev.weir.core.http.Handler;
import dev.weir.core.http.ResponseHead;
import dev.weir.core.ws.Handshake;
import dev.weir.core.ws.HandshakeRefusal;
import dev.weir.core.ws.WsEndpoint;
import java.nio.ByteBuffer;

/**
 * Sends every data frame back as it came: {@code websocket_echo}.
 *
 * <p>Thread: any; immutable.
 */
final class EchoHandler implements Handler {
    private static final WsEndpoint.Application ECHO = new WsEndpoint.Application() {
        @Override
        public void onFrame(WsEndpoint endpoint, int opcode, boolean fin, long length) {
            endpoint.beginFrame(opcode, fin, length);
        }

        @Override
        public void onPayload(WsEndpoint endpoint, ByteBuffer part) {
            endpoint.payload(part);
        }
    };

    @Override
    public void handle(Exchange exchange) {
        Handshake.Verdict verdict = Handshake.checkRequest(exchange.request());
        if (!verdict.isValid()) {
            HandshakeRefusal.answer(exchange, verdict);
            return;
        }
        ResponseHead head =
                ResponseHead.of(101, Handshake.acceptance(exchange.request()).build());
        exchange.upgrade(head, new EndpointProtocol(exchange, ECHO));
    }
}
