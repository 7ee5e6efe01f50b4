package dev.weir.core.http;

import java.util.function.Function;

/**
 * How fast a location's responses may leave: {@code limit_rate}, {@code limit_rate_after}.
 *
 * @param bytesPerSecond 0 for no limit
 * @param after bytes that leave before the limit counts
 */
public record Rate(Function<Exchange, Long> bytesPerSecond, Function<Exchange, Long> after) {

    /** What is allowed for one exchange; null for anything. */
    Pace.Allowance of(Exchange exchange, long told) {
        long rate = told >= 0 ? told : bytesPerSecond.apply(exchange);
        return rate <= 0 ? null : new Pace.Allowance(rate, after.apply(exchange));
    }
}
