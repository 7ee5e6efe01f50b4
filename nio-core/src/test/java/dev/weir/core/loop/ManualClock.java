package dev.weir.core.loop;

import java.time.Duration;

/** A clock that a test moves by hand. Thread: the test's. */
public final class ManualClock implements Clock {
    private static final long START_WALL_MILLIS = 1_795_222_800_000L;

    private long nanos;

    @Override
    public long nanos() {
        return nanos;
    }

    @Override
    public long wallMillis() {
        return START_WALL_MILLIS + nanos / 1_000_000;
    }

    public void advance(Duration by) {
        nanos += by.toNanos();
    }
}
