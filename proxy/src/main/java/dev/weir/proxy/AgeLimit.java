package dev.weir.proxy;

import dev.weir.core.loop.Timer;
import dev.weir.core.loop.Worker;
import dev.weir.core.ws.FrameTap;
import dev.weir.core.ws.WsEnd;
import dev.weir.core.ws.WsSession;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * {@code ws_conn_age}: closes connections that are too old, by a timer of their own, idle or not.
 *
 * <p>Thread: any; immutable. Its taps: worker.
 */
final class AgeLimit implements FrameTap.Factory {
    private final long nanos;
    private final int jitterPercent;
    private final int code;
    private final RandomGenerator random;

    AgeLimit(Duration age, int jitterPercent, int code, RandomGenerator random) {
        this.nanos = age.toNanos();
        this.jitterPercent = jitterPercent;
        this.code = code;
        this.random = random;
    }

    @Override
    public FrameTap open(WsSession session) {
        long life = jitterPercent == 0 ? nanos : nanos - nanos / 100 * random.nextInt(jitterPercent + 1);
        return new Life(session, life);
    }

    /** Thread: worker. */
    private final class Life implements FrameTap {
        private final Worker worker;
        private final Timer timer;

        Life(WsSession session, long life) {
            worker = session.exchange().worker();
            timer = new Timer(() -> session.close(code, "Connection is Aged", WsEnd.Cause.AGE));
            worker.arm(timer, life);
        }

        @Override
        public void onClose(WsSession session, WsEnd end) {
            worker.disarm(timer);
        }
    }
}
