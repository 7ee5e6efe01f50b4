package dev.weir.stats.count;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.core.http.ConnectionTap.Activity;
import dev.weir.core.loop.Clock;
import dev.weir.core.loop.SelectorPoller;
import dev.weir.core.loop.Worker;
import dev.weir.core.variable.Variables;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class ConnectionCountsTest {
    private final CounterBoard board = new CounterBoard(1);
    private final ConnectionCounts counts = new ConnectionCounts(board);

    @Test
    void followsAConnectionThroughItsLife() throws IOException {
        Worker worker = new Worker(0, Clock.SYSTEM, new SelectorPoller());
        Activity[] life = {
            Activity.CLOSED, Activity.WAITING, Activity.READING, Activity.WRITING, Activity.WAITING, Activity.CLOSED
        };
        String[] expected = {"0 0 1", "1 0 0", "0 1 0", "0 0 1", "0 0 0"};
        for (int i = 1; i < life.length; i++) {
            counts.onActivity(worker, life[i - 1], life[i]);
            assertEquals(expected[i - 1], counts.reading() + " " + counts.writing() + " " + counts.waiting());
        }
        assertEquals(0, counts.active());
        assertEquals(1, board.sum(Counter.HTTP_HANDLED));
        assertEquals(1, board.sum(Counter.HTTP_REQUESTS));
    }

    @Test
    void givesNginxsVariables() {
        Variables variables = new Variables();
        ConnectionCounts.define(variables, counts);
        for (String name : new String[] {"active", "reading", "writing", "waiting"}) {
            assertEquals("0", variables.find("connections_" + name).value(null));
            assertTrue(variables.find("connections_" + name).isLive());
        }
    }
}
