package dev.weir.proxy;

import dev.weir.core.http.ByteText;
import dev.weir.core.loop.Timer;
import dev.weir.core.loop.Worker;
import dev.weir.core.variable.Template;
import dev.weir.core.ws.CloseCode;
import dev.weir.core.ws.FrameTap;
import dev.weir.core.ws.WsEnd;
import dev.weir.core.ws.WsSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code ws_auth_expires}: closes connections whose credential has ended, by a timer of their own.
 *
 * <p>Thread: any; immutable. Its taps: worker.
 */
final class ExpiryLimit implements FrameTap.Factory {
    private static final Logger LOG = LoggerFactory.getLogger(ExpiryLimit.class);

    /** No timer sleeps longer: the wall clock may be set meanwhile. */
    private static final long LONGEST_SLEEP_MILLIS = 60_000;

    private final Template value;

    ExpiryLimit(Template value) {
        this.value = value;
    }

    @Override
    public FrameTap open(WsSession session) {
        String text = value.apply(session.exchange()).strip();
        if (text.isEmpty()) {
            return null;
        }
        long now = session.exchange().worker().wallMillis();
        long end = Expiry.millis(text, now);
        if (end == Expiry.NONE) {
            LOG.error(
                    "*{} \"{}\" is not a time for ws_auth_expires, so the connection is closed",
                    session.exchange().connection().id(),
                    ByteText.quote(text));
            end = now;
        }
        return new Life(session, end);
    }

    /** Thread: worker. */
    private static final class Life implements FrameTap {
        private final WsSession session;
        private final Worker worker;
        private final long endMillis;
        private final Timer timer = new Timer(this::look);

        Life(WsSession session, long endMillis) {
            this.session = session;
            this.worker = session.exchange().worker();
            this.endMillis = endMillis;
            sleep();
        }

        private void sleep() {
            long left = Math.max(0, endMillis - worker.wallMillis());
            worker.arm(timer, Math.min(left, LONGEST_SLEEP_MILLIS) * 1_000_000);
        }

        private void look() {
            if (worker.wallMillis() < endMillis) {
                sleep();
            } else {
                session.close(CloseCode.CREDENTIAL_EXPIRED, "Credential Expired", WsEnd.Cause.LIMIT);
            }
        }

        @Override
        public void onClose(WsSession closed, WsEnd end) {
            worker.disarm(timer);
        }
    }
}
