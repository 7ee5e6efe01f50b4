package dev.weir.core.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChoresTest {
    private final ManualWorker loop = new ManualWorker();
    private final List<String> done = new ArrayList<>();

    private void chore(String name, long millis) {
        loop.worker().chore(() -> {
            loop.clock().advance(Duration.ofMillis(millis));
            done.add(name);
        });
    }

    @Test
    void aTurnDoesALittleAndTheLastFirst() {
        chore("first", 1);
        chore("second", 1);
        chore("third", 1);
        loop.turn();
        assertEquals(List.of("third", "second"), done);
        loop.turn();
        assertEquals(List.of("third", "second", "first"), done);
    }

    @Test
    void whatHasBegunGoesOnInTurnWithWhatComes() {
        for (String name : List.of("a", "b", "c")) {
            loop.worker().step(() -> done.add(name));
        }
        chore("first", 0);
        chore("last", 0);
        loop.turn();
        assertEquals(List.of("a", "last", "b", "first", "c"), done);
    }

    @Test
    void whatTakesLongIsDoneAllTheSame() {
        chore("first", 100);
        chore("second", 100);
        loop.turn();
        assertEquals(List.of("second"), done);
        loop.turn();
        assertEquals(2, done.size());
    }

    @Test
    void oneThatFailsStopsNoOther() {
        chore("good", 0);
        loop.worker().chore(() -> {
            throw new IllegalStateException("as it should in this test");
        });
        loop.turn();
        assertTrue(done.contains("good"));
    }
}
