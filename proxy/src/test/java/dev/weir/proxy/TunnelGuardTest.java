package dev.weir.proxy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.core.ws.WsEnd;
import dev.weir.core.ws.WsOptions.Validation;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The frames and messages that may pass a tunnel, and what each side hears of one that may not. */
class TunnelGuardTest {
    private final TunnelStand tunnel = new TunnelStand();

    // --- ws_validate

    @Test
    void aClientThatBreaksARuleHears1002AndTheUpstream1001() {
        tunnel.open(TunnelStand.validating(Validation.FRAMES), "");
        byte[] good = Frames.masked(1, Frames.ascii("good"));
        tunnel.client.send(Frames.join(good, Frames.plain(1, Frames.ascii("bad")), good));
        tunnel.loop.settle();
        byte[] passed = tunnel.upstream.received();
        assertArrayEquals(good, Arrays.copyOf(passed, good.length));
        assertEquals(good.length + 8, passed.length);
        assertEquals(1001, TunnelStand.closeCode(passed));
        assertArrayEquals(TunnelStand.toClient(1002, "frame of a client without a mask"), tunnel.client.received());
        assertEquals(List.of("client 1 4"), tunnel.tap.frames);
        tunnel.endsWith(WsEnd.Cause.PROTOCOL, 1002);
    }

    @Test
    void anUpstreamThatBreaksARuleHears1002AndTheClient1001() {
        tunnel.open(TunnelStand.validating(Validation.FRAMES), "");
        tunnel.upstream.send(Frames.plain(3, new byte[1]));
        tunnel.loop.settle();
        assertArrayEquals(TunnelStand.toClient(1001, ""), tunnel.client.received());
        assertEquals(1002, tunnel.upstreamCode("reserved opcode"));
        tunnel.endsWith(WsEnd.Cause.PROTOCOL, 1002);
    }

    @Test
    void badTextHears1007() {
        tunnel.open(TunnelStand.validating(Validation.UTF8), "");
        tunnel.client.send(Frames.masked(1, new byte[] {'a', (byte) 0xff}));
        tunnel.loop.settle();
        assertArrayEquals(TunnelStand.toClient(1007, "text message that is not UTF-8"), tunnel.client.received());
        byte[] passed = tunnel.upstream.received();
        assertEquals(8, passed.length);
        assertEquals(1001, TunnelStand.closeCode(passed));
        tunnel.endsWith(WsEnd.Cause.PROTOCOL, 1007);
    }

    /** Half of the frame has passed: there is no place for a Close behind it. */
    @Test
    void ofBadTextThatHasBegunToPassTheOtherSideIsLeftWithoutAClose() {
        tunnel.open(TunnelStand.validating(Validation.UTF8), "");
        byte[] frame = Frames.masked(1, new byte[] {'a', 'b', (byte) 0xff, 'd'});
        tunnel.client.send(Arrays.copyOf(frame, 8));
        tunnel.loop.settle();
        tunnel.client.send(Arrays.copyOfRange(frame, 8, frame.length));
        tunnel.loop.settle();
        assertArrayEquals(Arrays.copyOf(frame, 8), tunnel.upstream.received());
        assertTrue(tunnel.upstream.isOutputEnded());
        assertArrayEquals(TunnelStand.toClient(1007, "text message that is not UTF-8"), tunnel.client.received());
        tunnel.endsWith(WsEnd.Cause.PROTOCOL, 1007);
    }

    @Test
    void compressedTextIsNotLookedAt() {
        tunnel.open(
                TunnelStand.validating(Validation.UTF8),
                "Sec-WebSocket-Extensions: permessage-deflate; client_no_context_takeover\r\n");
        byte[] compressed = Frames.plain(1, new byte[] {(byte) 0xff, 1});
        compressed[0] |= 0x40;
        tunnel.upstream.send(compressed);
        tunnel.loop.settle();
        assertArrayEquals(compressed, tunnel.client.received());
        tunnel.upstream.send(Frames.plain(1, new byte[] {(byte) 0xff}));
        tunnel.loop.settle();
        assertArrayEquals(TunnelStand.toClient(1001, ""), tunnel.client.received());
        tunnel.endsWith(WsEnd.Cause.PROTOCOL, 1007);
    }

