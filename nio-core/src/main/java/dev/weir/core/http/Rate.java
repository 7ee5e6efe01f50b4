package dev.weir.core.http;

import java.util.function.Function;

/**
 * How fast a location's responses may leave: {@code limit_rate}, {@code limit_rate_after}.
 *
 * @param bytesPerSecond 0 for no limit
 * @param after bytes that leave before the limit counts
 */
public record Rate(Function<Exchange, Long> bytesPerSecond, Function<Exchange, Long> after) {

    /**
     * Bytes a second that an exchange's response may take; 0 for any number.
     *
     * @param told what somebody has told for it; -1 for nothing, then the location says it
     */
    static long of(Exchange exchange, long told) {
        Rate rate = exchange.location().options().response().rate();
        return told >= 0 ? told : rate == null ? 0 : Math.max(0, rate.bytesPerSecond.apply(exchange));
    }

    /** Bytes that leave before the limit counts. */
    static long after(Exchange exchange) {
        Rate rate = exchange.location().options().response().rate();
        return rate == null ? 0 : rate.after.apply(exchange);
    }
}
