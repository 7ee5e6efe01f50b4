package dev.weir.stats.log;

import dev.weir.core.http.Exchange;
import dev.weir.core.variable.Template;

/**
 * Where a log of a location goes.
 *
 * @param drop whether a full ring drops its lines instead of making the worker wait
 * @param condition {@code if=}: nothing is logged when it is empty or {@code 0}; null for none
 */
record LogTarget(LogFile file, boolean drop, Template condition) {

    /** Whether {@code if=} lets a line pass now. Thread: worker. */
    boolean admits(Exchange exchange) {
        if (condition == null) {
            return true;
        }
        String value = condition.apply(exchange);
        return !value.isEmpty() && !value.equals("0");
    }

    /** Whether the condition may change during a connection. */
    boolean isLive() {
        return condition != null && condition.isLive();
    }
}
