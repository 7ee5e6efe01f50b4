package dev.weir.core.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class DescriptorsTest {
    private int sockets;
    private final Descriptors descriptors = new Descriptors(() -> sockets);

    @Test
    void aQuarterIsForSockets() {
        descriptors.limit(100);
        sockets = 10;
        int taken = 0;
        while (descriptors.take(2)) {
            taken++;
        }
        assertEquals(32, taken);
        assertEquals(100 - 10 - 64, descriptors.free(), "what was refused is not taken");
        sockets = 36;
        assertEquals(0, descriptors.free());
    }

    @Test
    void whatIsGivenBackCanBeTakenAgain() {
        descriptors.limit(8);
        assertTrue(descriptors.take(6));
        assertFalse(descriptors.take(1));
        descriptors.give(6);
        assertTrue(descriptors.take(6));
    }

    @Test
    void aBoundMayFallBelowWhatThereIs() {
        assertTrue(descriptors.take(1000));
        descriptors.limit(500);
        assertEquals(-500, descriptors.free());
        assertFalse(descriptors.take(1));
    }

    @Test
    void withoutABoundThereIsNoLack() {
        assertTrue(Descriptors.unbounded().take(Integer.MAX_VALUE / 2));
    }
}
