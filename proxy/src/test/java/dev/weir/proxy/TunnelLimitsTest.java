package dev.weir.proxy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.core.loop.ManualWorker;
import dev.weir.core.loop.MemoryTransport;
import dev.weir.core.loop.Protocol;
import dev.weir.core.ws.FrameTap;
import dev.weir.core.ws.FrameWriter;
import dev.weir.core.ws.WsEnd;
import dev.weir.core.ws.WsOptions;
import dev.weir.core.ws.WsOptions.Allowance;
import dev.weir.core.ws.WsOptions.Drain;
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
import java.util.List;
import org.junit.jupiter.api.Test;

/** What an operator may demand of tunnels, and that each side hears what it should of the end. */
class TunnelLimitsTest {
    private static final String CONFIG = "location / { proxy_pass http://127.0.0.1:8010; proxy_http_version 1.1;"
            + " proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection \"upgrade\";"
            + " proxy_read_timeout 100s; proxy_send_timeout 100s; }";
    private static final WsOptions NONE = WsOptions.DEFAULTS;
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final ManualWorker loop = new ManualWorker();
    private final Recorder tap = new Recorder();
    private MemoryTransport client;
    private MemoryTransport upstream;

    private void open(WsOptions options, String extension) {
        open(options, extension, tap);
    }

    private void open(WsOptions options, String extension, FrameTap.Factory observer) {
        Stand stand = new Stand(CONFIG, observer, options);
        upstream = loop.expectConnect();
        client = loop.accept(stand.listener().get());
        client.send(Frames.HANDSHAKE);
        loop.settle();
        upstream.send(Frames.SWITCHING.replace("\r\n\r\n", "\r\n" + extension + "\r\n"));
        loop.settle();
        assertTrue(client.text().startsWith("HTTP/1.1 101 "));
        upstream.received();
    }

    private static WsOptions validating(Validation validation) {
        return with(null, NONE.messageSize(), NONE.sendQueue(), NONE.rate(), validation);
    }

    private static WsOptions sizes(long ofClient, long ofUpstream) {
        return with(null, new MessageSize(ofClient, ofUpstream), NONE.sendQueue(), NONE.rate(), Validation.OFF);
    }

    private static WsOptions pinging(boolean ofClient, boolean ofUpstream) {
        Ping ping = new Ping(ofClient, ofUpstream, Duration.ofSeconds(10), Duration.ofSeconds(3));
        return with(ping, NONE.messageSize(), NONE.sendQueue(), NONE.rate(), Validation.OFF);
    }

    private static WsOptions rate(Allowance messages, boolean close) {
        Rate rate = new Rate(messages, Allowance.NONE, close);
        return with(null, NONE.messageSize(), NONE.sendQueue(), rate, Validation.OFF);
    }

    private static WsOptions with(Ping ping, MessageSize size, SendQueue queue, Rate rate, Validation validation) {
        return new WsOptions(null, ping, size, queue, rate, null, validation, false, Drain.DEFAULT);
    }

    private static byte[] toClient(int code, String reason) {
        return Frames.bytes(FrameWriter.close(code, reason));
    }

    /** Code of the Close that the upstream got last; its mask is as random as it should be. */
    private static int closeCode(byte[] masked) {
        int at = masked.length - 8;
        while (at >= 0 && (masked[at] & 0xff) != 0x88) {
            at--;
        }
        assertTrue(at >= 0, "no Close in " + Arrays.toString(masked));
        int high = (masked[at + 6] ^ masked[at + 2]) & 0xff;
        return high << 8 | (masked[at + 7] ^ masked[at + 3]) & 0xff;
    }

    private void endsWith(WsEnd.Cause cause, int code) {
        client.breakOff();
        upstream.breakOff();
        loop.settle();
        assertEquals(1, tap.ends.size());
        assertEquals(cause, tap.ends.get(0).cause());
        assertEquals(code, tap.ends.get(0).code());
        assertEquals(WsEnd.By.GATEWAY, tap.ends.get(0).side());
        assertEquals(0, loop.worker().connections());
        assertEquals(0, loop.worker().timers());
        assertEquals(0, loop.worker().buffers().lent());
    }

