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
}
