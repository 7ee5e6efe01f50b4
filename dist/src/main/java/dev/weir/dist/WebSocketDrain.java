package dev.weir.dist;

import dev.weir.core.http.AttachmentKey;
import dev.weir.core.loop.Connection;
import dev.weir.core.loop.Timer;
import dev.weir.core.loop.Worker;
import dev.weir.core.ws.FrameTap;
import dev.weir.core.ws.WsCarrier;
import dev.weir.core.ws.WsEnd;
import dev.weir.core.ws.WsOptions.Drain;
import dev.weir.core.ws.WsSession;
import java.util.List;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * Ends WebSocket connections as {@code ws_drain_timeout} says: those that are open, and those whose handshake is still
 * under way, as soon as they open. There is one for the life of the process, and it is asked about each connection that
 * opens. Its taps are none: a frame costs nothing here.
 *
 * <p>Thread: any begins, worker works.
 */
final class WebSocketDrain implements FrameTap.Factory {
    private static final AttachmentKey<Boolean> TOLD = new AttachmentKey<>();

    private final List<Worker> workers;
    private final RandomGenerator random;

    /** Whose time has come; of a configuration in force there are none. */
    private volatile Predicate<WsSession> leavers = session -> false;

    /** @param random chooses the moments within {@code spread}; used by several workers at once */
    WebSocketDrain(List<Worker> workers, RandomGenerator random) {
        this.workers = workers;
        this.random = random;
    }

    /**
     * Ends those of which {@code which} is true, in place of what was said before; it is asked only about connections
     * that are open now and those that another configuration than that in force will have opened.
     */
    void begin(Predicate<WsSession> which) {
        // Before the sweeps: who opens and is not asked on the way, opens before them.
        leavers = which;
        workers.forEach(worker -> worker.post(() -> sweep(worker, which)));
    }

    @Override
    public FrameTap open(WsSession session) {
        if (session.exchange().isLeftBehind() && leavers.test(session)) {
            // Not in the midst of its opening.
            session.exchange().worker().post(() -> end(session));
        }
        return null;
    }

    private void sweep(Worker worker, Predicate<WsSession> which) {
        worker.forEach(connection -> {
            if (connection.protocol() instanceof WsCarrier carrier
                    && carrier.session().exchange().connection() == connection
                    && which.test(carrier.session())) {
                end(carrier.session());
            }
        });
    }

    private void end(WsSession session) {
        Connection connection = session.exchange().connection();
        Drain drain = session.exchange().location().webSocket().drain();
        if (connection.isClosed() || drain.isOff() || session.exchange().attachment(TOLD) != null) {
            return;
        }
        session.exchange().attach(TOLD, true);
        Runnable goodbye = () -> session.close(drain.code(), "", WsEnd.Cause.SHUTDOWN);
        long spread = drain.spread().toNanos();
        if (spread == 0) {
            connection.guarded(goodbye);
        } else {
            arm(connection, goodbye, random.nextLong(spread));
        }
        arm(connection, connection::close, drain.time().toNanos());
    }

    private static void arm(Connection connection, Runnable action, long delayNanos) {
        Worker worker = connection.worker();
        worker.arm(
                new Timer(() -> {
                    if (!connection.isClosed()) {
                        connection.guarded(action);
                    }
                }),
                delayNanos);
    }
}
