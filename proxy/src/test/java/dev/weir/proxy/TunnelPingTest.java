package dev.weir.proxy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.core.ws.WsEnd;
import dev.weir.core.ws.WsOptions.Ping;
import dev.weir.core.ws.WsOptions.Validation;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code ws_ping} between the frames of a tunnel. */
class TunnelPingTest {
    private final TunnelStand tunnel = new TunnelStand();

    @Test
    void aSilentClientIsPingedAndItsAnswerGoesNoFurther() {
        tunnel.open(TunnelStand.pinging(true, false), "");
        tunnel.loop.advance(Duration.ofMillis(10_050));
        byte[] ping = tunnel.client.received();
        assertEquals(10, ping.length);
        assertEquals(0x89, ping[0] & 0xff);
        tunnel.loop.advance(Duration.ofMillis(250));
        tunnel.client.send(Frames.masked(10, Arrays.copyOfRange(ping, 2, 10)));
        tunnel.client.send(Frames.masked(10, Frames.ascii("mine")));
        tunnel.loop.settle();
        assertArrayEquals(Frames.masked(10, Frames.ascii("mine")), tunnel.upstream.received());
        assertEquals(List.of("client 10 4"), tunnel.tap.frames);
        assertTrue(tunnel.tap.session.facts().rttNanos > 0);
        assertEquals(List.of("client " + tunnel.tap.session.facts().rttNanos), tunnel.tap.roundTrips);
        tunnel.loop.advance(Duration.ofSeconds(9));
        assertEquals(0, tunnel.client.received().length);
        tunnel.loop.advance(Duration.ofSeconds(2));
        assertEquals(10, tunnel.client.received().length);
    }

    @Test
    void theUpstreamIsPingedWithAMask() {
        tunnel.open(TunnelStand.pinging(false, true), "");
        tunnel.loop.advance(Duration.ofMillis(10_050));
        byte[] ping = tunnel.upstream.received();
        assertEquals(14, ping.length);
        assertEquals(0x88, ping[1] & 0xff);
        assertEquals(0, tunnel.client.received().length);
    }

    @Test
    void whoDoesNotAnswerIsGivenUpWithTheOther() {
        tunnel.open(TunnelStand.pinging(true, false), "");
        tunnel.upstream.send(Frames.plain(1, new byte[1]));
        tunnel.loop.advance(Duration.ofMillis(10_050));
        tunnel.client.received();
        tunnel.loop.advance(Duration.ofMillis(3_100));
        assertArrayEquals(TunnelStand.toClient(1001, "Ping Timeout"), tunnel.client.received());
        tunnel.loop.advance(Duration.ofSeconds(6));
        assertTrue(tunnel.client.isClosed());
        assertTrue(tunnel.upstream.isClosed());
        assertEquals(WsEnd.Cause.TIMEOUT, tunnel.tap.ends.get(0).cause());
    }

    /** Another ping would begin the wait anew. */
    @Test
    void anAnswerMayBeAwaitedLongerThanSilence() {
        Ping ping = new Ping(true, false, Duration.ofSeconds(2), Duration.ofSeconds(5));
        tunnel.open(
                TunnelStand.with(
                        ping,
                        TunnelStand.NONE.messageSize(),
                        TunnelStand.NONE.sendQueue(),
                        TunnelStand.NONE.rate(),
                        Validation.OFF),
                "");
        tunnel.loop.advance(Duration.ofMillis(2_050));
        assertEquals(10, tunnel.client.received().length);
        tunnel.loop.advance(Duration.ofMillis(2_500));
        tunnel.loop.advance(Duration.ofMillis(2_300));
        assertEquals(0, tunnel.client.received().length);
        tunnel.loop.advance(Duration.ofMillis(300));
        assertArrayEquals(TunnelStand.toClient(1001, "Ping Timeout"), tunnel.client.received());
    }

    @Test
    void anythingFromItIsASignOfLife() {
        tunnel.open(TunnelStand.pinging(true, false), "");
        tunnel.loop.advance(Duration.ofMillis(10_050));
        tunnel.client.send(Frames.masked(1, new byte[1]));
        tunnel.loop.settle();
        tunnel.loop.advance(Duration.ofSeconds(5));
        assertFalse(tunnel.client.isClosed());
        assertTrue(tunnel.tap.ends.isEmpty());
    }

    /** A peer may answer only the last ping: ours would swallow the answer to theirs. */
    @Test
    void thereIsNoPingOfOursWhileOneOfTheirsIsUnanswered() {
        tunnel.open(TunnelStand.pinging(true, false), "");
        tunnel.loop.advance(Duration.ofSeconds(9));
        byte[] theirs = Frames.plain(9, Frames.ascii("theirs"));
        tunnel.upstream.send(theirs);
        tunnel.loop.settle();
        tunnel.loop.advance(Duration.ofMillis(2_900));
        assertArrayEquals(theirs, tunnel.client.received());
        tunnel.client.send(Frames.masked(10, Frames.ascii("theirs")));
        tunnel.loop.settle();
        assertArrayEquals(Frames.masked(10, Frames.ascii("theirs")), tunnel.upstream.received());
    }

    /** Else a peer that answers no pings, but talks, would be pinged no more, and its silence be unnoticed. */
    @Test
    void whoGoesOnWithoutAnAnswerToTheirsIsPingedAllTheSame() {
        tunnel.open(TunnelStand.pinging(true, false), "");
        tunnel.upstream.send(Frames.plain(9, Frames.ascii("theirs")));
        tunnel.loop.settle();
        tunnel.loop.advance(Duration.ofSeconds(1));
        tunnel.client.send(Frames.masked(1, new byte[1]));
        tunnel.loop.settle();
        tunnel.client.received();
        tunnel.loop.advance(Duration.ofMillis(10_050));
        assertEquals(10, tunnel.client.received().length);
        tunnel.loop.advance(Duration.ofMillis(3_100));
        assertArrayEquals(TunnelStand.toClient(1001, "Ping Timeout"), tunnel.client.received());
    }

    /** While a large frame is under way to it, the ping stands behind that frame and before the next. */
    @Test
    void aPingStandsBetweenTwoFrames() {
        byte[] frame = Frames.plain(2, new byte[200]);
        tunnel.open(TunnelStand.pinging(true, false), "");
        tunnel.upstream.send(Arrays.copyOf(frame, 100));
        tunnel.loop.settle();
        tunnel.loop.advance(Duration.ofMillis(10_050));
        assertEquals(100, tunnel.client.received().length);
        tunnel.upstream.send(Frames.join(Arrays.copyOfRange(frame, 100, frame.length), frame));
        tunnel.loop.settle();
        byte[] got = tunnel.client.received();
        assertEquals(frame.length - 100 + 10 + frame.length, got.length);
        assertEquals(0x89, got[frame.length - 100] & 0xff);
        assertEquals(0x82, got[frame.length - 100 + 10] & 0xff);
    }
}