    @Test
    void theCloseHandshakeWorksAsBefore() {
        tunnel.open(TunnelStand.validating(Validation.UTF8), "");
        byte[] close = Frames.maskedClose(1000);
        tunnel.client.send(Arrays.copyOf(close, 3));
        tunnel.loop.settle();
        tunnel.client.send(Arrays.copyOfRange(close, 3, close.length));
        tunnel.loop.settle();
        assertArrayEquals(close, tunnel.upstream.received());
        tunnel.upstream.send(Frames.close(1000));
        tunnel.upstream.end();
        tunnel.loop.settle();
        assertArrayEquals(Frames.close(1000), tunnel.client.received());
        assertTrue(tunnel.client.isClosed());
        assertEquals(new WsEnd(WsEnd.By.CLIENT, 1000, WsEnd.Cause.CLOSE, 0, 0), tunnel.tap.ends.get(0));
    }

    /** What is held back when our own Close is due goes nowhere; its peer's Close is still found behind it. */
    @Test
    void ourCloseOvertakesWhatIsHeldBack() {
        tunnel.open(TunnelStand.validating(Validation.FRAMES), "");
        byte[] frame = Frames.masked(2, new byte[300]);
        tunnel.client.send(Arrays.copyOf(frame, 5));
        tunnel.loop.settle();
        tunnel.tap.session.close(4001, "", WsEnd.Cause.AGE);
        tunnel.loop.settle();
        assertEquals(4001, TunnelStand.closeCode(tunnel.upstream.received()));
        tunnel.client.send(Frames.join(Arrays.copyOfRange(frame, 5, frame.length), Frames.maskedClose(4001)));
        tunnel.upstream.send(Frames.close(4001));
        tunnel.loop.settle();
        assertTrue(tunnel.client.isClosed());
        assertTrue(tunnel.upstream.isClosed());
        assertEquals(WsEnd.Cause.AGE, tunnel.tap.ends.get(0).cause());
    }

    @Test
    void whatWasHeldBackAtTheEndIsCountedOnce() {
        tunnel.open(TunnelStand.validating(Validation.FRAMES), "");
        tunnel.client.send(Arrays.copyOf(Frames.masked(2, new byte[300]), 5));
        tunnel.loop.settle();
        tunnel.tap.session.close(4001, "", WsEnd.Cause.AGE);
        tunnel.endsWith(WsEnd.Cause.AGE, 4001);
        assertEquals(5, tunnel.tap.ends.get(0).incompleteClientBytes());
    }

    // --- ws_max_message_size

    @Test
    void aMessageTooLargeHears1009AndTheOtherSide1001() {
        tunnel.open(TunnelStand.sizes(10, 20), "");
        byte[] first = Frames.masked(2, new byte[8]);
        first[0] &= 0x7f;
        tunnel.client.send(first);
        tunnel.upstream.send(Frames.plain(2, new byte[20]));
        tunnel.loop.settle();
        assertEquals(22, tunnel.client.received().length);
        tunnel.client.send(Frames.masked(0, new byte[3]));
        tunnel.loop.settle();
        byte[] passed = tunnel.upstream.received();
        assertEquals(first.length + 8, passed.length, "the frame that is too much does not pass");
        assertEquals(1001, TunnelStand.closeCode(passed));
        assertArrayEquals(TunnelStand.toClient(1009, "message larger than allowed"), tunnel.client.received());
        tunnel.client.send(Frames.maskedClose(1009));
        tunnel.upstream.send(Frames.close(1001));
        tunnel.loop.settle();
        assertTrue(tunnel.client.isClosed(), "both have answered");
        assertEquals(WsEnd.Cause.LIMIT, tunnel.tap.ends.get(0).cause());
    }

    @Test
    void theUpstreamsMessagesHaveALimitOfTheirOwn() {
        tunnel.open(TunnelStand.sizes(0, 20), "");
        tunnel.client.send(Frames.masked(2, new byte[1000]));
        tunnel.upstream.send(Frames.plain(2, new byte[21]));
        tunnel.loop.settle();
        assertArrayEquals(TunnelStand.toClient(1001, ""), tunnel.client.received());
        assertEquals(1009, tunnel.upstreamCode("message larger than allowed"));
        tunnel.endsWith(WsEnd.Cause.LIMIT, 1009);
    }
}
