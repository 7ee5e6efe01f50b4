package dev.weir.core.http;

import static dev.weir.core.http.HttpStand.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.core.loop.ScriptedTransport;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class HttpTimeoutsTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final HttpStand stand = new HttpStand();

    private static final BodySink NOWHERE = new BodySink() {
        @Override
        public void onData(ByteBuffer bytes) {
            bytes.position(bytes.limit());
        }

        @Override
        public void onEnd() {
            throw new IllegalStateException("the body never ends here");
        }
    };

    @Test
    void aSilentClientIsClosed() {
        ScriptedTransport client = stand.client();
        stand.loop.advance(Duration.ofSeconds(59));
        assertFalse(client.isClosed());
        stand.loop.advance(SECOND);
        assertTrue(client.isClosed());
        assertEquals(List.of(), stand.log);
        assertEquals(List.of(Cut.HEADER_TIMEOUT), stand.cuts);
        assertEquals(0, stand.loop.worker().timers());
    }

    @Test
    void aByteASecondDoesNotStretchTheHead() {
        ScriptedTransport client = stand.client();
        String head = "GET / HTTP/1.1\r\nHost: a\r\nX: " + "y".repeat(500);
        int seconds = 0;
        while (!client.isClosed() && seconds < head.length()) {
            client.send(head.substring(seconds, seconds + 1));
            stand.loop.advance(SECOND);
            seconds++;
        }
        assertTrue(seconds >= 60 && seconds <= 61, "closed after " + seconds);
        assertEquals("", client.written());
        assertEquals(List.of("408 GET / HTTP/1.1"), stand.log);
        assertEquals(List.of(Cut.HEADER_TIMEOUT), stand.cuts);
    }

    @Test
    void emptyLinesDoNotKeepAConnectionOpen() {
        stand.text("/", "x");
        ScriptedTransport fresh = stand.client();
        ScriptedTransport used = stand.client();
        used.send(get("/"));
        stand.loop.settle();
        for (int i = 0; i < 8; i++) {
            fresh.send("\r\n");
            used.send("\r\n");
            stand.loop.advance(Duration.ofSeconds(10));
        }
        assertTrue(fresh.isClosed());
        assertTrue(used.isClosed());
        assertEquals(List.of(Cut.HEADER_TIMEOUT), stand.cuts, "one that has rested is not cut");
    }

    @Test
    void anIdleConnectionIsClosedAfterKeepaliveTimeout() {
        stand.text("/", "x");
        ScriptedTransport client = stand.client();
        for (int i = 0; i < 3; i++) {
            client.send(get("/"));
            stand.loop.settle();
            stand.loop.advance(Duration.ofSeconds(74));
            assertFalse(client.isClosed());
        }
        stand.loop.advance(SECOND);
        assertTrue(client.isClosed());
        assertEquals(3, stand.log.size());
        assertEquals(List.of(), stand.cuts);
    }

    @Test
    void bodyTimeoutIsForSilence() {
        stand.at("/", x -> x.body().read(NOWHERE));
        ScriptedTransport client = stand.client();
        client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n");
        for (int i = 0; i < 5; i++) {
            stand.loop.advance(Duration.ofSeconds(59));
            client.send("x");
            stand.loop.settle();
        }
        assertFalse(client.isClosed());
        stand.loop.advance(Duration.ofSeconds(60));
        assertTrue(client.isClosed());
        assertEquals(List.of("408 POST / HTTP/1.1"), stand.log);
        assertEquals(List.of(Cut.BODY_TIMEOUT), stand.cuts);
    }

    @Test
    void bodyTimeoutCountsAgainAfterAPause() {
        Exchange[] paused = new Exchange[1];
        stand.at("/", x -> {
            x.body().read(NOWHERE);
            x.body().pause();
            paused[0] = x;
        });
        ScriptedTransport client = stand.client();
        client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n");
        stand.loop.settle();
        stand.loop.advance(Duration.ofMinutes(10));
        assertFalse(client.isClosed(), "we are the slow side");
        paused[0].body().resume();
        stand.loop.advance(Duration.ofSeconds(59));
        assertFalse(client.isClosed());
        stand.loop.advance(SECOND);
        assertTrue(client.isClosed());
    }

    private HttpStand demanding(int bytesPerSecond) {
        ConnectionRules d = ConnectionRules.DEFAULTS;
        LeastRate rate = new LeastRate(bytesPerSecond, Duration.ofSeconds(90));
        return stand.options(
                null,
                null,
                new ConnectionRules(
                        d.keepaliveTime(),
                        d.keepsOldExplorer(),
                        d.keepsSafari(),
                        d.lingering(),
                        d.lingeringTime(),
                        rate));
    }

    /** So many bytes each second, until the connection is closed. @return how many seconds it was open */
    private int drip(ScriptedTransport client, int bytes, int mostSeconds) {
        int seconds = 0;
        while (!client.isClosed() && seconds < mostSeconds) {
            client.send("x".repeat(bytes));
            stand.loop.advance(SECOND);
            seconds++;
        }
        return seconds;
    }

    @Test
    void aByteASecondDoesNotStretchTheBody() {
        demanding(10).at("/", x -> x.body().read(NOWHERE));
        ScriptedTransport slow = stand.client();
        slow.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n");
        int seconds = drip(slow, 1, 1000);
        assertTrue(seconds >= 90 && seconds <= 190, "closed after " + seconds);
        assertEquals(List.of("408 POST / HTTP/1.1"), stand.log);
        ScriptedTransport fast = stand.client();
        fast.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n");
        assertEquals(1000, drip(fast, 10, 1000));
        assertEquals(List.of(Cut.MIN_RATE), stand.cuts);
    }

    /** So does an upstream to which a body goes as it comes: it has taken each byte at once. */
    @Test
    void aSinkThatIsReadyAgainBuysNoTime() {
        demanding(10)
                .at(
                        "/",
                        x -> x.body().read(new BodySink() {
                            @Override
                            public void onData(ByteBuffer bytes) {
                                bytes.position(bytes.limit());
                                x.body().resume();
                            }

                            @Override
                            public void onEnd() {}
                        }));
        ScriptedTransport client = stand.client();
        client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n");
        int seconds = drip(client, 1, 1000);
        assertTrue(seconds >= 90 && seconds <= 190, "closed after " + seconds);
    }

    @Test
    void whatCameFastBuysNoTimeForTheRest() {
        demanding(10).at("/", x -> x.body().read(NOWHERE));
        ScriptedTransport client = stand.client();
        client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n" + "x".repeat(50_000));
        int seconds = drip(client, 1, 1000);
        assertTrue(seconds >= 90 && seconds <= 190, "closed after " + seconds);
    }

    @Test
    void aByteASecondDoesNotStretchTheResponse() {
        demanding(10).at("/", x -> x.respond(200, Headers.EMPTY, new byte[1_000_000]));
        ScriptedTransport slow = stand.client();
        slow.room(1000);
        slow.send(get("/"));
        stand.loop.settle();
        int seconds = 0;
        while (!slow.isClosed() && seconds < 1000) {
            slow.room(1);
            stand.loop.advance(SECOND);
            seconds++;
        }
        assertTrue(seconds >= 90 && seconds <= 190, "closed after " + seconds);
        ScriptedTransport fast = stand.client();
        fast.room(1000);
        fast.send(get("/"));
        for (int i = 0; i < 1000; i++) {
            fast.room(10);
            stand.loop.advance(SECOND);
        }
        assertFalse(fast.isClosed(), "it takes what it must");
        assertEquals(List.of(Cut.MIN_RATE), stand.cuts);
    }

    @Test
    void sendTimeoutWithAReaderThatStallsInTheMiddle() {
        stand.at("/", x -> {
            ResponseStream out = x.begin(ResponseHead.of(200, Headers.EMPTY), 10_000_000);
            Runnable pump = () -> {
                while (!out.isCongested()) {
                    out.write(ByteBuffer.allocate(10_000));
                }
            };
            out.onDrained(pump);
            x.worker().post(pump);
        });
        ScriptedTransport client = stand.client();
        client.send(get("/"));
        client.room(100_000);
        stand.loop.settle();
        for (int i = 0; i < 4; i++) {
            stand.loop.advance(Duration.ofSeconds(59));
            client.room(100_000);
            stand.loop.settle();
        }
        assertFalse(client.isClosed(), "it takes bytes, if slowly");
        stand.loop.advance(Duration.ofSeconds(60));
        assertTrue(client.isClosed());
        assertEquals(List.of("200 GET / HTTP/1.1"), stand.log);
        assertEquals(0, stand.loop.worker().buffers().lent());
        assertEquals(List.of(Cut.SEND_TIMEOUT), stand.cuts);
    }

    @Test
    void sendTimeoutAlsoLongAfterTheRequest() {
        Exchange[] waiting = new Exchange[1];
        stand.at("/", x -> waiting[0] = x);
        ScriptedTransport client = stand.client();
        client.send(get("/"));
        stand.loop.advance(Duration.ofMinutes(5));
        client.room(10);
        waiting[0].begin(ResponseHead.of(200, Headers.EMPTY), 1000).write(ByteBuffer.allocate(500));
        stand.loop.settle();
        stand.loop.advance(Duration.ofSeconds(59));
        assertFalse(client.isClosed());
        stand.loop.advance(SECOND);
        assertTrue(client.isClosed());
        assertEquals(List.of(Cut.SEND_TIMEOUT), stand.cuts);
    }

    @Test
    void lingeringEndsAfterSilenceAndAfterThirtySecondsAnyway() {
        ScriptedTransport quiet = stand.client();
        ScriptedTransport busy = stand.client();
        quiet.send("GET\r\n\r\n");
        busy.send("GET\r\n\r\n");
        stand.loop.settle();
        assertTrue(quiet.isOutputShut() && busy.isOutputShut());
        stand.loop.advance(Duration.ofSeconds(4));
        assertFalse(quiet.isClosed());
        busy.send("more");
        stand.loop.advance(SECOND);
        assertTrue(quiet.isClosed());
        for (int i = 0; i < 24; i++) {
            assertFalse(busy.isClosed(), "at " + i);
            busy.send("more");
            stand.loop.advance(SECOND);
        }
        busy.send("more");
        stand.loop.advance(SECOND);
        assertTrue(busy.isClosed());
        assertEquals(List.of(), stand.cuts);
    }

    @Test
    void drainingClosesWhatIsIdleAndLetsTheRestFinish() {
        Exchange[] waiting = new Exchange[1];
        stand.text("/", "x").at("/slow", x -> waiting[0] = x);
        ScriptedTransport idle = stand.client();
        ScriptedTransport busy = stand.client();
        ScriptedTransport stalled = stand.client();
        idle.send(get("/"));
        busy.send(get("/slow"));
        stalled.send(get("/"));
        stalled.room(20);
        stand.loop.settle();
        stand.listener().drain();
        stand.loop.worker().forEach(c -> ((HttpProtocol) c.protocol()).refresh());
        stand.loop.settle();
        assertTrue(idle.isClosed());
        assertFalse(busy.isClosed());
        waiting[0].respond(200, Headers.EMPTY, new byte[3]);
        stand.loop.settle();
        assertTrue(busy.written().contains("Connection: close"));
        assertTrue(busy.isClosed());
        assertFalse(stalled.isClosed());
        stalled.room(Long.MAX_VALUE);
        stand.loop.settle();
        assertTrue(stalled.written().endsWith("\r\n\r\nx"));
        assertTrue(stalled.isClosed());
        assertEquals(0, stand.loop.worker().timers());
    }

    @Test
    void whoMakesWayIsCutButOnce() {
        ScriptedTransport first = stand.client();
        ScriptedTransport second = stand.client();
        second.send("GET / HT");
        stand.loop.settle();
        stand.loop.advance(SECOND);
        stand.loop.makeWay(2);
        assertTrue(first.isClosed() && second.isClosed());
        assertEquals(List.of(Cut.MADE_WAY, Cut.MADE_WAY), stand.cuts);
        stand.loop.advance(Duration.ofMinutes(5));
        assertEquals(2, stand.cuts.size());
    }
}
