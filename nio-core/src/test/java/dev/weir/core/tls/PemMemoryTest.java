package dev.weir.core.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.weir.core.loop.ManualClock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PemMemoryTest {
    private final ManualClock clock = new ManualClock();
    private final Map<String, String> disk = new HashMap<>(Map.of("a", "1", "b", "2", "c", "3"));
    private int reads;

    private Object value(PemMemory memory, String name) {
        return memory.value(name, () -> read(name), StringBuilder::new);
    }

    private String text(PemMemory memory, String name) {
        return value(memory, name).toString();
    }

    private String read(String name) {
        reads++;
        if (!disk.containsKey(name)) {
            throw new IllegalArgumentException("no such file");
        }
        return disk.get(name);
    }

    private PemMemory memory(int most, int inactive, int valid) {
        return new PemMemory(
                new PemMemory.Policy(most, Duration.ofSeconds(inactive), Duration.ofSeconds(valid)), clock);
    }

    @Test
    void withoutOneEachUseReadsButOnlyAChangeParses() {
        PemMemory off = new PemMemory(PemMemory.Policy.OFF, clock);
        Object first = value(off, "a");
        assertSame(first, value(off, "a"));
        assertEquals(2, reads);
        disk.put("a", "new");
        assertNotSame(first, value(off, "a"));
        disk.remove("a");
        assertThrows(IllegalArgumentException.class, () -> value(off, "a"));
    }

    @Test
    void isValidForItsTime() {
        PemMemory memory = memory(10, 100, 5);
        assertEquals("1", text(memory, "a"));
        disk.put("a", "new");
        clock.advance(Duration.ofSeconds(5));
        assertEquals("1", text(memory, "a"));
        clock.advance(Duration.ofSeconds(1));
        assertEquals("new", text(memory, "a"));
        assertEquals(2, reads);
    }

    @Test
    void forgetsWhatNobodyAsksFor() {
        PemMemory memory = memory(10, 2, 100);
        text(memory, "a");
        disk.put("a", "new");
        clock.advance(Duration.ofSeconds(2));
        assertEquals("1", text(memory, "a"));
        clock.advance(Duration.ofSeconds(2));
        assertEquals("1", text(memory, "a"), "asked for in between");
        clock.advance(Duration.ofSeconds(3));
        assertEquals("new", text(memory, "a"));
    }

    @Test
    void theLeastRecentMakesRoom() {
        PemMemory memory = memory(2, 100, 100);
        text(memory, "a");
        text(memory, "b");
        text(memory, "a");
        text(memory, "c");
        assertEquals(3, reads);
        text(memory, "a");
        assertEquals(3, reads);
        text(memory, "b");
        assertEquals(4, reads);
    }
}
