package dev.weir.stats.connections;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.weir.core.loop.MemoryTransport;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ConnectionListTest {
    private final ConnectionsStand stand = new ConnectionsStand(1);
    private final ConnectionList list = stand.open.of(stand.loop(0).worker());
    private final List<MemoryTransport> wires = new ArrayList<>();

    private void open(int count) {
        for (int i = 0; i < count; i++) {
            wires.add(stand.open(0, "/ws"));
        }
    }

    private long id(int index) {
        return stand.sessions.get(index).exchange().connection().id();
    }

    private void end(int index) {
        wires.get(index).breakOff();
        stand.settle();
    }

    private static List<Long> rest(ConnectionList.Walk walk) {
        List<Long> ids = new ArrayList<>();
        for (OpenConnection c = walk.next(); c != null; c = walk.next()) {
            ids.add(c.id());
        }
        walk.end();
        return ids;
    }

    @Test
    void keepsTheOrderOfOpeningAndForgetsWhatHasEnded() {
        open(4);
        end(1);
        assertEquals(3, list.size());
        assertNull(list.find(id(1)));
        assertEquals(id(2), list.find(id(2)).id());
        assertEquals(List.of(id(0), id(2), id(3)), rest(list.walk()));
        end(0);
        end(3);
        assertEquals(List.of(id(2)), rest(list.walk()));
        end(2);
        assertEquals(List.of(), rest(list.walk()));
        open(1);
        assertEquals(List.of(id(4)), rest(list.walk()));
    }

    @Test
    void aWalkGoesOnWhereverItStandsAndMeetsNobodyWhoCameLater() {
        open(3);
        ConnectionList.Walk walk = list.walk();
        assertEquals(id(0), walk.next().id());
        end(1);
        open(1);
        assertEquals(List.of(id(2)), rest(walk));
    }

    @Test
    void theEndOfAWalkMayLeave() {
        open(3);
        ConnectionList.Walk walk = list.walk();
        walk.next();
        walk.next();
        end(2);
        open(1);
        assertNull(walk.next());
        assertEquals(List.of(), rest(walk));
        ConnectionList.Walk all = list.walk();
        end(0);
        end(1);
        end(3);
        open(1);
        assertEquals(List.of(), rest(all));
    }

    /** Against a model: who was there at the beginning and is still there when the walk comes by, once each. */
    @Test
    void anyWalkAmongAnyComingsAndGoings() {
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            ConnectionsStand other = new ConnectionsStand(1);
            ConnectionList connections = other.open.of(other.loop(0).worker());
            List<MemoryTransport> there = new ArrayList<>();
            List<Long> ids = new ArrayList<>();
            ConnectionList.Walk walk = null;
            TreeSet<Long> due = new TreeSet<>();
            List<Long> met = new ArrayList<>();
            List<Long> expected = new ArrayList<>();
            for (int step = 0; step < 40; step++) {
                int what = random.nextInt(4);
                if (what == 0 || ids.isEmpty()) {
                    there.add(other.open(0, "/ws"));
                    ids.add(other.sessions
                            .get(other.sessions.size() - 1)
                            .exchange()
                            .connection()
                            .id());
                } else if (what == 1) {
                    int gone = random.nextInt(ids.size());
                    there.remove(gone).breakOff();
                    other.settle();
                    due.remove(ids.remove(gone));
                } else if (walk == null) {
                    walk = connections.walk();
                    due.addAll(ids);
                } else {
                    OpenConnection next = walk.next();
                    if (!due.isEmpty()) {
                        expected.add(due.pollFirst());
                    }
                    if (next != null) {
                        met.add(next.id());
                    }
                }
            }
            assertEquals(expected, met, "seed " + seed);
            assertEquals(ids.size(), connections.size());
        }
    }
}
