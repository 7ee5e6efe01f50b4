package dev.weir.core.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.core.ws.SessionFacts;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class StaminaTest {
    private static final long SECOND = 1_000_000_000L;
    private static final LeastRate RATE = new LeastRate(100, Duration.ofSeconds(30));
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final Stamina stamina = new Stamina();

    private long due(long passed, long second) {
        return stamina.due(RATE, TIMEOUT, passed, second * SECOND) / SECOND;
    }

    @Test
    void eachByteBuysTime() {
        assertEquals(30, due(0, 0));
        assertEquals(31, due(100, 5));
        assertEquals(31, due(100, 20));
        assertEquals(32, due(200, 21));
    }

    @Test
    void noMoreThanThereWasAtFirst() {
        due(0, 0);
        assertEquals(40, due(1_000_000, 10));
    }

    @Test
    void beginsAnewAfterARest() {
        due(0, 0);
        stamina.rest();
        assertEquals(130, due(5, 100));
    }

    @Test
    void theTimeoutOfSilenceIsGrantedAnyway() {
        assertEquals(60 * SECOND, stamina.due(RATE, Duration.ofSeconds(60), 0, 0));
    }

    @Test
    void withoutARateThereIsNoEnd() {
        assertEquals(Long.MAX_VALUE, stamina.due(LeastRate.NONE, TIMEOUT, 0, 0));
        assertTrue(LeastRate.NONE.isNone());
    }

    @Test
    void aFrameThatEndsLetsTheNextBeginAnew() {
        BegunPace pace = new BegunPace(RATE, TIMEOUT);
        SessionFacts facts = new SessionFacts(0);
        assertEquals(Long.MAX_VALUE, pace.due(false, 0, facts, 0));
        assertEquals(30 * SECOND, pace.due(true, 0, facts, 0));
        assertEquals(30 * SECOND, pace.due(true, 0, facts, 29 * SECOND));
        assertEquals(59 * SECOND, pace.due(true, 1, facts, 29 * SECOND));
        assertEquals(Long.MAX_VALUE, pace.due(false, 1, facts, 40 * SECOND));
    }
}
