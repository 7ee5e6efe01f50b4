package dev.weir.core.ws;

import dev.weir.core.http.Exchange;
import dev.weir.core.http.Gate;
import dev.weir.core.variable.Variables;
import java.util.List;

/**
 * {@code ws_token}: takes a bearer token out of a handshake's subprotocols before anything else looks at the request.
 * It refuses nobody: what a token is worth others say.
 *
 * <p>Thread: worker.
 */
public final class TokenGate implements Gate {
    private final List<TokenForm> forms;

    public TokenGate(List<TokenForm> forms) {
        this.forms = List.copyOf(forms);
    }

    /** Defines {@code $ws_token}. */
    public static void define(Variables variables) {
        variables.define(
                "ws_token",
                "Bearer token that came among the subprotocols of a WebSocket handshake, as `ws_token` says.",
                TokenGate::value);
    }

    /** In a rewrite phase the location's gates have not been asked yet. */
    private static String value(Exchange exchange) {
        for (Gate gate : exchange.location().gates()) {
            if (gate instanceof TokenGate tokens) {
                tokens.admit(exchange);
            }
        }
        BearerToken found = exchange.attachment(BearerToken.KEY);
        return found == null || found.token().isEmpty() ? null : found.token();
    }

    @Override
    public boolean admit(Exchange exchange) {
        List<String> fields = exchange.request().headers().all(BearerToken.FIELD);
        if (fields.isEmpty()) {
            return true;
        }
        BearerToken found = BearerToken.find(forms, fields);
        if (!found.token().isEmpty() || found.marker() != null) {
            exchange.attach(BearerToken.KEY, found);
        }
        exchange.request(found.without(exchange.request()));
        return true;
    }

    @Override
    public Phase phase() {
        return Phase.ADDRESS;
    }
}
