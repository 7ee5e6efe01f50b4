package dev.weir.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class AftermathTest {
    private int connections;
    private int collections;
    private final Aftermath aftermath = new Aftermath(() -> connections, () -> collections++);

    private void pass(int seconds, int open) {
        connections = open;
        for (int i = 0; i < seconds; i++) {
            aftermath.look();
        }
    }

    @Test
    void collectsOnceWhenACrowdHasGoneForGood() {
        pass(5, 2 * Aftermath.CROWD);
        pass(Aftermath.PEACE - 1, 10);
        assertEquals(0, collections, "not yet");
        pass(1, 10);
        assertEquals(1, collections);
        pass(10 * Aftermath.PEACE, 10);
        assertEquals(1, collections, "once");
    }

    @Test
    void waitsWhileTheyComeBack() {
        for (int i = 0; i < 5; i++) {
            pass(1, 2 * Aftermath.CROWD);
            pass(Aftermath.PEACE - 1, 0);
        }
        assertEquals(0, collections);
        pass(1, 0);
        assertEquals(1, collections);
    }

    @Test
    void leavesSmallNumbersAndThoseWhoStayAlone() {
        pass(1, Aftermath.CROWD - 1);
        pass(2 * Aftermath.PEACE, 0);
        assertEquals(0, collections, "no crowd");
        pass(1, 4 * Aftermath.CROWD);
        pass(2 * Aftermath.PEACE, Aftermath.CROWD);
        assertEquals(0, collections, "a quarter is still there");
    }
}
