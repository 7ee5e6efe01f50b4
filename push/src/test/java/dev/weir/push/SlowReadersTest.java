package dev.weir.push;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.core.loop.MemoryTransport;
import dev.weir.core.ws.WsEnd;
import dev.weir.core.ws.WsOptions.Full;
import dev.weir.testkit.Frame;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of pushes to who does not read, and of the memory they take. */
class SlowReadersTest {
    private final List<PushStand> stands = new ArrayList<>();

    private PushStand stand(long queueBytes, Full full) {
        return stand(queueBytes, full, Long.MAX_VALUE);
    }

    private PushStand stand(long queueBytes, Full full, long budget) {
        PushStand stand = new PushStand(2, budget).queue(queueBytes, full).hello(Hello.Form.TEXT);
        stands.add(stand);
        return stand;
    }

    private static PushPeer stalled(PushStand stand) {
        PushPeer peer = stand.open(1);
        peer.wire.takeOnly(0);
        return peer;
    }

    /** Whatever happened, when all have gone nothing is left. */
    @AfterEach
    void nothingIsLeft() {
        for (PushStand stand : stands) {
            stand.loops.forEach(loop -> loop.worker().forEach(connection -> connection.close()));
            stand.settle();
            assertEquals(0, stand.hub.size());
            assertEquals(0, stand.hub.channels());
            assertEquals(0, stand.budget.waiting());
            assertEquals(0, stand.counts.queued);
            assertEquals(stand.worker(0).connections(), 0);
        }
    }

    private static String text(int number) {
        return String.format("%0100d", number);
    }

