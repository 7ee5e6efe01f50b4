package dev.weir.proxy;

import dev.weir.core.http.Exchange;
import dev.weir.core.variable.Regex;
import java.util.function.Function;

/**
 * One rule of {@code proxy_redirect}.
 *
 * <p>Source: nginx, {@code proxy_redirect}. Thread: any; immutable.
 */
@FunctionalInterface
interface Redirect {

    /** The rewritten URL; null when the rule does not apply. */
    String rewrite(Exchange exchange, String url);

    /** Replaces a beginning. */
    static Redirect ofPrefix(Function<Exchange, String> prefix, Function<Exchange, String> replacement) {
        return (exchange, url) -> {
            String from = prefix.apply(exchange);
            return url.startsWith(from) ? replacement.apply(exchange) + url.substring(from.length()) : null;
        };
    }

    /** Replaces the whole by a text that may name captures. */
    static Redirect ofRegex(Regex expression, Function<Exchange, String> replacement) {
        return (exchange, url) -> expression.find(exchange, url) ? replacement.apply(exchange) : null;
    }
}
