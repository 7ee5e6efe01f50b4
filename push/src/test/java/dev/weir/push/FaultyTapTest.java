package dev.weir.push;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.core.loop.MemoryTransport;
import dev.weir.core.ws.OutgoingMessage;
import dev.weir.core.ws.WsOptions.Full;
import dev.weir.testkit.Frame;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An observer that throws costs one connection, and nobody's answer, memory or place. */
class FaultyTapTest {
    private final PushStand stand = new PushStand(2).channels("all").queue(1000, Full.PAUSE);
    private final PushPeer peer = stand.open(1);

    @AfterEach
    void nothingIsLeft() {
        stand.loops.forEach(loop -> loop.worker().forEach(connection -> connection.close()));
        stand.settle();
        assertEquals(0, stand.hub.size());
        assertEquals(0, stand.hub.channels());
        assertEquals(0, stand.budget.waiting());
        assertEquals(0, stand.counts.queued);
        assertEquals(0, stand.worker(1).connections());
        assertEquals(0, stand.worker(1).timers());
    }

    private MemoryTransport post(String idAndArgs, String body) {
        MemoryTransport wire = stand.connect(0);
        wire.send(PushStand.post("/push/" + idAndArgs, body));
        stand.settle();
        return wire;
    }

    @Test
    void atTheEndOfAConnection() {
        peer.wire.takeOnly(0);
        MemoryTransport waits = post(peer.id() + "?wait=written", "x");
        stand.onTapClose = () -> {
            throw new IllegalStateException("a fault of the test's");
        };
        peer.wire.breakOff();
        stand.settle();
        assertEquals(410, PushStand.status(waits.text()));
        assertEquals(410, stand.push(0, peer.id(), "y"));
    }

    @Test
    void whenAFrameHasLeft() {
        PushPeer other = stand.open(1);
        stand.onTapFrame = () -> {
            stand.onTapFrame = () -> {};
            throw new IllegalStateException("a fault of the test's");
        };
        String answer = post(peer.id() + "?wait=written", "x").text();
        assertEquals(200, PushStand.status(answer), "its bytes are with the socket");
        assertTrue(peer.wire.isClosed());
        assertEquals(1, stand.hub.size());
        assertEquals(204, stand.push(0, other.id(), "y"), "others go on");
        assertEquals(1, stand.ends.size());
    }

    @Test
    void whenFramesHaveLeftOfWhichTheEndTells() {
        peer.wire.takeOnly(0);
        for (int i = 0; i < 3; i++) {
            stand.push(0, peer.id(), "x");
        }
        // Two frames leave at once: the second is told of when the fault with the first has ended the connection.
        peer.wire.takeOnly(7);
        stand.onTapFrame = () -> {
            throw new IllegalStateException("a fault of the test's");
        };
        stand.settle();
        assertTrue(peer.wire.isClosed());
        assertEquals(1, stand.ends.size(), "the end is told nevertheless");
        assertEquals(0, stand.hub.size());
    }

    @Test
    void whileAMessageIsSent() {
        // No whole message may begin in the midst of one in parts: this stands for any fault in sending.
        peer.client().endpoint().send(Frame.TEXT, ByteBuffer.wrap(new byte[1]), true, false);
        assertEquals(410, stand.push(0, peer.id(), "x"));
        stand.settle();
        assertTrue(peer.wire.isClosed());
        PushPeer second = stand.open(1);
        PushPeer third = stand.open(1);
        second.client().endpoint().send(Frame.TEXT, ByteBuffer.wrap(new byte[1]), true, false);
        assertEquals(204, PushStand.status(post("?channel=all", "y").text()), "the others of the channel go on");
        assertTrue(second.wire.isClosed() && !third.wire.isClosed());
    }

    @Test
    void whileRoomIsMadeForAMessage() {
        peer.wire.takeOnly(0);
        assertEquals(204, stand.push(0, peer.id(), "x".repeat(300)));
        assertEquals(204, stand.push(0, peer.id(), "x".repeat(100)));
        stand.onTapFrame = () -> {
            throw new IllegalStateException("a fault of the test's");
        };
        peer.wire.takeOnly(304);
        OutgoingMessage message = OutgoingMessage.of(Frame.TEXT, new byte[300]);
        assertEquals(Offer.GONE, peer.client().push(message, null), "it is not the publisher's fault");
        stand.settle();
        assertTrue(peer.wire.isClosed());
    }
}
