package dev.weir.stats.count;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.core.ws.PushTap.HookEvent;
import dev.weir.core.ws.PushTap.HookResult;
import dev.weir.core.ws.PushTap.Refusal;
import dev.weir.testkit.AllocationGuard;
import java.util.Locale;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PushCountersTest {
    private final CounterBoard board = new CounterBoard(2);
    private final PushCounters pushes = new PushCounters(board);

    @Test
    void countsPushesAndTheirReceivers() {
        pushes.onAccepted(0, 1, 10);
        pushes.onAccepted(1, 1000, 20);
        pushes.onAccepted(1, 0, 0);
        assertEquals(3, board.sum(Counter.PUSH_ACCEPTED));
        assertEquals(1001, board.sum(Counter.PUSH_DELIVERIES));
        assertEquals(30, board.sum(Counter.PUSH_BYTES));
        assertEquals(2, board.worker(1).read(Counter.PUSH_ACCEPTED));
    }

    @ParameterizedTest
    @EnumSource
    void countsEachRefusalByItsReason(Refusal why) {
        pushes.onRefused(1, why);
        for (Refusal other : Refusal.values()) {
            Counter counter = PushCounters.counter(other);
            assertEquals(other == why ? 1 : 0, board.sum(counter));
            assertEquals("reason=\"" + other.name().toLowerCase(Locale.ROOT) + "\"", counter.labels());
        }
        assertEquals(0, board.sum(Counter.PUSH_ACCEPTED));
    }

    @ParameterizedTest
    @EnumSource
    void countsEachCallOfAHookByEventAndResult(HookResult result) {
        for (HookEvent event : HookEvent.values()) {
            pushes.onHook(0, event, result);
            Counter counter = PushCounters.counter(event, result);
            assertEquals(1, board.sum(counter));
            String labels = "event=\"" + event + "\",result=\"" + result + "\"";
            assertEquals(labels.toLowerCase(Locale.ROOT), counter.labels());
        }
    }

    @Test
    void countsWhatDidNotArrive() {
        pushes.onDropped(0);
        pushes.onDropped(1);
        pushes.onOverflow(1);
        assertEquals(2, board.sum(Counter.PUSH_DROPPED));
        assertEquals(1, board.sum(Counter.PUSH_OVERFLOWS));
    }

    /** What begins to wait on one worker may leave on another: only the sum is a queue. */
    @Test
    void theQueueIsASumOverWorkers() {
        pushes.onQueued(0, 700);
        pushes.onQueued(1, -650);
        assertEquals(50, board.queuedPushBytes());
        pushes.onQueued(1, -50);
        assertEquals(0, board.queuedPushBytes());
    }

    @Test
    void theQueueIsNeverNegativeAndZeroInTheEnd() throws Exception {
        LinkedBlockingQueue<Long> waiting = new LinkedBlockingQueue<>(64);
        int messages = 200_000;
        Thread publisher = new Thread(() -> {
            for (int i = 1; i <= messages; i++) {
                long bytes = i % 1000 + 1;
                pushes.onQueued(0, bytes);
                put(waiting, bytes);
            }
        });
        Thread receiver = new Thread(() -> {
            for (int i = 0; i < messages; i++) {
                pushes.onQueued(1, -take(waiting));
            }
        });
        AtomicLong least = new AtomicLong();
        Thread reader = new Thread(() -> {
            while (receiver.isAlive()) {
                least.set(Math.min(least.get(), board.queuedPushBytes()));
            }
        });
        receiver.start();
        reader.start();
        publisher.start();
        publisher.join();
        receiver.join();
        reader.join();
        assertTrue(least.get() >= 0, "was " + least);
        assertEquals(0, board.queuedPushBytes());
    }

    private static void put(LinkedBlockingQueue<Long> queue, long value) {
        try {
            queue.put(value);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long take(LinkedBlockingQueue<Long> queue) {
        try {
            return queue.take();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void tellingAllocatesNothing() {
        AllocationGuard.assertNone(5_000, () -> {
            pushes.onAccepted(0, 1, 100);
            pushes.onQueued(0, 100);
            pushes.onQueued(0, -100);
            pushes.onWritten(0, 123_456);
            pushes.onRefused(0, Refusal.GONE);
            pushes.onHook(0, HookEvent.CONNECT, HookResult.OK);
        });
    }
}
