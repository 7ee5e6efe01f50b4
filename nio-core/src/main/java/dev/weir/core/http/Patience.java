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
    private Cut late;
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
        late = null;
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
        late = Cut.HEADER_TIMEOUT;
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
            due = sooner(due, lastByteNanos + options.bodyTimeout().toNanos(), Cut.BODY_TIMEOUT);
            long received = exchange.body().received();
            long pace = sender.due(rate(options), options.bodyTimeout(), received, now(connection));
            due = sooner(due, pace, Cut.MIN_RATE);
        }
        if (connection.pending() > 0) {
            long stalled = connection.progressNanos() + options.sendTimeout().toNanos();
            due = sooner(due, stalled, Cut.SEND_TIMEOUT);
            long pace = reader.due(rate(options), options.sendTimeout(), connection.taken(), now(connection));
            due = sooner(due, pace, Cut.MIN_RATE);
        }
        return due;
    }

    private long sooner(long due, long other, Cut why) {
        if (other < due) {
            late = why;
            return other;
        }
        return due;
    }

    /** As what a client is cut that is late for what {@link #due} told last; null when that is no fault of its own. */
    Cut late(Connection connection) {
        return late == Cut.HEADER_TIMEOUT && Secrecy.isBeginning(connection) ? Cut.TLS_TIMEOUT : late;
    }

    private static LeastRate rate(HttpOptions options) {
        return options.connection().leastRate();
    }

    private static long now(Connection connection) {
        return connection.worker().nanos();
    }
}
