package dev.weir.core.limit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;

class KeyedCountsTest {
    private static final int WORKERS = 8;
    private static final int KEYS = 5;
    private static final int MOST = 3;

    @Test
    void takesUpToTheMostAndForgetsAtZero() {
        KeyedCounts counts = new KeyedCounts();
        assertTrue(counts.take("a", 2));
        assertTrue(counts.take("a", 2));
        assertFalse(counts.take("a", 2));
        assertTrue(counts.take("b", 2));
        assertEquals(2, counts.of("a"));
        assertEquals(2, counts.values());
        counts.give("a");
        assertTrue(counts.take("a", 2));
        counts.give("a");
        counts.give("a");
        counts.give("b");
        assertEquals(0, counts.values());
        assertFalse(counts.take("c", 0));
        assertEquals(0, counts.values(), "a refusal leaves nothing behind");
    }

    /** A limit lowered by a reload finds more taken than it allows. */
    @Test
    void aLowerLimitWaitsUntilEnoughHaveLeft() {
        KeyedCounts counts = new KeyedCounts();
        for (int i = 0; i < 5; i++) {
            assertTrue(counts.take("a", 5));
        }
        assertFalse(counts.take("a", 2));
        for (int i = 0; i < 3; i++) {
            counts.give("a");
        }
        assertFalse(counts.take("a", 2));
        counts.give("a");
        assertTrue(counts.take("a", 2));
    }

    @Test
    void manyWorkersAtOnceNeverTakeMoreThanTheMost() throws Exception {
        KeyedCounts counts = new KeyedCounts();
        AtomicIntegerArray held = new AtomicIntegerArray(KEYS);
        CyclicBarrier start = new CyclicBarrier(WORKERS);
        ExecutorService workers = Executors.newFixedThreadPool(WORKERS);
        try {
            List<Callable<Integer>> tasks = new ArrayList<>();
            for (int i = 0; i < WORKERS; i++) {
                Random random = new Random(i);
                tasks.add(() -> {
                    start.await(10, TimeUnit.SECONDS);
                    return comeAndGo(counts, held, random);
                });
            }
            int refused = 0;
            for (Future<Integer> task : workers.invokeAll(tasks, 60, TimeUnit.SECONDS)) {
                refused += task.get();
            }
            assertTrue(refused > 0, "the limit was never reached");
            assertEquals(0, counts.values());
        } finally {
            workers.shutdownNow();
        }
    }

    /** Takes and gives back at random; what is held is seen to be within the limit while it is held. */
    private static int comeAndGo(KeyedCounts counts, AtomicIntegerArray held, Random random) {
        List<Integer> mine = new ArrayList<>();
        int refused = 0;
        for (int i = 0; i < 50_000; i++) {
            int key = random.nextInt(KEYS);
            if (mine.size() < 6 && random.nextBoolean()) {
                if (counts.take("user" + key, MOST)) {
                    assertTrue(held.incrementAndGet(key) <= MOST, "more than the most");
                    mine.add(key);
                } else {
                    refused++;
                }
            } else if (!mine.isEmpty()) {
                giveBack(counts, held, mine.remove(mine.size() - 1));
            }
        }
        mine.forEach(key -> giveBack(counts, held, key));
        return refused;
    }

    private static void giveBack(KeyedCounts counts, AtomicIntegerArray held, int key) {
        held.decrementAndGet(key);
        counts.give("user" + key);
    }
}
