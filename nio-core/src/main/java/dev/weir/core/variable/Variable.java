package dev.weir.core.variable;

import dev.weir.core.http.Exchange;

/**
 * Names a value of an exchange.
 *
 * <p>Thread: worker, that of the exchange.
 */
@FunctionalInterface
public interface Variable {

    /** The value as a byte string; null when there is none (a log prints {@code -}, other texts nothing). */
    String value(Exchange exchange);

    /**
     * Whether the value may differ from frame to frame of one WebSocket connection. A log resolves all others once
     * when the connection opens.
     */
    default boolean isLive() {
        return false;
    }

    /** The same variable, marked as live. */
    static Variable live(Variable variable) {
        return new Variable() {
            @Override
            public String value(Exchange exchange) {
                return variable.value(exchange);
            }

            @Override
            public boolean isLive() {
                return true;
            }
        };
    }
}
