package dev.weir.core.loop;

import java.util.Arrays;

/**
 * The timers of one worker: a binary heap in which each timer knows its place, so that disarming needs no search.
 *
 * <p>A frame touches no timer: whoever measures silence stores the time of the last byte and, when the timer fires,
 * looks how much is left. With that, arming is rare, and a heap beats a wheel that must be walked while idle.
 *
 * <p>Thread: worker.
 */
public final class Timers {
    private Timer[] heap = new Timer[64];
    private int size;

    /** Arms a timer for a reading of the clock, or moves it there when it is armed. */
    public void arm(Timer timer, long deadlineNanos) {
        disarm(timer);
        if (size == heap.length) {
            heap = Arrays.copyOf(heap, size * 2);
        }
        timer.deadlineNanos = deadlineNanos;
        place(timer, size++);
        up(timer);
    }

    public void disarm(Timer timer) {
        int at = timer.index;
        if (at < 0) {
            return;
        }
        timer.index = -1;
        Timer last = heap[--size];
        heap[size] = null;
        if (last != timer) {
            place(last, at);
            up(last);
            down(last);
        }
    }

    public int size() {
        return size;
    }

    /** Nanoseconds until the next timer, 0 when it is due, {@link Long#MAX_VALUE} when there is none. */
    public long delayNanos(long nowNanos) {
        return size == 0 ? Long.MAX_VALUE : Math.max(0, heap[0].deadlineNanos - nowNanos);
    }

    /** Takes the next due timer off; null when none is due. */
    Timer due(long nowNanos) {
        if (size == 0 || heap[0].deadlineNanos - nowNanos > 0) {
            return null;
        }
        Timer first = heap[0];
        disarm(first);
        return first;
    }

    private void place(Timer timer, int at) {
        heap[at] = timer;
        timer.index = at;
    }

    private void up(Timer timer) {
        while (timer.index > 0) {
            Timer above = heap[(timer.index - 1) / 2];
            if (above.deadlineNanos - timer.deadlineNanos <= 0) {
                return;
            }
            swap(timer, above);
        }
    }

    private void down(Timer timer) {
        for (; ; ) {
            int child = 2 * timer.index + 1;
            if (child >= size) {
                return;
            }
            if (child + 1 < size && heap[child + 1].deadlineNanos - heap[child].deadlineNanos < 0) {
                child++;
            }
            if (heap[child].deadlineNanos - timer.deadlineNanos >= 0) {
                return;
            }
            swap(timer, heap[child]);
        }
    }

    private void swap(Timer a, Timer b) {
        int at = a.index;
        place(a, b.index);
        place(b, at);
    }
}