    // --- ws_validate

    @Test
    void aClientThatBreaksARuleHears1002AndTheUpstream1001() {
        open(validating(Validation.FRAMES), "");
        byte[] good = Frames.masked(1, Frames.ascii("good"));
        client.send(Frames.join(good, Frames.plain(1, Frames.ascii("bad")), good));
        loop.settle();
        byte[] passed = upstream.received();
        assertArrayEquals(good, Arrays.copyOf(passed, good.length));
        assertEquals(good.length + 8, passed.length);
        assertEquals(1001, closeCode(passed));
        assertArrayEquals(toClient(1002, "frame of a client without a mask"), client.received());
        assertEquals(List.of("client 1 4"), tap.frames);
        endsWith(WsEnd.Cause.PROTOCOL, 1002);
    }

    @Test
    void anUpstreamThatBreaksARuleHears1002AndTheClient1001() {
        open(validating(Validation.FRAMES), "");
        upstream.send(Frames.plain(3, new byte[1]));
        loop.settle();
        assertArrayEquals(toClient(1001, ""), client.received());
        assertEquals(1002, upstreamCode("reserved opcode"));
        endsWith(WsEnd.Cause.PROTOCOL, 1002);
    }

    private int upstreamCode(String reason) {
        byte[] got = upstream.received();
        int from = got.length - 8 - reason.length();
        return closeCode(Arrays.copyOfRange(got, from, from + 8));
    }

    @Test
    void badTextHears1007() {
        open(validating(Validation.UTF8), "");
        client.send(Frames.masked(1, new byte[] {'a', (byte) 0xff}));
        loop.settle();
        assertArrayEquals(toClient(1007, "text message that is not UTF-8"), client.received());
        byte[] passed = upstream.received();
        assertEquals(8, passed.length);
        assertEquals(1001, closeCode(passed));
        endsWith(WsEnd.Cause.PROTOCOL, 1007);
    }

    /** Half of the frame has passed: there is no place for a Close behind it. */
    @Test
    void ofBadTextThatHasBegunToPassTheOtherSideIsLeftWithoutAClose() {
        open(validating(Validation.UTF8), "");
        byte[] frame = Frames.masked(1, new byte[] {'a', 'b', (byte) 0xff, 'd'});
        client.send(Arrays.copyOf(frame, 8));
        loop.settle();
        client.send(Arrays.copyOfRange(frame, 8, frame.length));
        loop.settle();
        assertArrayEquals(Arrays.copyOf(frame, 8), upstream.received());
        assertTrue(upstream.isOutputEnded());
        assertArrayEquals(toClient(1007, "text message that is not UTF-8"), client.received());
        endsWith(WsEnd.Cause.PROTOCOL, 1007);
    }

    @Test
    void compressedTextIsNotLookedAt() {
        open(
                validating(Validation.UTF8),
                "Sec-WebSocket-Extensions: permessage-deflate; client_no_context_takeover\r\n");
        byte[] compressed = Frames.plain(1, new byte[] {(byte) 0xff, 1});
        compressed[0] |= 0x40;
        upstream.send(compressed);
        loop.settle();
        assertArrayEquals(compressed, client.received());
        upstream.send(Frames.plain(1, new byte[] {(byte) 0xff}));
        loop.settle();
        assertArrayEquals(toClient(1001, ""), client.received());
        endsWith(WsEnd.Cause.PROTOCOL, 1007);
    }