    private static List<String> texts(int count) {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(text(i));
        }
        return all;
    }

    @Test
    void dropRefusesWhatDoesNotFitAndKeepsTheClient() {
        PushStand stand = stand(1000, Full.DROP);
        PushPeer peer = stalled(stand);
        int taken = 0;
        while (stand.push(0, peer.id(), text(taken)) == 204) {
            assertTrue(++taken < 20, "the queue never fills");
        }
        assertEquals(2, taken);
        assertEquals(429, stand.push(1, peer.id(), text(9)));
        assertEquals(List.of("refused QUEUE_FULL", "refused QUEUE_FULL"), stand.counts.events.subList(2, 4));
        peer.wire.takeAll();
        stand.settle();
        assertEquals(204, stand.push(0, peer.id(), text(2)));
        assertEquals(texts(3), peer.texts());
    }

    @Test
    void closeEndsTheSlowClientWith1013AfterWhatItWasPromised() {
        PushStand stand = stand(1000, Full.CLOSE);
        PushPeer peer = stalled(stand);
        assertEquals(204, stand.push(0, peer.id(), text(0)));
        assertEquals(204, stand.push(0, peer.id(), text(1)));
        assertEquals(429, stand.push(0, peer.id(), text(2)));
        assertEquals(410, stand.push(0, peer.id(), text(3)));
        assertTrue(stand.counts.events.contains("overflow"));
        peer.wire.takeAll();
        stand.settle();
        List<Frame> frames = peer.received();
        assertEquals(texts(2), frames.stream().limit(2).map(Frame::payload).toList());
        assertEquals(
                List.of(Frame.fromServer(Frame.CLOSE, Frame.closePayload(1013, "Too Slow"))), frames.subList(2, 3));
        peer.send(Frame.fromClient(Frame.CLOSE, Frame.closePayload(1013, "")));
        peer.wire.end();
        stand.settle();
        assertEquals(List.of(new WsEnd(WsEnd.By.GATEWAY, 1013, WsEnd.Cause.LIMIT, 0, 0)), stand.ends);
    }

    @Test
    void pauseLetsThePublishersWaitInTheirOrder() {
        PushStand stand = stand(1000, Full.PAUSE);
        PushPeer peer = stalled(stand);
        List<MemoryTransport> publishers = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            MemoryTransport publisher = stand.connect(i % 2);
            publisher.send(PushStand.post("/push/" + peer.id(), text(i)));
            stand.settle();
            publishers.add(publisher);
            assertEquals(i < 2 ? 204 : 0, PushStand.status(publisher.text()));
        }
        peer.wire.takeOnly(60);
        stand.settle();
        assertEquals(
                "",
                publishers.get(2).text(),
                "half of the queue must be free first, and a frame is more than its bytes");
        peer.wire.takeAll();
        stand.settle();
        publishers.subList(2, 12).forEach(p -> assertEquals(204, PushStand.status(p.text())));
        assertEquals(texts(12), peer.texts());
    }

    @Test
    void whoWaitsForRoomHearsOfTheEnd() {
        PushStand stand = stand(1000, Full.PAUSE);
        PushPeer peer = stalled(stand);
        List<MemoryTransport> publishers = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            publishers.add(stand.connect(i % 2));
            publishers.get(i).send(PushStand.post("/push/" + peer.id(), text(i)));
            stand.settle();
        }
        peer.wire.breakOff();
        stand.settle();
        for (int i = 0; i < 5; i++) {
            assertEquals(i < 2 ? 204 : 410, PushStand.status(publishers.get(i).text()));
        }
    }

    @Test
    void aMessageLargerThanTheQueuePassesWhenNothingWaits() {
        PushStand stand = stand(1000, Full.CLOSE);
        PushPeer peer = stand.open(1);
        assertEquals(204, stand.push(0, peer.id(), "x".repeat(5000)));
        assertEquals(204, stand.push(0, peer.id(), "y".repeat(5000)));
        assertEquals(2, peer.received().size());
    }

    @Test
    void aChannelGoesOnWithoutTheSlow() {
        PushStand stand = stand(1000, Full.DROP).channels("all");
        PushPeer quick = stand.open(0);
        PushPeer slow = stalled(stand);
        for (int i = 0; i < 10; i++) {
            String answer = stand.say(0, PushStand.post("/push?channel=all", text(i)));
            assertEquals(204, PushStand.status(answer));
            assertTrue(answer.contains("\r\nX-Weir-Receivers: " + (i < 2 ? 2 : 1) + "\r\n"), answer);
        }
        assertEquals(texts(10), quick.texts());
        slow.wire.takeAll();
        stand.settle();
        assertEquals(texts(2), slow.texts());
        assertEquals(8, stand.counts.events.stream().filter("dropped"::equals).count());
    }

    /** A push of many kilobytes takes the heap as surely as many small ones, so the budget holds for each of them. */
    @Test
    void manyStalledReadersTogetherStayWithinTheBudget() {
        PushStand stand = stand(1_000_000, Full.DROP, 300_000);
        PushPeer good = stand.open(0);
        List<PushPeer> all = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            all.add(stalled(stand));
        }
        for (PushPeer peer : all) {
            assertEquals(204, stand.push(0, peer.id(), "x".repeat(50_000)));
            assertEquals(204, stand.push(0, good.id(), "y"), "who reads is served all the while");
        }
        assertTrue(stand.budget.waiting() <= 700_000, stand.budget.waiting() + " bytes wait");
        assertEquals(100, good.received().size());
        long cut = all.stream().filter(peer -> peer.wire.wasReset()).count();
        assertEquals(89, cut, "twelve times 50,000 bytes are more than twice the budget");
        assertEquals(89, stand.counts.events.stream().filter("overflow"::equals).count());
        stand.ends.forEach(end -> assertEquals(new WsEnd(WsEnd.By.GATEWAY, 1013, WsEnd.Cause.LIMIT, 0, 0), end));
        all.forEach(peer -> peer.wire.takeAll());
        stand.settle();
        assertEquals(0, stand.budget.waiting());
        assertEquals(204, stand.push(0, all.get(0).id(), "x".repeat(50_000)));
        assertEquals(410, stand.push(0, all.get(99).id(), "x"));
    }

    /** The socket may have taken nearly all of a message: its array is there until the last byte has left. */
    @Test
    void aMessageCountsWholeUntilItHasLeft() {
        PushStand stand = stand(1_000_000, Full.DROP);
        PushPeer peer = stalled(stand);
        assertEquals(204, stand.push(0, peer.id(), "x".repeat(50_000)));
        peer.wire.takeOnly(49_000);
        stand.settle();
        assertEquals(50_004 - 49_000, stand.counts.queued);
        assertEquals(50_004 + QueueBudget.FRAME_BYTES, stand.budget.waiting());
        peer.wire.takeAll();
        stand.settle();
        assertEquals(0, stand.budget.waiting());
        assertEquals(0, stand.counts.queued);
    }

    @Test
    void beyondTheBudgetWhatIsFullIsClosedAndWhatIsEmptyIsNot() {
        PushStand stand = stand(1_000_000, Full.CLOSE, 100_000);
        PushPeer one = stalled(stand);
        PushPeer two = stalled(stand);
        PushPeer three = stand.open(0);
        assertEquals(204, stand.push(0, one.id(), "x".repeat(45_000)));
        assertEquals(204, stand.push(0, one.id(), "x".repeat(45_000)));
        assertEquals(204, stand.push(0, two.id(), "x".repeat(45_000)));
        assertEquals(204, stand.push(0, three.id(), "x".repeat(45_000)));
        assertTrue(three.client().endpoint().isOpen());
        assertEquals(429, stand.push(0, one.id(), "x"));
        assertFalse(one.client().endpoint().isOpen());
        assertTrue(two.client().endpoint().isOpen());
    }

    /** Without this a client that is never done reading could be promised messages for ever. */
    @Test
    void whoEndedItsDirectionGetsWhatItWasPromisedAndNoMore() {
        PushStand stand = stand(1000, Full.DROP);
        PushPeer peer = stalled(stand);
        assertEquals(204, stand.push(0, peer.id(), text(0)));
        peer.wire.end();
        stand.settle();
        assertEquals(410, stand.push(0, peer.id(), text(1)));
        assertEquals(410, PushStand.status(stand.say(0, "GET /push/" + peer.id() + " HTTP/1.1\r\nHost: a\r\n\r\n")));
        peer.wire.takeAll();
        stand.settle();
        assertEquals(texts(1), peer.texts());
        assertTrue(peer.wire.isClosed());
        assertEquals(List.of(new WsEnd(WsEnd.By.CLIENT, 1006, WsEnd.Cause.EOF, 0, 0)), stand.ends);
    }

    /** A client that is always behind with what it gets must still be able to say something, if only goodbye. */
    @Test
    void whoIsAlwaysBehindIsHeardNevertheless() {
        PushStand stand = stand(200_000, Full.DROP);
        PushPeer peer = stalled(stand);
        for (int i = 0; i < 4; i++) {
            assertEquals(204, stand.push(0, peer.id(), "x".repeat(45_000)));
        }
        peer.send(Frame.fromClient(Frame.TEXT, "hello"));
        for (int i = 0; i < 3; i++) {
            peer.wire.takeOnly(45_004);
            stand.settle();
            assertEquals(204, stand.push(0, peer.id(), "x".repeat(45_000)));
        }
        assertEquals(1, peer.client().endpoint().facts().messagesIn);
        peer.send(Frame.fromClient(Frame.CLOSE, Frame.closePayload(1000, "")));
        assertEquals(410, stand.push(0, peer.id(), "x"));
        peer.wire.takeAll();
        stand.settle();
        List<Frame> frames = peer.received();
        assertEquals(8, frames.size());
        assertEquals(Frame.CLOSE, frames.get(7).opcode());
    }
}
