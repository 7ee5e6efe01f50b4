package dev.weir.push;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.core.ws.WsEnd;
import dev.weir.core.ws.WsOptions;
import dev.weir.testkit.Frame;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Pings, pongs and ends of connections on which nothing is said. */
class SilenceTest {
    private static Duration seconds(int seconds) {
        return Duration.ofSeconds(seconds);
    }

    private static int closeCode(Frame frame) {
        assertEquals(Frame.CLOSE, frame.opcode());
        return frame.payload().charAt(0) << 8 | frame.payload().charAt(1);
    }

    private static Frame pong(Frame ping) {
        assertEquals(Frame.PING, ping.opcode());
        return Frame.fromClient(Frame.PONG, ping.payload());
    }

    @Test
    void pingsAfterTheClientsSilence() {
        PushStand stand = new PushStand(1).silence(seconds(10), seconds(0));
        PushPeer peer = stand.open(0);
        stand.advance(seconds(9));
        assertEquals(List.of(), peer.received());
        peer.send(Frame.fromClient(Frame.TEXT, "here"));
        stand.advance(seconds(9));
        assertEquals(List.of(), peer.received());
        stand.advance(seconds(1));
        List<Frame> first = peer.received();
        assertEquals(1, first.size());
        assertEquals(8, first.get(0).payload().length());
        stand.advance(seconds(9));
        assertEquals(List.of(), peer.received());
        stand.advance(seconds(1));
        assertEquals(Frame.PING, peer.received().get(0).opcode());
    }

    @Test
    void whatWeirSaysDoesNotPutThePingOff() {
        PushStand stand = new PushStand(1).silence(seconds(10), seconds(0));
        PushPeer peer = stand.open(0);
        stand.advance(seconds(6));
        assertEquals(204, stand.push(0, peer.id(), "news"));
        stand.advance(seconds(4));
        assertEquals(
                List.of(Frame.TEXT, Frame.PING),
                peer.received().stream().map(Frame::opcode).toList());
    }

    @Test
    void thePongToThePingTellsTheRoundTripAndPutsTheNextOff() {
        PushStand stand = new PushStand(1).silence(seconds(10), seconds(0));
        PushPeer peer = stand.open(0);
        stand.advance(seconds(10));
        Frame ping = peer.received().get(0);
        stand.advance(Duration.ofMillis(250));
        peer.send(pong(ping));
        assertEquals(250_000_000L, peer.client().endpoint().facts().rttNanos);
        stand.advance(Duration.ofMillis(9_900));
        assertEquals(List.of(), peer.received());
        stand.advance(Duration.ofMillis(100));
        assertEquals(Frame.PING, peer.received().get(0).opcode());
    }

    @Test
    void closesAfterSilenceOfBothSides() {
        PushStand stand = new PushStand(1).silence(seconds(0), seconds(15));
        PushPeer peer = stand.open(0);
        stand.advance(seconds(14));
        peer.send(Frame.fromClient(Frame.BINARY, "x"));
        stand.advance(seconds(14));
        assertEquals(204, stand.push(0, peer.id(), "x"));
        stand.advance(seconds(14));
        assertEquals(List.of("x"), peer.texts());
        stand.advance(seconds(1));
        assertEquals(1001, closeCode(peer.received().get(0)));
        assertFalse(peer.wire.isClosed());
        assertEquals(410, stand.push(0, peer.id(), "late"));
        stand.advance(seconds(5));
        assertTrue(peer.wire.isClosed());
        assertEquals(List.of(new WsEnd(WsEnd.By.GATEWAY, 1001, WsEnd.Cause.TIMEOUT, 0, 0)), stand.ends);
        assertEquals(0, stand.hub.size());
        stand.advance(seconds(75));
        assertEquals(0, stand.worker(0).timers());
    }

