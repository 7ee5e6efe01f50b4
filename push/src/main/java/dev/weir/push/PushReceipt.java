package dev.weir.push;

import dev.weir.core.loop.Worker;
import dev.weir.core.ws.PushTap;
import dev.weir.core.ws.Receipt;
import dev.weir.core.ws.WsEndpoint;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/**
 * Measures how long a pushed message took to its sockets, and tells the one who waits for that.
 *
 * <p>Thread: any worker.
 */
final class PushReceipt implements Receipt {
    private final PushTap tap;
    private final long startNanos;
    private final Waiting waiting;

    /** Counts until it is known of every receiver what has become of the message. Thread: any. */
    private static final class Waiting {
        private final AtomicInteger open = new AtomicInteger();
        private final AtomicInteger written = new AtomicInteger();
        private final IntConsumer told;

        private Waiting(IntConsumer told) {
            this.told = told;
        }
    }

    /**
     * @param startNanos when the POST began
     * @param settled hears, on whatever worker, how many sockets have taken the message once nothing is open any more;
     *     null when nobody waits
     */
    PushReceipt(PushTap tap, long startNanos, IntConsumer settled) {
        this.tap = tap;
        this.startNanos = startNanos;
        this.waiting = settled == null ? null : new Waiting(settled);
    }

    /** One more thing is waited for: each ends by one of the other methods. */
    void expect() {
        if (waiting != null) {
            waiting.open.incrementAndGet();
        }
    }

    @Override
    public void onWritten(WsEndpoint endpoint) {
        Worker worker = endpoint.exchange().worker();
        tap.onWritten(worker.index(), worker.nanos() - startNanos);
        if (waiting != null) {
            waiting.written.incrementAndGet();
            settle();
        }
    }

    @Override
    public void onLost(WsEndpoint endpoint) {
        settle();
    }

    /** Something that was expected needs no more waiting. */
    void settle() {
        if (waiting != null && waiting.open.decrementAndGet() == 0) {
            waiting.told.accept(waiting.written.get());
        }
    }
}
