package dev.weir.core.loop;

/**
 * A thing to do at a time, kept by {@link Timers}; it can be armed again after it has fired.
 *
 * <p>Thread: worker.
 */
public final class Timer {
    final Runnable action;
    long deadlineNanos;
    /** Place in the heap; -1 when not armed. */
    int index = -1;

    public Timer(Runnable action) {
        this.action = action;
    }

    /** When it is due, as a reading of the clock; meaningful while armed. */
    public long deadlineNanos() {
        return deadlineNanos;
    }

    public boolean isArmed() {
        return index >= 0;
    }
}