    @Test
    void theCloseHandshakeWorksAsBefore() {
        open(validating(Validation.UTF8), "");
        byte[] close = Frames.maskedClose(1000);
        client.send(Arrays.copyOf(close, 3));
        loop.settle();
        client.send(Arrays.copyOfRange(close, 3, close.length));
        loop.settle();
        assertArrayEquals(close, upstream.received());
        upstream.send(Frames.close(1000));
        upstream.end();
        loop.settle();
        assertArrayEquals(Frames.close(1000), client.received());
        assertTrue(client.isClosed());
        assertEquals(new WsEnd(WsEnd.By.CLIENT, 1000, WsEnd.Cause.CLOSE, 0, 0), tap.ends.get(0));
    }

    /** What is held back when our own Close is due goes nowhere; its peer's Close is still found behind it. */
    @Test
    void ourCloseOvertakesWhatIsHeldBack() {
        open(validating(Validation.FRAMES), "");
        byte[] frame = Frames.masked(2, new byte[300]);
        client.send(Arrays.copyOf(frame, 5));
        loop.settle();
        tap.session.close(4001, "", WsEnd.Cause.AGE);
        loop.settle();
        assertEquals(4001, closeCode(upstream.received()));
        client.send(Frames.join(Arrays.copyOfRange(frame, 5, frame.length), Frames.maskedClose(4001)));
        upstream.send(Frames.close(4001));
        loop.settle();
        assertTrue(client.isClosed());
        assertTrue(upstream.isClosed());
        assertEquals(WsEnd.Cause.AGE, tap.ends.get(0).cause());
    }

    @Test
    void whatWasHeldBackAtTheEndIsCountedOnce() {
        open(validating(Validation.FRAMES), "");
        client.send(Arrays.copyOf(Frames.masked(2, new byte[300]), 5));
        loop.settle();
        tap.session.close(4001, "", WsEnd.Cause.AGE);
        endsWith(WsEnd.Cause.AGE, 4001);
        assertEquals(5, tap.ends.get(0).incompleteClientBytes());
    }

    // --- ws_max_message_size

    @Test
    void aMessageTooLargeHears1009AndTheOtherSide1001() {
        open(sizes(10, 20), "");
        byte[] first = Frames.masked(2, new byte[8]);
        first[0] &= 0x7f;
        client.send(first);
        upstream.send(Frames.plain(2, new byte[20]));
        loop.settle();
        assertEquals(22, client.received().length);
        client.send(Frames.masked(0, new byte[3]));
        loop.settle();
        byte[] passed = upstream.received();
        assertEquals(first.length + 8, passed.length, "the frame that is too much does not pass");
        assertEquals(1001, closeCode(passed));
        assertArrayEquals(toClient(1009, "message larger than allowed"), client.received());
        client.send(Frames.maskedClose(1009));
        upstream.send(Frames.close(1001));
        loop.settle();
        assertTrue(client.isClosed(), "both have answered");
        assertEquals(WsEnd.Cause.LIMIT, tap.ends.get(0).cause());
    }

    @Test
    void theUpstreamsMessagesHaveALimitOfTheirOwn() {
        open(sizes(0, 20), "");
        client.send(Frames.masked(2, new byte[1000]));
        upstream.send(Frames.plain(2, new byte[21]));
        loop.settle();
        assertArrayEquals(toClient(1001, ""), client.received());
        assertEquals(1009, upstreamCode("message larger than allowed"));
        endsWith(WsEnd.Cause.LIMIT, 1009);
    }

    // --- ws_ping

    @Test
    void aSilentClientIsPingedAndItsAnswerGoesNoFurther() {
        open(pinging(true, false), "");
        loop.advance(Duration.ofMillis(10_050));
        byte[] ping = client.received();
        assertEquals(10, ping.length);
        assertEquals(0x89, ping[0] & 0xff);
        loop.advance(Duration.ofMillis(250));
        client.send(Frames.masked(10, Arrays.copyOfRange(ping, 2, 10)));
        client.send(Frames.masked(10, Frames.ascii("mine")));
        loop.settle();
        assertArrayEquals(Frames.masked(10, Frames.ascii("mine")), upstream.received());
        assertEquals(List.of("client 10 4"), tap.frames);
        assertTrue(tap.session.facts().rttNanos > 0);
        assertEquals(List.of("client " + tap.session.facts().rttNanos), tap.roundTrips);
        loop.advance(Duration.ofSeconds(9));
        assertEquals(0, client.received().length);
        loop.advance(Duration.ofSeconds(2));
        assertEquals(10, client.received().length);
    }

