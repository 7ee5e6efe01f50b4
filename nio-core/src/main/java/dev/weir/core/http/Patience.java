package dev.weir.core.http;

import dev.weir.core.loop.Connection;

/**
 * Until when a client connection waits for what; all times are readings of the clock.
 *
 * <p>Thread: worker.
 */
final class Patience {
    private long stageNanos;
    private long lastByteNanos;

    void onStage(long nowNanos) {
        stageNanos = nowNanos;
        lastByteNanos = nowNanos;
    }

    void onBytes(long nowNanos) {
        lastByteNanos = nowNanos;
    }

    /** A head must be complete by then; a byte now and then does not help. */
    long head(VirtualServer server) {
        return stageNanos + server.headerTimeout().toNanos();
    }

    /** The next request must begin by then. */
    long idle(HttpOptions options) {
        return stageNanos + options.keepaliveTimeout().toNanos();
    }

    long lingering(HttpOptions options) {
        return Math.min(
                stageNanos + options.connection().lingeringTime().toNanos(),
                lastByteNanos + options.lingeringTimeout().toNanos());
    }

    /** The body must go on, and the response be taken, by then; {@link Long#MAX_VALUE} when neither is awaited. */
    long exchange(Exchange exchange, HttpOptions options) {
        Connection connection = exchange.connection();
        long due = Long.MAX_VALUE;
        if (exchange.body().isFlowing() && connection.isReading()) {
            due = lastByteNanos + options.bodyTimeout().toNanos();
        }
        if (connection.pending() > 0) {
            due = Math.min(
                    due, connection.progressNanos() + options.sendTimeout().toNanos());
        }
        return due;
    }
}
