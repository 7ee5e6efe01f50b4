package dev.weir.core.http;

/**
 * Observes the end of exchanges: an access log.
 *
 * <p>Thread: worker; must not block or throw.
 */
@FunctionalInterface
public interface ExchangeTap {

    /** The exchange is over; a WebSocket's when the connection has ended. Called exactly once. */
    void onEnd(Exchange exchange);

    /** Whether it also hears of exchanges that others ask. */
    default boolean hearsAsked() {
        return false;
    }

    /**
     * Runs {@code action} on the exchange's worker when what {@link #onEnd} wrote can be read by others; at once when
     * nobody waits for that. A connection is closed only then, as with nginx: who has seen its end finds the line.
     */
    default void whenWritten(Exchange exchange, Runnable action) {
        action.run();
    }
}