    @Test
    void theUpstreamIsPingedWithAMask() {
        open(pinging(false, true), "");
        loop.advance(Duration.ofMillis(10_050));
        byte[] ping = upstream.received();
        assertEquals(14, ping.length);
        assertEquals(0x88, ping[1] & 0xff);
        assertEquals(0, client.received().length);
    }

    @Test
    void whoDoesNotAnswerIsGivenUpWithTheOther() {
        open(pinging(true, false), "");
        upstream.send(Frames.plain(1, new byte[1]));
        loop.advance(Duration.ofMillis(10_050));
        client.received();
        loop.advance(Duration.ofMillis(3_100));
        assertArrayEquals(toClient(1001, "Ping Timeout"), client.received());
        loop.advance(Duration.ofSeconds(6));
        assertTrue(client.isClosed());
        assertTrue(upstream.isClosed());
        assertEquals(WsEnd.Cause.TIMEOUT, tap.ends.get(0).cause());
    }

    /** Another ping would begin the wait anew. */
    @Test
    void anAnswerMayBeAwaitedLongerThanSilence() {
        Ping ping = new Ping(true, false, Duration.ofSeconds(2), Duration.ofSeconds(5));
        open(with(ping, NONE.messageSize(), NONE.sendQueue(), NONE.rate(), Validation.OFF), "");
        loop.advance(Duration.ofMillis(2_050));
        assertEquals(10, client.received().length);
        loop.advance(Duration.ofMillis(2_500));
        loop.advance(Duration.ofMillis(2_300));
        assertEquals(0, client.received().length);
        loop.advance(Duration.ofMillis(300));
        assertArrayEquals(toClient(1001, "Ping Timeout"), client.received());
    }

    @Test
    void anythingFromItIsASignOfLife() {
        open(pinging(true, false), "");
        loop.advance(Duration.ofMillis(10_050));
        client.send(Frames.masked(1, new byte[1]));
        loop.settle();
        loop.advance(Duration.ofSeconds(5));
        assertFalse(client.isClosed());
        assertTrue(tap.ends.isEmpty());
    }

    /** A peer may answer only the last ping: ours would swallow the answer to theirs. */
    @Test
    void thereIsNoPingOfOursWhileOneOfTheirsIsUnanswered() {
        open(pinging(true, false), "");
        loop.advance(Duration.ofSeconds(9));
        byte[] theirs = Frames.plain(9, Frames.ascii("theirs"));
        upstream.send(theirs);
        loop.settle();
        loop.advance(Duration.ofMillis(2_900));
        assertArrayEquals(theirs, client.received());
        client.send(Frames.masked(10, Frames.ascii("theirs")));
        loop.settle();
        assertArrayEquals(Frames.masked(10, Frames.ascii("theirs")), upstream.received());
    }

    /** While a large frame is under way to it, the ping stands behind that frame and before the next. */
    @Test
    void aPingStandsBetweenTwoFrames() {
        byte[] frame = Frames.plain(2, new byte[200]);
        open(pinging(true, false), "");
        upstream.send(Arrays.copyOf(frame, 100));
        loop.settle();
        loop.advance(Duration.ofMillis(10_050));
        assertEquals(100, client.received().length);
        upstream.send(Frames.join(Arrays.copyOfRange(frame, 100, frame.length), frame));
        loop.settle();
        byte[] got = client.received();
        assertEquals(frame.length - 100 + 10 + frame.length, got.length);
        assertEquals(0x89, got[frame.length - 100] & 0xff);
        assertEquals(0x82, got[frame.length - 100 + 10] & 0xff);
    }

