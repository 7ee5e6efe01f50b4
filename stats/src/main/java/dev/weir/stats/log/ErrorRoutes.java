package dev.weir.stats.log;

import dev.weir.core.http.Exchange;
import dev.weir.core.http.Gate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which error logs the messages of a connection go to, where a server or a location has its own. A message names its
 * connection by the {@code *N} that it begins with; nothing else on its way needs to know of its request.
 *
 * <p>Thread: any.
 */
final class ErrorRoutes {
    private final Map<Long, Own> byConnection = new ConcurrentHashMap<>();
    private volatile ErrorLevel least = ErrorLevel.EMERG;

    /** The logs of one request. */
    private record Own(Exchange exchange, List<ErrorLog.Target> targets) {}

    /** Notes the level of logs that some location has. */
    void expect(List<ErrorLog.Target> targets) {
        least = ErrorLog.mildest(targets, least);
    }

    /** The mildest level that any location wants. */
    ErrorLevel least() {
        return least;
    }

    /** The logs of a connection; null when it has none of its own. */
    List<ErrorLog.Target> of(long connection) {
        Own own = byConnection.get(connection);
        return own == null ? null : own.targets;
    }

    /** Lets each request that comes by use these logs until it ends, or comes by another such gate. */
    Gate gate(List<ErrorLog.Target> targets) {
        return new Gate() {
            @Override
            public boolean admit(Exchange exchange) {
                route(exchange, targets);
                return true;
            }

            /** Before any gate that has something to say. */
            @Override
            public Phase phase() {
                return Phase.ADDRESS;
            }
        };
    }

    private void route(Exchange exchange, List<ErrorLog.Target> targets) {
        long connection = exchange.connection().id();
        Own before = byConnection.put(connection, new Own(exchange, targets));
        if (before == null || before.exchange != exchange) {
            exchange.onEnd(() -> onEnd(connection, exchange));
        }
    }

    /** By the request that noted them: the next one of the connection may have begun. */
    private void onEnd(long connection, Exchange ended) {
        byConnection.computeIfPresent(connection, (c, own) -> own.exchange == ended ? null : own);
    }
}
