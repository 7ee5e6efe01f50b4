package dev.weir.push;

import dev.weir.core.loop.Connection;
import dev.weir.core.ws.WsEndpoint;
import dev.weir.core.ws.WsOptions;
import java.util.ArrayDeque;

/**
 * Watches what waits for one reader: whether more may, who waits for room, and what all queues hold together.
 *
 * <p>Thread: worker.
 */
final class SendQueue {
    private final Connection connection;
    private final WsEndpoint endpoint;
    private final WsOptions.SendQueue limit;
    private final QueueBudget budget;
    private long reportedBytes;
    private long reportedHeld;
    private ArrayDeque<Runnable> waiters;

    SendQueue(Connection connection, WsEndpoint endpoint, WsOptions.SendQueue limit, QueueBudget budget) {
        this.connection = connection;
        this.endpoint = endpoint;
        this.limit = limit;
        this.budget = budget;
    }

    WsOptions.Full policy() {
        return limit.full();
    }

    /** Whether a message of so many bytes may be queued. One always may when nothing waits. */
    boolean hasRoom(int bytes) {
        long charge = charge();
        if (charge == 0) {
            return true;
        }
        return charge + bytes + QueueBudget.FRAME_BYTES <= limit.bytes() && !(reportedHeld > 0 && budget.isExhausted());
    }

    private long charge() {
        return connection.pending() + (long) endpoint.unsentFrames() * QueueBudget.FRAME_BYTES;
    }

    /** Whether the socket did not take all that it was last offered. */
    boolean isWaiting() {
        return reportedBytes > 0;
    }

    /** Whether somebody waits for room already. */
    boolean isAwaited() {
        return waiters != null;
    }

    /** Runs once when there is room again, or the connection has ended. */
    void await(Runnable waiter) {
        if (waiters == null) {
            waiters = new ArrayDeque<>(2);
        }
        waiters.addLast(waiter);
    }

    /** The worker has tried to write. */
    void onFlushed(long pending) {
        endpoint.onWritten(pending);
        report(pending, endpoint.unsentFrameBytes() + (long) endpoint.unsentFrames() * QueueBudget.FRAME_BYTES);
        if (waiters != null && charge() <= limit.bytes() / 2) {
            wake();
        }
    }

    /** The connection is gone. */
    void onClosed() {
        report(0, 0);
        if (waiters != null) {
            wake();
        }
    }

    private void wake() {
        ArrayDeque<Runnable> woken = waiters;
        waiters = null;
        woken.forEach(Runnable::run);
    }

    /** A message takes memory whole until its last byte has left. */
    private void report(long bytes, long held) {
        if (bytes != reportedBytes || held != reportedHeld) {
            budget.onChange(connection.worker().index(), bytes - reportedBytes, held - reportedHeld);
            reportedBytes = bytes;
            reportedHeld = held;
        }
    }
}
