package dev.weir.push;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.weir.core.loop.ManualWorker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class RoundsTest {
    private static final int MEMBERS = 2 * Rounds.STEP + 10;
    private static final Duration EACH = Duration.ofMillis(3);

    private final PushStand stand = new PushStand(1).channels("all");
    private final ManualWorker loop = stand.loops.get(0);
    private final List<Client> first = new ArrayList<>();
    private final List<Client> second = new ArrayList<>();
    private final List<String> done = new ArrayList<>();

    private List<PushPeer> peers() {
        List<PushPeer> peers = new ArrayList<>();
        for (int i = 0; i < MEMBERS; i++) {
            peers.add(stand.open(0));
        }
        return peers;
    }

    private void go(String name, List<Client> told) {
        stand.hub.members(
                "all",
                loop.worker(),
                client -> {
                    told.add(client);
                    loop.clock().advance(EACH);
                },
                () -> done.add(name));
    }

    @Test
    void goesOnInOtherTurnsAndOneRoundAfterTheOther() {
        peers();
        go("first", first);
        go("second", second);
        assertEquals(Rounds.STEP, first.size(), "at once");
        loop.turn();
        assertEquals(2 * Rounds.STEP, first.size(), "a turn later");
        assertEquals(List.of(), done);
        loop.turn();
        assertEquals(List.of("first"), done);
        assertEquals(0, second.size(), "the first round's turn");
        for (int i = 0; i < 3; i++) {
            loop.turn();
        }
        assertEquals(List.of("first", "second"), done);
        assertEquals(first, second);
        assertEquals(MEMBERS, new HashSet<>(first).size());
    }

    @Test
    void membersThatEndMeanwhileChangeNothingForOthers() {
        List<PushPeer> peers = peers();
        go("first", first);
        peers.get(0).wire.breakOff();
        peers.get(MEMBERS - 1).wire.breakOff();
        stand.settle();
        loop.turn();
        loop.turn();
        assertEquals(List.of("first"), done);
        assertEquals(MEMBERS, first.size());
        assertEquals(MEMBERS, new HashSet<>(first).size());
        go("second", second);
        loop.turn();
        loop.turn();
        assertEquals(MEMBERS - 2, second.size());
    }

    /** The fault is the loop's to log; who waits for the end of the round must not wait for ever. */
    @Test
    void aFaultEndsNoRound() {
        peers();
        Consumer<Client> faulty = client -> {
            throw new IllegalStateException("on purpose");
        };
        assertThrows(
                IllegalStateException.class,
                () -> stand.hub.members("all", loop.worker(), faulty, () -> done.add("first")));
        for (int i = 0; i < MEMBERS; i++) {
            loop.turn();
        }
        assertEquals(List.of("first"), done);
    }
}
