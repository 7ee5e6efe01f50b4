package dev.weir.stats.log;

import dev.weir.core.loop.Timer;
import dev.weir.core.loop.Worker;
import dev.weir.core.ws.WsSession;
import java.util.List;

/**
 * {@code ws_log_interval}: has the logs of one connection say at each multiple of its age how far it has come. Armed
 * again only when it has fired, so that a frame knows nothing of it.
 *
 * <p>Thread: worker.
 */
final class ProgressTimer {
    private final WsSession session;
    private final long intervalNanos;
    private final List<ConnectionLog> logs;
    private final Timer timer = new Timer(this::onTime);

    ProgressTimer(WsSession session, long intervalNanos, List<ConnectionLog> logs) {
        this.session = session;
        this.intervalNanos = intervalNanos;
        this.logs = logs;
    }

    private void onTime() {
        logs.forEach(log -> log.onProgress(session));
        arm();
    }

    /** For the next multiple of the interval: a turn that came late moves no line but its own. */
    void arm() {
        Worker worker = session.exchange().worker();
        long ageNanos = worker.nanos() - session.facts().openedNanos;
        worker.arm(timer, intervalNanos - ageNanos % intervalNanos);
    }

    void disarm() {
        session.exchange().worker().disarm(timer);
    }
}
