package dev.weir.core.http;

import dev.weir.core.loop.Connection;
import dev.weir.core.loop.Timer;
import dev.weir.core.loop.Worker;

/**
 * Until when a client connection waits for what, and the timer that looks after it; all times are readings of the
 * clock.
 *
 * <p>Thread: worker.
 */
final class Patience {
    /** When nothing is awaited. */
    static final long FOREVER = Long.MAX_VALUE;

    private final Timer timer;
    private long stageNanos;
    private long lastByteNanos;
    private final Stamina sender = new Stamina();
    private final Stamina reader = new Stamina();

    /** @param onTimer looks whether anything is due; it may well be called before that */
    Patience(Runnable onTimer) {
        this.timer = new Timer(onTimer);
    }

    void onStage(long nowNanos) {
        stageNanos = nowNanos;
        lastByteNanos = nowNanos;
    }

    void onBytes(long nowNanos) {
        lastByteNanos = nowNanos;
    }

    /** A body is awaited from now on, or again. */
    void onBodyWanted(long nowNanos) {
        lastByteNanos = nowNanos;
        sender.rest();
    }

    /** The client has taken all that there was for it. */
    void onDrained() {
        reader.rest();
    }

    /** Arms the timer when it would come too late for {@code due}. */
    void watch(Worker worker, long due) {
        if (due != FOREVER && (!timer.isArmed() || timer.deadlineNanos() - due > 0)) {
            worker.arm(timer, due - worker.nanos());
        }
    }

    void stop(Worker worker) {
        worker.disarm(timer);
    }

    /** When what is awaited in this stage will be late; {@link #FOREVER} when nothing is. */
    long due(Stage stage, Turn turn, Tenure tenure) {
        return switch (stage) {
            case HEAD -> head(tenure.site().defaultServer());
            case IDLE -> turn.isFirst() ? head(tenure.site().defaultServer()) : idle(turn.options());
            case EXCHANGE -> exchange(turn.exchange(), turn.options());
            case LINGERING -> lingering(turn.options());
            case GONE -> FOREVER;
        };
    }

    /** A head must be complete by then; a byte now and then does not help. */
    private long head(VirtualServer server) {
        return stageNanos + server.headerTimeout().toNanos();
    }

    /** The next request must begin by then. */
    private long idle(HttpOptions options) {
        return stageNanos + options.keepaliveTimeout().toNanos();
    }

    private long lingering(HttpOptions options) {
        return Math.min(
                stageNanos + options.connection().lingeringTime().toNanos(),
                lastByteNanos + options.lingeringTimeout().toNanos());
    }

    /** The body must go on, and the response be taken, by then; {@link #FOREVER} when neither is awaited. */
    private long exchange(Exchange exchange, HttpOptions options) {
        Connection connection = exchange.connection();
        long due = FOREVER;
        if (exchange.body().isFlowing() && connection.isReading()) {
            due = lastByteNanos + options.bodyTimeout().toNanos();
            long received = exchange.body().received();
            due = Math.min(due, sender.due(rate(options), options.bodyTimeout(), received, now(connection)));
        }
        if (connection.pending() > 0) {
            due = Math.min(
                    due, connection.progressNanos() + options.sendTimeout().toNanos());
            long taken = connection.taken();
            due = Math.min(due, reader.due(rate(options), options.sendTimeout(), taken, now(connection)));
        }
        return due;
    }

    private static LeastRate rate(HttpOptions options) {
        return options.connection().leastRate();
    }

    private static long now(Connection connection) {
        return connection.worker().nanos();
    }
}
