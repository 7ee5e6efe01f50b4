package dev.weir.push;

import dev.weir.core.http.Exchange;
import dev.weir.core.http.Handler;
import dev.weir.core.ws.Handshake;
import dev.weir.core.ws.WsEndpoint;

/**
 * Sends every message back: {@code websocket_echo}. What does not fit into the client's send queue makes reading pause.
 *
 * <p>Thread: any; immutable.
 */
final class EchoHandler implements Handler {
    private final EndpointOptions.Defaults defaults;
    private final QueueBudget budget;

    EchoHandler(EndpointOptions.Defaults defaults, QueueBudget budget) {
        this.defaults = defaults;
        this.budget = budget;
    }

    @Override
    public void handle(Exchange exchange) {
        if (!Entrance.admits(exchange)) {
            return;
        }
        EndpointOptions options = defaults.at(exchange.location());
        EndpointProtocol protocol = new EndpointProtocol(exchange, WsEndpoint::send, options, budget).answeringAll();
        exchange.upgrade(protocol.acceptance(Handshake.acceptance(exchange.request())), protocol);
    }
}
