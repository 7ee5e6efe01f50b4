package dev.weir.core.buffer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.core.buffer.Slab.Chunk;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BufferPoolTest {
    private static final int SIZE = 1 << 12;
    private static final int KEPT = 20;

    private final BufferPool pool = new BufferPool(SIZE, KEPT);

    private List<Chunk> take(int count) {
        List<Chunk> taken = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            taken.add(pool.take());
        }
        return taken;
    }

    @Test
    void lendsEmptyBuffersThatShareNothing() {
        List<Chunk> taken = take(100);
        assertEquals(100, pool.lent());
        for (int i = 0; i < taken.size(); i++) {
            ByteBuffer bytes = taken.get(i).bytes();
            assertEquals(SIZE, bytes.remaining());
            while (bytes.hasRemaining()) {
                bytes.put((byte) i);
            }
        }
        for (int i = 0; i < taken.size(); i++) {
            ByteBuffer bytes = taken.get(i).bytes().flip();
            while (bytes.hasRemaining()) {
                assertEquals((byte) i, bytes.get());
            }
        }
        taken.forEach(pool::give);
        assertEquals(SIZE, pool.take().bytes().remaining(), "one used before");
    }

    @Test
    void givesTheMemoryOfABurstBackAtOnceButKeepsSome() {
        long before = outsideOfTheHeap();
        List<Chunk> taken = take(5000);
        assertTrue(pool.heldBytes() >= 5000L * SIZE, "held " + pool.heldBytes());
        assertTrue(outsideOfTheHeap() - before >= 5000L * SIZE);
        Collections.shuffle(taken, new Random(1));
        taken.forEach(pool::give);
        assertEquals(0, pool.lent());
        assertTrue(pool.heldBytes() >= KEPT * SIZE, "kept " + pool.heldBytes());
        assertTrue(pool.heldBytes() < (KEPT + 16) * SIZE, "kept " + pool.heldBytes());
        assertTrue(outsideOfTheHeap() - before < (KEPT + 16) * SIZE, "no collection of garbage is waited for");
    }

    /** What direct buffers hold, as Java counts it. */
    private static long outsideOfTheHeap() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(each -> each.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }

    @Test
    void neverLendsTwiceWhateverTheOrder() {
        Random random = new Random(42);
        Set<Chunk> out = Collections.newSetFromMap(new IdentityHashMap<>());
        List<Chunk> taken = new ArrayList<>();
        for (int i = 0; i < 100_000; i++) {
            boolean grows = i / 2000 % 2 == 0;
            if (taken.isEmpty() || random.nextInt(3) < (grows ? 2 : 1)) {
                Chunk chunk = pool.take();
                assertTrue(out.add(chunk), "lent twice");
                taken.add(chunk);
            } else {
                Chunk chunk = taken.remove(random.nextInt(taken.size()));
                out.remove(chunk);
                pool.give(chunk);
            }
            assertEquals(taken.size(), pool.lent());
            assertTrue(pool.heldBytes() >= (long) taken.size() * SIZE);
        }
    }
}
