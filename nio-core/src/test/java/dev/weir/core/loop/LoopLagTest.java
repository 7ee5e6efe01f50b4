package dev.weir.core.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class LoopLagTest {
    private static final long SECOND = 1_000_000_000L;

    private final LoopLag lag = new LoopLag(0);

    @Test
    void tellsTheLastAndTheLongest() {
        lag.onTurn(5, SECOND);
        lag.onTurn(9, 2 * SECOND);
        lag.onTurn(1, 3 * SECOND);
        assertEquals(1, lag.lastNanos());
        assertEquals(9, lag.mostNanos(3 * SECOND));
        assertEquals(9, lag.mostNanos(3 * SECOND), "asking takes nothing away");
    }

    @Test
    void aPeakIsToldForHalfToAWholeMinute() {
        lag.onTurn(9, 29 * SECOND);
        lag.onTurn(2, 31 * SECOND);
        assertEquals(9, lag.mostNanos(31 * SECOND));
        lag.onTurn(3, 60 * SECOND);
        assertEquals(9, lag.mostNanos(60 * SECOND));
        lag.onTurn(1, 62 * SECOND);
        assertEquals(3, lag.mostNanos(62 * SECOND));
    }

    /** A worker without work has no turns that could move the window. */
    @Test
    void aPeakGoesWithoutTurnsToo() {
        lag.onTurn(9, SECOND);
        assertEquals(9, lag.mostNanos(59 * SECOND));
        assertEquals(0, lag.mostNanos(61 * SECOND));
        lag.onTurn(1, 500 * SECOND);
        assertEquals(1, lag.mostNanos(500 * SECOND));
    }
}