    @Test
    void ourPingsAreNoActivityButPongsAre() {
        PushStand stand = new PushStand(1).silence(seconds(10), seconds(15));
        PushPeer mute = stand.open(0);
        PushPeer live = stand.open(0);
        stand.advance(seconds(10));
        live.send(pong(live.received().get(0)));
        stand.advance(seconds(5));
        assertEquals(1001, closeCode(mute.received().get(1)));
        assertEquals(List.of(), live.received());
        stand.advance(seconds(5));
        assertEquals(Frame.PING, live.received().get(0).opcode());
    }

    @Test
    void noPongInTimeIsTheEnd() {
        PushStand stand = new PushStand(1).pings(seconds(10), seconds(3));
        PushPeer mute = stand.open(0);
        PushPeer live = stand.open(0);
        stand.advance(seconds(10));
        Frame ping = live.received().get(0);
        stand.advance(seconds(2));
        live.send(pong(ping));
        stand.advance(seconds(1));
        assertEquals(1001, closeCode(mute.received().get(1)));
        assertEquals(List.of(), live.received());
        assertNotNull(live.client());
    }

    /** Another ping would begin the wait for a pong anew. */
    @Test
    void aPongMayBeAwaitedLongerThanSilence() {
        PushStand stand = new PushStand(1).pings(seconds(2), seconds(5));
        PushPeer mute = stand.open(0);
        stand.advance(seconds(2));
        assertEquals(1, mute.received().size());
        stand.advance(seconds(2));
        stand.advance(seconds(2));
        assertEquals(List.of(), mute.received());
        stand.advance(seconds(1));
        assertEquals(1001, closeCode(mute.received().get(0)));
    }

    /** Its pong cannot come before it has read what waits before the ping; its socket shows that it lives. */
    @Test
    void aSlowReaderIsNotTakenForMute() {
        PushStand stand = new PushStand(1).pings(seconds(10), seconds(3));
        PushPeer slow = stand.open(0);
        slow.wire.takeOnly(0);
        assertEquals(204, stand.push(0, slow.id(), "x".repeat(100_000)));
        for (int i = 0; i < 20; i++) {
            stand.advance(seconds(2));
            slow.wire.takeOnly(1000);
            stand.settle();
        }
        assertEquals(List.of(), stand.ends);
        assertTrue(slow.client().endpoint().isOpen());
        slow.wire.takeAll();
        stand.settle();
        Frame ping = slow.received().get(1);
        stand.advance(seconds(1));
        slow.send(pong(ping));
        stand.advance(seconds(4));
        assertEquals(List.of(), slow.received());
    }

    @Test
    void aMessageOnItsSlowWayIsNoSilence() {
        PushStand stand = new PushStand(1).silence(seconds(0), seconds(15));
        PushPeer slow = stand.open(0);
        slow.wire.takeOnly(0);
        assertEquals(204, stand.push(0, slow.id(), "x".repeat(100_000)));
        for (int i = 0; i < 10; i++) {
            stand.advance(seconds(10));
            slow.wire.takeOnly(1000);
            stand.settle();
        }
        slow.wire.takeAll();
        stand.settle();
        assertEquals(List.of(100_000), slow.texts().stream().map(String::length).toList());
        stand.advance(seconds(14));
        assertEquals(List.of(), slow.received());
        stand.advance(seconds(1));
        assertEquals(1001, closeCode(slow.received().get(0)));
    }

    @Test
    void whoTakesNothingIsCutOff() {
        PushStand stand = new PushStand(1).queue(1_000_000, WsOptions.Full.CLOSE);
        PushPeer stalled = stand.open(0);
        stalled.wire.takeOnly(10);
        assertEquals(204, stand.push(0, stalled.id(), "x".repeat(100)));
        stand.advance(seconds(59));
        assertFalse(stalled.wire.isClosed());
        stand.advance(seconds(1));
        assertTrue(stalled.wire.isClosed());
        assertEquals(List.of(new WsEnd(WsEnd.By.GATEWAY, 1006, WsEnd.Cause.TIMEOUT, 0, 10)), stand.ends);
        assertEquals(0, stand.counts.queued);
        assertEquals(0, stand.budget.waiting());
    }
}
