package dev.weir.core.http;

import dev.weir.core.loop.Connection;
import dev.weir.core.loop.Timer;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/**
 * Lets a response's bytes leave no faster than allowed: the first {@code after} bytes and one second's worth at once,
 * the rest as time goes by.
 *
 * <p>Source: nginx, {@code limit_rate}. Thread: worker.
 */
final class Pace {
    /** How often a second it is looked whether more may leave. */
    private static final int STEPS = 10;

    private static final double SECOND = 1e9;

    private final Connection connection;
    private final Runnable onEmpty;
    private final Timer timer;
    private final ArrayDeque<ByteBuffer> queue = new ArrayDeque<>();
    private final long startNanos;
    private final long rate;
    private final long after;
    private long waiting;
    private long sent;

    /**
     * Begins now.
     *
     * @param rate bytes a second, more than 0
     * @param after bytes that are free
     * @param onEmpty told each time when nothing waits here any more
     */
    Pace(Connection connection, long rate, long after, Runnable onEmpty) {
        this.connection = connection;
        this.onEmpty = onEmpty;
        this.rate = rate;
        this.after = after;
        this.startNanos = connection.worker().nanos();
        this.timer = new Timer(() -> connection.guarded(this::onTimer));
    }

    /** Bytes that wait for their time. */
    long waiting() {
        return waiting;
    }

    /** Takes all bytes. */
    void enqueue(ByteBuffer bytes) {
        if (waiting == 0) {
            pass(bytes);
        }
        if (bytes.hasRemaining()) {
            waiting += bytes.remaining();
            queue.add(ByteBuffer.allocate(bytes.remaining()).put(bytes).flip());
            watch();
        }
    }

    /** Nothing more leaves. */
    void stop() {
        connection.worker().disarm(timer);
        queue.clear();
        waiting = 0;
    }

    private void pass(ByteBuffer bytes) {
        int count = (int) Math.min(bytes.remaining(), Math.max(0, allowed() - sent));
        int limit = bytes.limit();
        bytes.limit(bytes.position() + count);
        sent += count;
        connection.enqueue(bytes);
        bytes.limit(limit);
    }

    private long allowed() {
        double seconds = (connection.worker().nanos() - startNanos) / SECOND;
        return after + (long) (rate * (seconds + 1));
    }

    private void onTimer() {
        while (waiting > 0 && allowed() > sent) {
            ByteBuffer first = queue.peekFirst();
            int before = first.remaining();
            pass(first);
            waiting -= before - first.remaining();
            if (!first.hasRemaining()) {
                queue.removeFirst();
            }
        }
        if (waiting > 0) {
            watch();
        } else {
            onEmpty.run();
        }
    }

    private void watch() {
        if (!timer.isArmed()) {
            long step = Math.min(waiting, Math.max(1, rate / STEPS));
            double seconds = (double) (sent + step - after) / rate - 1;
            long due = startNanos + (long) (seconds * SECOND);
            connection.worker().arm(timer, due - connection.worker().nanos());
        }
    }
}
