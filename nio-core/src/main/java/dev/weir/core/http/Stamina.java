package dev.weir.core.http;

import java.time.Duration;

/**
 * Until when a peer that is awaited may go on as slowly as it does: each byte buys it time, but never more than it had
 * in the beginning, so that nothing can be saved up for a byte a second. All times are readings of the clock.
 *
 * <pre>
 *   due = min(due + bytes that came / least rate,  now + what is granted)
 * </pre>
 *
 * <p>Thread: worker.
 */
public final class Stamina {
    private boolean awaited;
    private long dueNanos;
    private long seen;

    /** Nothing is awaited of the peer; what comes next begins anew. */
    public void rest() {
        awaited = false;
    }

    /**
     * Looks at how far the peer has come.
     *
     * @param timeout that silence has, which is granted in any case
     * @param passed bytes so far, a number that only grows
     * @return when it will have been too slow; {@link Long#MAX_VALUE} when it cannot be
     */
    public long due(LeastRate rate, Duration timeout, long passed, long nowNanos) {
        if (rate.isNone()) {
            return Long.MAX_VALUE;
        }
        long most = nowNanos + Math.max(rate.after().toNanos(), timeout.toNanos());
        long earned = awaited ? dueNanos + rate.nanos(passed - seen) : most;
        dueNanos = earned - most < 0 ? earned : most;
        seen = passed;
        awaited = true;
        return dueNanos;
    }
}
