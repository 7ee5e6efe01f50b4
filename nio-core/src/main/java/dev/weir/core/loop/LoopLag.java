package dev.weir.core.loop;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * How long the turns of one worker keep others waiting: who becomes ready, or is due, while a turn works, waits at most
 * for its end. The longest is told of a window that slides, so that any number may ask without taking a peak away from
 * each other.
 *
 * <pre>
 *   | window before, 30 s | this window, up to 30 s |   the longest of both is told
 * </pre>
 *
 * <p>Thread: worker tells, any reads.
 */
public final class LoopLag {
    private static final long WINDOW_NANOS = 30_000_000_000L;
    private static final int LAST = 0;
    private static final int MOST = 1;
    private static final int MOST_BEFORE = 2;
    private static final int SINCE = 3;
    private static final VarHandle VALUES = MethodHandles.arrayElementVarHandle(long[].class);

    private final long[] values = new long[4];

    LoopLag(long nowNanos) {
        values[SINCE] = nowNanos;
    }

    /** A turn has ended that worked so long. */
    void onTurn(long nanos, long nowNanos) {
        if (nowNanos - values[SINCE] >= WINDOW_NANOS) {
            boolean adjoins = nowNanos - values[SINCE] < 2 * WINDOW_NANOS;
            set(MOST_BEFORE, adjoins ? values[MOST] : 0);
            set(MOST, 0);
            set(SINCE, nowNanos);
        }
        set(LAST, nanos);
        if (nanos > values[MOST]) {
            set(MOST, nanos);
        }
    }

    /** Nanoseconds that the last turn worked. */
    public long lastNanos() {
        return (long) VALUES.getOpaque(values, LAST);
    }

    /** Nanoseconds that the longest turn of the last 30 to 60 seconds worked. */
    public long mostNanos(long nowNanos) {
        long age = nowNanos - (long) VALUES.getOpaque(values, SINCE);
        long most = age < 2 * WINDOW_NANOS ? (long) VALUES.getOpaque(values, MOST) : 0;
        return age < WINDOW_NANOS ? Math.max(most, (long) VALUES.getOpaque(values, MOST_BEFORE)) : most;
    }

    private void set(int index, long value) {
        VALUES.setOpaque(values, index, value);
    }
}
