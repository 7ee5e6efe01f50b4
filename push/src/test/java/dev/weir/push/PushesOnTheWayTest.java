package dev.weir.push;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.core.loop.MemoryTransport;
import dev.weir.core.ws.WsOptions.Full;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The memory of pushes that no queue holds yet. */
class PushesOnTheWayTest {
    private static final int BUDGET = 300_000;
    private static final int SHARE = BUDGET / 2;

    private final PushStand stand =
            new PushStand(2, BUDGET).channels("all").queue(1000, Full.PAUSE).hello(Hello.Form.TEXT);
    private final PushPeer peer = stand.open(1);

    @AfterEach
    void nothingIsLeft() {
        stand.loops.forEach(loop -> loop.worker().forEach(connection -> connection.close()));
        stand.settle();
        assertEquals(0, stand.budget.onTheWay());
        assertEquals(0, stand.budget.waiting());
    }

    /** A POST of which only a part comes. */
    private MemoryTransport begin(String target, String framing, String part) {
        MemoryTransport wire = stand.connect(0);
        wire.send("POST " + target + " HTTP/1.1\r\nHost: a\r\n" + framing + "\r\n\r\n" + part);
        stand.settle();
        return wire;
    }

    private MemoryTransport declared(int length, int come) {
        return begin("/push/" + peer.id(), "Content-Length: " + length, "x".repeat(come));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/push/ID", "/push?channel=all"})
    void slowBodiesTogetherStayWithinTheirShare(String target) {
        List<MemoryTransport> wires = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            String length = "Content-Length: 60000";
            wires.add(begin(target.replace("ID", peer.id()), length, "x".repeat(40_000)));
            assertTrue(stand.budget.onTheWay() <= SHARE, stand.budget.onTheWay() + " bytes");
        }
        assertTrue(stand.budget.onTheWay() >= 80_000, stand.budget.onTheWay() + " bytes");
        assertEquals(204, stand.push(0, peer.id(), "y"), "small ones come all the while");
        wires.forEach(wire -> wire.send("x".repeat(20_000)));
        stand.settle();
        List<Integer> statuses =
                wires.stream().map(w -> PushStand.status(w.text())).toList();
        assertEquals(2, statuses.stream().filter(s -> s == 204).count(), statuses.toString());
        assertEquals(18, statuses.stream().filter(s -> s == 429).count(), statuses.toString());
        assertEquals(
                18,
                stand.counts.events.stream()
                        .filter("refused QUEUE_FULL"::equals)
                        .count());
        assertEquals(0, stand.budget.onTheWay());
        assertEquals(3, peer.received().size());
    }

    @Test
    void whoBreaksOffGivesBack() {
        MemoryTransport gone = declared(100_000, 90_000);
        assertTrue(stand.budget.onTheWay() >= 90_000);
        gone.breakOff();
        stand.settle();
        assertEquals(0, stand.budget.onTheWay());
        assertEquals(204, stand.push(0, peer.id(), "x".repeat(100_000)));
    }

    @Test
    void whatIsNoTextGivesBackAtOnce() {
        MemoryTransport wire = declared(100_000, 50_000);
        wire.send("\u00ff");
        stand.settle();
        assertEquals(0, stand.budget.onTheWay());
        wire.send("x".repeat(49_999));
        stand.settle();
        assertEquals(400, PushStand.status(wire.text()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 200000", "Transfer-Encoding: chunked"})
    void whatNeverFitsIsTooLarge(String framing) {
        String body = "x".repeat(200_000);
        boolean chunked = framing.endsWith("chunked");
        MemoryTransport wire = begin(
                "/push/" + peer.id(),
                framing,
                chunked ? Integer.toHexString(200_000) + "\r\n" + body + "\r\n0\r\n\r\n" : body);
        assertEquals(413, PushStand.status(wire.text()));
        assertEquals(List.of(), stand.counts.events, "the location's tap counts it");
    }

    @Test
    void whatDoesNotWaitTakesNothing() {
        peer.wire.takeOnly(0);
        assertEquals(204, stand.push(0, peer.id(), "x".repeat(600)));
        MemoryTransport waits = declared(10, 10);
        for (int i = 0; i < 40; i++) {
            String answer = stand.say(1, PushStand.post("/push?channel=all", "y".repeat(10_000)));
            assertEquals(204, PushStand.status(answer));
            assertEquals(0, stand.budget.onTheWay(), "nobody waits with a channel's message");
        }
        assertEquals("", waits.text());
        peer.wire.takeAll();
        stand.settle();
        assertEquals(204, PushStand.status(waits.text()));
    }

    /** A publisher that does not wait for its answer must not leave its message behind for ever. */
    @Test
    void whatWaitsForRoomIsBoundedThoughItsSendersAreGone() {
        peer.wire.takeOnly(0);
        assertEquals(204, stand.push(0, peer.id(), "x".repeat(600)));
        int refused = 0;
        for (int i = 0; i < 40; i++) {
            MemoryTransport wire = stand.connect(0);
            wire.send(PushStand.post("/push/" + peer.id(), "x".repeat(10_000)));
            stand.settle();
            refused += PushStand.status(wire.text()) == 429 ? 1 : 0;
            wire.breakOff();
            stand.settle();
        }
        assertEquals(40 - 1 - SHARE / 10_256, refused);
        peer.wire.takeAll();
        stand.settle();
        assertEquals(0, stand.budget.onTheWay());
        assertEquals(40 - refused + 1, peer.received().size());
    }
}
