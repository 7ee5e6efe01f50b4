package dev.weir.proxy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.core.loop.Connection;
import dev.weir.core.loop.ManualWorker;
import dev.weir.core.loop.MemoryTransport;
import dev.weir.core.ws.WsEnd;
import dev.weir.core.ws.WsOptions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TunnelTest {
    private static final String CONFIG = "location / { proxy_pass http://127.0.0.1:8010; proxy_http_version 1.1;"
            + " proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection \"upgrade\";"
            + " proxy_read_timeout 40s; proxy_send_timeout 20s; }";

    private final ManualWorker loop = new ManualWorker();
    private final Recorder tap = new Recorder();
    private MemoryTransport client;
    private MemoryTransport upstream;

    private WsOptions webSocket = WsOptions.DEFAULTS;

    private void handshake() {
        Stand stand = new Stand(CONFIG, tap, webSocket);
        upstream = loop.expectConnect();
        client = loop.accept(stand.listener().get());
        client.send(Frames.HANDSHAKE);
        loop.settle();
    }

    private void open() {
        handshake();
        upstream.received();
        upstream.send(Frames.SWITCHING);
        loop.settle();
        assertTrue(client.text().startsWith("HTTP/1.1 101 "));
    }

    private void assertNothingLeft() {
        assertTrue(client.isClosed());
        assertTrue(upstream.isClosed());
        assertEquals(1, tap.ends.size());
        assertEquals(0, loop.worker().connections());
        assertEquals(0, loop.worker().timers());
        assertEquals(0, loop.worker().buffers().lent());
    }

    @Test
    void passesTheHandshakeAndBytesUnchanged() {
        handshake();
        String request = upstream.text();
        assertTrue(request.startsWith("GET /ws HTTP/1.1\r\n"), request);
        assertTrue(request.contains("\r\nUpgrade: websocket\r\n"), request);
        assertTrue(request.contains("\r\nConnection: upgrade\r\n"), request);
        assertTrue(request.contains("\r\nSec-WebSocket-Key: " + Frames.KEY + "\r\n"), request);
        upstream.send(Frames.SWITCHING);
        loop.settle();
        String answer = client.text();
        assertTrue(answer.contains("\r\nSec-WebSocket-Accept: " + Frames.ACCEPT + "\r\n"), answer);
        assertTrue(answer.contains("\r\nUpgrade: websocket\r\n"), answer);
        byte[] there = Frames.masked(1, Frames.ascii("hello"));
        byte[] back = Frames.plain(2, new byte[300]);
        client.send(there);
        upstream.send(back);
        loop.settle();
        assertArrayEquals(there, upstream.received());
        assertArrayEquals(back, client.received());
        assertEquals(List.of("client 1 5", "upstream 2 300"), sorted());
    }

    private List<String> sorted() {
        return tap.frames.stream().sorted().toList();
    }

    @Test
    void countsWhatCameWithTheHandshake() {
        Stand stand = new Stand(CONFIG, List.of(tap), List.of());
        upstream = loop.expectConnect();
        client = loop.accept(stand.listener().get());
        byte[] early = Frames.masked(1, Frames.ascii("early"));
        client.send(Frames.join(Frames.ascii(Frames.HANDSHAKE), Arrays.copyOf(early, 4)));
        client.send(Arrays.copyOfRange(early, 4, early.length));
        loop.settle();
        assertFalse(upstream.text().contains("early"), "client bytes must wait for the 101");
        byte[] greeting = Frames.plain(1, Frames.ascii("greeting"));
        upstream.send(Frames.join(Frames.ascii(Frames.SWITCHING), greeting));
        loop.settle();
        assertArrayEquals(early, upstream.received());
        assertTrue(client.text().endsWith("greeting"));
        assertEquals(List.of("client 1 5", "upstream 1 8"), sorted());
        assertEquals(early.length, tap.session.facts().bytesIn);
        assertEquals(greeting.length, tap.session.facts().bytesOut);
    }

    @Test
    void pausesTheSourceUntilTheReaderHasTakenEverything() {
        open();
        client.takeOnly(1000);
        byte[] frame = Frames.plain(2, new byte[10_000]);
        int sent = 0;
        while (upstream.isRead()) {
            upstream.send(frame);
            loop.settle();
            sent++;
            assertTrue(sent < 100, "reading never paused");
        }
        assertTrue(sent * 10_000 <= Connection.DEFAULT_HIGH_MARK + 20_000);
        assertEquals(1000, client.received().length);
        upstream.send(frame);
        loop.settle();
        client.takeAll();
        loop.settle();
        assertTrue(upstream.isRead());
        assertEquals((sent + 1) * frame.length - 1000, client.received().length);
        assertEquals(sent + 1, tap.frames.size());
        assertEquals(sent + 1, tap.session.facts().framesOut, "a slow reader's frames count once");
    }

    @Test
    void passesTheEndOfOneDirectionOn() {
        open();
        client.send(Frames.masked(1, Frames.ascii("last")));
        client.end();
        loop.settle();
        assertTrue(upstream.isOutputEnded());
        assertFalse(upstream.isClosed());
        byte[] answer = Frames.plain(1, Frames.ascii("answer"));
        upstream.send(answer);
        upstream.end();
        loop.settle();
        assertArrayEquals(answer, client.received());
        assertEquals(new WsEnd(WsEnd.By.CLIENT, 1006, WsEnd.Cause.EOF, 0, 0), tap.ends.get(0));
        assertNothingLeft();
    }

    @Test
    void waitsNotLongWhenOneDirectionHasEnded() {
        open();
        client.end();
        loop.settle();
        loop.advance(Duration.ofSeconds(31));
        assertNothingLeft();
    }

    @Test
    void endsWithTheUpstreamWhenBothSaidClose() {
        open();
        client.send(Frames.maskedClose(1000));
        loop.settle();
        upstream.send(Frames.close(1000));
        upstream.end();
        loop.settle();
        assertEquals(new WsEnd(WsEnd.By.CLIENT, 1000, WsEnd.Cause.CLOSE, 0, 0), tap.ends.get(0));
        assertNothingLeft();
    }

    @Test
    void aResetOfOneSideClosesTheOther() {
        open();
        byte[] cut = Frames.plain(1, new byte[100]);
        upstream.send(Arrays.copyOf(cut, 50));
        loop.settle();
        upstream.breakOff();
        loop.settle();
        assertEquals(new WsEnd(WsEnd.By.UPSTREAM, 1006, WsEnd.Cause.RESET, 0, 50), tap.ends.get(0));
        assertEquals(0, tap.session.facts().framesOut, "a frame cut off is not counted");
        assertNothingLeft();
    }

    @Test
    void theEndOfWeirIsTheCause() {
        open();
        loop.worker().stop();
        loop.worker().run();
        assertEquals(List.of(new WsEnd(WsEnd.By.GATEWAY, 1006, WsEnd.Cause.SHUTDOWN, 0, 0)), tap.ends);
        assertNothingLeft();
    }

    @Test
    void silenceOfBothSidesEndsIt() {
        open();
        loop.advance(Duration.ofSeconds(39));
        client.send(Frames.masked(9, new byte[0]));
        loop.settle();
        loop.advance(Duration.ofSeconds(39));
        assertFalse(client.isClosed());
        loop.advance(Duration.ofSeconds(2));
        assertEquals(new WsEnd(WsEnd.By.GATEWAY, 1006, WsEnd.Cause.TIMEOUT, 0, 0), tap.ends.get(0));
        assertNothingLeft();
    }

    private static WsOptions options(Duration idle, WsOptions.SendQueue queue) {
        WsOptions d = WsOptions.DEFAULTS;
        return new WsOptions(idle, null, d.messageSize(), queue, d.rate(), null);
    }

    @Test
    void wsIdleTimeoutStandsForTheReadTimeout() {
        webSocket = options(Duration.ofMinutes(5), WsOptions.DEFAULTS.sendQueue());
        open();
        loop.advance(Duration.ofSeconds(299));
        client.send(Frames.masked(9, new byte[0]));
        loop.settle();
        loop.advance(Duration.ofSeconds(299));
        upstream.send(Frames.plain(10, new byte[0]));
        loop.settle();
        loop.advance(Duration.ofSeconds(299));
        assertFalse(client.isClosed());
        loop.advance(Duration.ofSeconds(2));
        assertEquals(new WsEnd(WsEnd.By.GATEWAY, 1006, WsEnd.Cause.TIMEOUT, 0, 0), tap.ends.get(0));
        assertNothingLeft();
    }

    @Test
    void wsIdleTimeoutMayBeShorterToo() {
        webSocket = options(Duration.ofSeconds(3), WsOptions.DEFAULTS.sendQueue());
        open();
        loop.advance(Duration.ofMillis(2900));
        assertFalse(client.isClosed());
        loop.advance(Duration.ofMillis(200));
        assertNothingLeft();
    }

    @Test
    void noIdleTimeoutIsVeryLong() {
        webSocket = options(Duration.ofDays(36_500), WsOptions.DEFAULTS.sendQueue());
        open();
        loop.advance(Duration.ofDays(365));
        assertFalse(client.isClosed());
        assertFalse(upstream.isClosed());
    }

    /** Both legs: how much comes from one side before its reading rests, while the other takes nothing. */
    @Test
    void wsSendQueueIsTheMarkAtWhichTheSourceRests() {
        webSocket = options(null, new WsOptions.SendQueue(200_000, null));
        open();
        client.takeOnly(0);
        upstream.takeOnly(0);
        byte[] down = Frames.plain(2, new byte[10_000]);
        byte[] up = Frames.masked(2, new byte[10_000]);
        assertEquals(20, sentUntilPaused(upstream, down));
        assertEquals(20, sentUntilPaused(client, up));
    }

    private int sentUntilPaused(MemoryTransport source, byte[] frame) {
        int sent = 0;
        while (source.isRead() && sent < 100) {
            source.send(frame);
            loop.settle();
            sent++;
        }
        return sent;
    }

    @Test
    void anUpstreamThatTakesNothingEndsIt() {
        open();
        upstream.takeOnly(0);
        client.send(Frames.masked(1, new byte[100]));
        loop.settle();
        loop.advance(Duration.ofSeconds(19));
        assertFalse(client.isClosed());
        loop.advance(Duration.ofSeconds(2));
        assertEquals(WsEnd.Cause.TIMEOUT, tap.ends.get(0).cause());
        assertNothingLeft();
    }

    @Test
    void closesBothSidesInGoodOrder() {
        open();
        tap.session.close(4001, "Connection is Aged", WsEnd.Cause.AGE);
        loop.settle();
        byte[] toClient = client.received();
        assertEquals(0x88, toClient[0] & 0xff);
        assertEquals("Connection is Aged".length() + 2, toClient[1]);
        assertEquals(4001, (toClient[2] & 0xff) << 8 | toClient[3] & 0xff);
        byte[] toUpstream = upstream.received();
        assertEquals(0x88, toUpstream[0] & 0xff);
        assertEquals(0x80, toUpstream[1] & 0x80, "masked towards the upstream");
        client.send(Frames.maskedClose(4001));
        loop.settle();
        assertFalse(client.isClosed());
        upstream.send(Frames.close(4001));
        loop.settle();
        assertEquals(new WsEnd(WsEnd.By.GATEWAY, 4001, WsEnd.Cause.AGE, 0, 0), tap.ends.get(0));
        assertNothingLeft();
    }

    @Test
    void cutsWhoDoesNotAnswerOurClose() {
        open();
        tap.session.close(1001, "", WsEnd.Cause.SHUTDOWN);
        loop.settle();
        client.send(Frames.masked(1, new byte[10]));
        loop.advance(Duration.ofMillis(4900));
        assertFalse(client.isClosed());
        loop.advance(Duration.ofMillis(200));
        assertNothingLeft();
        assertEquals(List.of(), tap.frames, "what comes after our Close goes nowhere and is not counted");
    }

    /** However the bytes of a direction are cut when our Close is due, it stands behind a whole frame. */
    @Test
    void injectsOnlyAtFrameBoundaries() {
        byte[] first = Frames.plain(1, new byte[200]);
        byte[] second = Frames.plain(2, new byte[70]);
        byte[] all = Frames.join(first, second);
        for (int cut = 1; cut < all.length; cut++) {
            injectAt(all, cut, cut <= first.length ? first.length : all.length);
        }
    }

    private void injectAt(byte[] all, int cut, int expectedEdge) {
        open();
        upstream.send(Arrays.copyOf(all, cut));
        loop.settle();
        tap.session.close(4001, "x", WsEnd.Cause.AGE);
        upstream.send(Arrays.copyOfRange(all, cut, all.length));
        loop.settle();
        byte[] got = client.received();
        byte[] close = Frames.bytes(dev.weir.core.ws.FrameWriter.close(4001, "x"));
        byte[] expected = Frames.join(Arrays.copyOf(all, expectedEdge), close);
        assertArrayEquals(expected, got, "cut at " + cut);
        client.breakOff();
        loop.settle();
        tap.ends.clear();
        tap.frames.clear();
    }

    @Test
    void bothSidesAtOnceInRandomPieces() {
        open();
        Random random = new Random(7);
        byte[] there = new byte[0];
        byte[] back = new byte[0];
        for (int i = 0; i < 60; i++) {
            there = Frames.join(there, Frames.masked(2, new byte[random.nextInt(400)]));
            back = Frames.join(back, Frames.plain(2, new byte[random.nextInt(70_000)]));
        }
        int a = 0;
        int b = 0;
        while (a < there.length || b < back.length) {
            int toA = Math.min(there.length, a + 1 + random.nextInt(300));
            int toB = Math.min(back.length, b + 1 + random.nextInt(40_000));
            client.send(Arrays.copyOfRange(there, a, toA));
            upstream.send(Arrays.copyOfRange(back, b, toB));
            loop.settle();
            a = toA;
            b = toB;
        }
        assertArrayEquals(there, upstream.received());
        assertArrayEquals(back, client.received());
        assertEquals(60, tap.session.facts().framesIn);
        assertEquals(60, tap.session.facts().framesOut);
    }
}
