package dev.weir.proxy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.core.loop.Protocol;
import dev.weir.core.ws.WsEnd;
import dev.weir.core.ws.WsOptions;
import dev.weir.core.ws.WsOptions.Allowance;
import dev.weir.core.ws.WsOptions.Full;
import dev.weir.core.ws.WsOptions.MessageSize;
import dev.weir.core.ws.WsOptions.Ping;
import dev.weir.core.ws.WsOptions.Rate;
import dev.weir.core.ws.WsOptions.SendQueue;
import dev.weir.core.ws.WsOptions.Validation;
import dev.weir.testkit.AllocationGuard;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** How fast and how much the sides of a tunnel may send, and what each hears of the end. */
class TunnelLimitsTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final TunnelStand tunnel = new TunnelStand();

    // --- ws_limit_rate

    @Test
    void aClientThatSendsTooFastIsReadNoFaster() {
        tunnel.open(TunnelStand.rate(new Allowance(2, SECOND, 2), false), "");
        byte[] message = Frames.masked(1, new byte[1]);
        tunnel.client.send(Frames.join(message, message, message, message));
        tunnel.loop.settle();
        assertEquals(4 * message.length, tunnel.upstream.received().length, "what has come is taken");
        assertFalse(tunnel.client.isRead());
        tunnel.loop.advance(Duration.ofMillis(900));
        assertFalse(tunnel.client.isRead());
        tunnel.loop.advance(Duration.ofMillis(150));
        assertTrue(tunnel.client.isRead());
    }

    @Test
    void whoseReaderIsSlowRestsAllTheSame() {
        WsOptions slow = TunnelStand.with(
                null,
                TunnelStand.NONE.messageSize(),
                new SendQueue(100, Full.PAUSE),
                new Rate(new Allowance(1, SECOND, 1), Allowance.NONE, false),
                Validation.OFF);
        tunnel.open(slow, "");
        tunnel.upstream.takeOnly(0);
        tunnel.client.send(Frames.join(Frames.masked(2, new byte[200]), Frames.masked(2, new byte[200])));
        tunnel.loop.settle();
        tunnel.loop.advance(Duration.ofSeconds(3));
        assertFalse(tunnel.client.isRead(), "the upstream takes nothing");
        tunnel.upstream.takeAll();
        tunnel.loop.settle();
        assertTrue(tunnel.client.isRead());
    }

    @Test
    void aClientThatSendsTooFastMayBeClosed() {
        tunnel.open(TunnelStand.rate(new Allowance(2, SECOND, 2), true), "");
        byte[] message = Frames.masked(1, new byte[1]);
        tunnel.client.send(Frames.join(message, message, message));
        tunnel.loop.settle();
        assertArrayEquals(TunnelStand.toClient(1008, "Rate Limit"), tunnel.client.received());
        assertEquals(1001, TunnelStand.closeCode(tunnel.upstream.received()));
        tunnel.endsWith(WsEnd.Cause.LIMIT, 1008);
    }

    @Test
    void theUpstreamIsNotLimited() {
        tunnel.open(TunnelStand.rate(new Allowance(1, SECOND, 1), true), "");
        byte[] message = Frames.plain(1, new byte[1]);
        tunnel.upstream.send(Frames.join(message, message, message));
        tunnel.loop.settle();
        assertEquals(3 * message.length, tunnel.client.received().length);
        assertTrue(tunnel.tap.ends.isEmpty());
    }

    // --- ws_send_queue

    @Test
    void aSlowReaderMayBeClosed() {
        tunnel.open(
                TunnelStand.with(
                        null,
                        TunnelStand.NONE.messageSize(),
                        new SendQueue(1000, Full.CLOSE),
                        TunnelStand.NONE.rate(),
                        Validation.OFF),
                "");
        tunnel.client.takeOnly(0);
        byte[] frame = Frames.plain(2, new byte[600]);
        tunnel.upstream.send(Frames.join(frame, frame));
        tunnel.loop.settle();
        assertEquals(1001, TunnelStand.closeCode(tunnel.upstream.received()));
        tunnel.client.takeAll();
        tunnel.loop.settle();
        byte[] got = tunnel.client.received();
        byte[] close = TunnelStand.toClient(1013, "Send Queue Full");
        assertArrayEquals(close, Arrays.copyOfRange(got, got.length - close.length, got.length));
        tunnel.endsWith(WsEnd.Cause.LIMIT, 1013);
    }

    @Test
    void framesUnderLimitsAllocateNothing() {
        tunnel.open(
                TunnelStand.with(
                        new Ping(true, true, Duration.ofSeconds(10), SECOND),
                        new MessageSize(1 << 20, 1 << 20),
                        TunnelStand.NONE.sendQueue(),
                        TunnelStand.NONE.rate(),
                        Validation.UTF8),
                "",
                session -> null);
        byte[] frames = Frames.join(Frames.masked(1, new byte[30]), Frames.masked(2, new byte[300]));
        ByteBuffer whole = ByteBuffer.allocateDirect(frames.length).put(frames);
        tunnel.upstream.discard();
        Protocol side = tunnel.client.connection().protocol();
        AllocationGuard.assertNone(10_000, () -> {
            side.onBytes(tunnel.client.connection(), whole.limit(37).position(0));
            side.onBytes(tunnel.client.connection(), whole.limit(frames.length).position(37));
        });
    }
}
