package dev.weir.core.buffer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OutboxesTest {
    private static final int RETAINED = 4;
    private final BufferPool buffers = new BufferPool(64, 4);
    private final Outboxes outboxes = new Outboxes(buffers, RETAINED);

    @Test
    void eachNumberIsLentOnce() {
        Set<Integer> numbers = new HashSet<>();
        Set<Outbox> lent = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            int number = outboxes.take();
            assertTrue(number != Outboxes.NONE && numbers.add(number));
            assertTrue(lent.add(outboxes.at(number)));
        }
        assertEquals(1000, outboxes.lent());
        numbers.forEach(outboxes::give);
        assertEquals(0, outboxes.lent());
        assertEquals(RETAINED, outboxes.idle());
        for (int i = 0; i < 1000; i++) {
            assertTrue(numbers.contains(outboxes.take()), "numbers are used again");
        }
    }

    @Test
    void whatIsGivenBackComesEmpty() {
        int number = outboxes.take();
        Outbox outbox = outboxes.at(number);
        outbox.append(new byte[100], 0, 100);
        outbox.notes().add("note");
        outboxes.give(number);
        assertEquals(0, buffers.lent());
        int again = outboxes.take();
        assertSame(outbox, outboxes.at(again));
        assertTrue(outbox.isEmpty() && outbox.notes().isEmpty());
    }

    @Test
    void whatHasGrownIsNotKept() {
        int number = outboxes.take();
        Outbox outbox = outboxes.at(number);
        outbox.append(new byte[64 * 100], 0, 64 * 100);
        outboxes.give(number);
        assertEquals(0, outboxes.idle());
        assertNotSame(outbox, outboxes.at(outboxes.take()));
    }
}
