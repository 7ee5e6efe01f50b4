package dev.weir.dist;

import dev.weir.core.loop.Connection;
import dev.weir.core.loop.Timer;
import dev.weir.core.loop.Worker;
import dev.weir.core.ws.WsCarrier;
import dev.weir.core.ws.WsEnd;
import dev.weir.core.ws.WsOptions.Drain;
import dev.weir.core.ws.WsSession;
import java.time.Duration;
import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * Ends the WebSocket connections of one worker as {@code ws_drain_timeout} says.
 *
 * <p>Thread: any begins, worker works.
 */
final class WebSocketDrain {
    /** How often to look for those whose handshake was still under way. */
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final Worker worker;
    private final RandomGenerator random;
    private final Set<WsSession> told = Collections.newSetFromMap(new WeakHashMap<>());

    /** @param random chooses the moments within {@code spread}; used by several workers at once */
    WebSocketDrain(Worker worker, RandomGenerator random) {
        this.worker = worker;
        this.random = random;
    }

    /** Ends those that are open now and of which {@code which} is true. */
    void once(Predicate<WsSession> which) {
        worker.post(() -> sweep(which));
    }

    /** Ends all, those too that are still to open. */
    void untilTheEnd() {
        worker.post(this::sweepAgain);
    }

    private void sweepAgain() {
        sweep(session -> true);
        worker.arm(new Timer(this::sweepAgain), LOOK.toNanos());
    }

    private void sweep(Predicate<WsSession> which) {
        worker.forEach(connection -> {
            if (connection.protocol() instanceof WsCarrier carrier
                    && carrier.session().exchange().connection() == connection
                    && which.test(carrier.session())
                    && told.add(carrier.session())) {
                end(carrier.session(), connection);
            }
        });
    }

    private void end(WsSession session, Connection connection) {
        Drain drain = session.exchange().location().webSocket().drain();
        if (drain.isOff()) {
            return;
        }
        Runnable goodbye = () -> session.close(drain.code(), "", WsEnd.Cause.SHUTDOWN);
        long spread = drain.spread().toNanos();
        if (spread == 0) {
            connection.guarded(goodbye);
        } else {
            arm(connection, goodbye, random.nextLong(spread));
        }
        arm(connection, connection::close, drain.time().toNanos());
    }

    private void arm(Connection connection, Runnable action, long delayNanos) {
        worker.arm(
                new Timer(() -> {
                    if (!connection.isClosed()) {
                        connection.guarded(action);
                    }
                }),
                delayNanos);
    }
}