    // --- ws_limit_rate

    @Test
    void aClientThatSendsTooFastIsReadNoFaster() {
        open(rate(new Allowance(2, SECOND, 2), false), "");
        byte[] message = Frames.masked(1, new byte[1]);
        client.send(Frames.join(message, message, message, message));
        loop.settle();
        assertEquals(4 * message.length, upstream.received().length, "what has come is taken");
        assertFalse(client.isRead());
        loop.advance(Duration.ofMillis(900));
        assertFalse(client.isRead());
        loop.advance(Duration.ofMillis(150));
        assertTrue(client.isRead());
    }

    @Test
    void whoseReaderIsSlowRestsAllTheSame() {
        WsOptions slow = with(
                null,
                NONE.messageSize(),
                new SendQueue(100, Full.PAUSE),
                new Rate(new Allowance(1, SECOND, 1), Allowance.NONE, false),
                Validation.OFF);
        open(slow, "");
        upstream.takeOnly(0);
        client.send(Frames.join(Frames.masked(2, new byte[200]), Frames.masked(2, new byte[200])));
        loop.settle();
        loop.advance(Duration.ofSeconds(3));
        assertFalse(client.isRead(), "the upstream takes nothing");
        upstream.takeAll();
        loop.settle();
        assertTrue(client.isRead());
    }

    @Test
    void aClientThatSendsTooFastMayBeClosed() {
        open(rate(new Allowance(2, SECOND, 2), true), "");
        byte[] message = Frames.masked(1, new byte[1]);
        client.send(Frames.join(message, message, message));
        loop.settle();
        assertArrayEquals(toClient(1008, "Rate Limit"), client.received());
        assertEquals(1001, closeCode(upstream.received()));
        endsWith(WsEnd.Cause.LIMIT, 1008);
    }

    @Test
    void theUpstreamIsNotLimited() {
        open(rate(new Allowance(1, SECOND, 1), true), "");
        byte[] message = Frames.plain(1, new byte[1]);
        upstream.send(Frames.join(message, message, message));
        loop.settle();
        assertEquals(3 * message.length, client.received().length);
        assertTrue(tap.ends.isEmpty());
    }

    // --- ws_send_queue

    @Test
    void aSlowReaderMayBeClosed() {
        open(with(null, NONE.messageSize(), new SendQueue(1000, Full.CLOSE), NONE.rate(), Validation.OFF), "");
        client.takeOnly(0);
        byte[] frame = Frames.plain(2, new byte[600]);
        upstream.send(Frames.join(frame, frame));
        loop.settle();
        assertEquals(1001, closeCode(upstream.received()));
        client.takeAll();
        loop.settle();
        byte[] got = client.received();
        byte[] close = toClient(1013, "Send Queue Full");
        assertArrayEquals(close, Arrays.copyOfRange(got, got.length - close.length, got.length));
        endsWith(WsEnd.Cause.LIMIT, 1013);
    }

    @Test
    void framesUnderLimitsAllocateNothing() {
        open(
                with(
                        new Ping(true, true, Duration.ofSeconds(10), SECOND),
                        new MessageSize(1 << 20, 1 << 20),
                        NONE.sendQueue(),
                        NONE.rate(),
                        Validation.UTF8),
                "",
                session -> null);
        byte[] frames = Frames.join(Frames.masked(1, new byte[30]), Frames.masked(2, new byte[300]));
        ByteBuffer whole = ByteBuffer.allocateDirect(frames.length).put(frames);
        upstream.discard();
        Protocol side = client.connection().protocol();
        AllocationGuard.assertNone(10_000, () -> {
            side.onBytes(client.connection(), whole.limit(37).position(0));
            side.onBytes(client.connection(), whole.limit(frames.length).position(37));
        });
    }
}
