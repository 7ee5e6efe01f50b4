package dev.weir.core.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TimersTest {

    @Test
    void agreesWithAMapUnderRandomUse() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Timers timers = new Timers();
        List<Timer> all = new ArrayList<>();
        Map<Timer, Long> model = new HashMap<>();
        for (int i = 0; i < 300; i++) {
            all.add(new Timer(() -> {}));
        }
        // Near the overflow, which a monotonic clock may pass.
        long now = Long.MAX_VALUE - 500;
        for (int step = 0; step < 50_000; step++) {
            Timer timer = all.get(random.nextInt(all.size()));
            if (random.nextInt(3) > 0) {
                long deadline = now + random.nextInt(1000);
                timers.arm(timer, deadline);
                model.put(timer, deadline);
            } else {
                timers.disarm(timer);
                model.remove(timer);
            }
            if (step % 7 == 0) {
                now += random.nextInt(20);
                fireAll(timers, model, now, seed);
            }
            assertEquals(model.size(), timers.size(), "seed " + seed);
        }
        for (Timer timer : all) {
            assertEquals(model.containsKey(timer), timer.isArmed(), "seed " + seed);
        }
    }

    private static void fireAll(Timers timers, Map<Timer, Long> model, long now, long seed) {
        long before = Long.MIN_VALUE;
        for (Timer due = timers.due(now); due != null; due = timers.due(now)) {
            long late = now - model.remove(due);
            assertTrue(late >= 0, "fired early, seed " + seed);
            assertTrue(before == Long.MIN_VALUE || late <= before, "out of order, seed " + seed);
            before = late;
        }
        for (long deadline : model.values()) {
            assertTrue(deadline - now > 0, "forgotten, seed " + seed);
        }
    }

    @Test
    void tellsTheDelayToTheNext() {
        Timers timers = new Timers();
        assertEquals(Long.MAX_VALUE, timers.delayNanos(5));
        Timer timer = new Timer(() -> {});
        timers.arm(timer, 100);
        assertEquals(95, timers.delayNanos(5));
        assertEquals(0, timers.delayNanos(200));
        assertNull(timers.due(99));
        timers.arm(timer, 300);
        assertNull(timers.due(299));
        assertEquals(timer, timers.due(300));
        assertFalse(timer.isArmed());
    }

    @Test
    void firesEachOnceATurnEvenWhenItArmsItselfWithoutDelay() {
        SteppedWorker loop = new SteppedWorker();
        int[] fired = {0};
        Timer[] timer = new Timer[1];
        timer[0] = new Timer(() -> {
            fired[0]++;
            loop.worker().arm(timer[0], 0);
        });
        loop.worker().arm(timer[0], 10);
        loop.turn();
        assertEquals(0, fired[0]);
        loop.advance(Duration.ofNanos(10));
        assertEquals(1, fired[0]);
    }

    @Test
    void anEndlessDelayNeverFires() {
        SteppedWorker loop = new SteppedWorker();
        int[] fired = {0};
        loop.worker().arm(new Timer(() -> fired[0]++), Long.MAX_VALUE);
        loop.advance(Duration.ofDays(1000));
        assertEquals(0, fired[0]);
    }

    @Test
    void aTimerThatThrowsHarmsNoOther() {
        SteppedWorker loop = new SteppedWorker();
        int[] fired = {0};
        loop.worker()
                .arm(
                        new Timer(() -> {
                            throw new IllegalStateException("a fault on purpose");
                        }),
                        1);
        loop.worker().arm(new Timer(() -> fired[0]++), 2);
        loop.advance(Duration.ofSeconds(1));
        assertEquals(1, fired[0]);
    }
}
