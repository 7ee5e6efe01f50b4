package dev.weir.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.core.http.Exchange;
import dev.weir.core.loop.ManualWorker;
import dev.weir.core.loop.MemoryTransport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Upgrades to protocols of which Weir knows nothing. */
class UpgradeTest {
    private static final String CONFIG = "location / { proxy_pass http://127.0.0.1:8010; proxy_http_version 1.1;"
            + " proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection \"upgrade\";"
            + " proxy_read_timeout 40s; }";
    private static final String WISH = "GET / HTTP/1.1\r\nHost: a\r\nUpgrade: %s\r\nConnection: Upgrade\r\n\r\n";
    private static final String SWITCHING = "HTTP/1.1 101 Switching\r\nUpgrade: %s\r\nConnection: Upgrade\r\n\r\n";

    private final ManualWorker loop = new ManualWorker();
    private final Recorder tap = new Recorder();
    private final List<Exchange> ended = new ArrayList<>();
    private MemoryTransport client;
    private MemoryTransport upstream;

    private void ask(String wish) {
        Stand stand = new Stand(CONFIG, List.of(tap), List.of(ended::add));
        upstream = loop.expectConnect();
        client = loop.accept(stand.listener().get());
        client.send(WISH.formatted(wish) + "early");
        loop.settle();
    }

    private void open() {
        ask("foo");
        assertTrue(upstream.text().contains("\r\nUpgrade: foo\r\n"));
        upstream.send(SWITCHING.formatted("foo") + "welcome");
        loop.settle();
        String answer = client.text();
        assertTrue(answer.startsWith("HTTP/1.1 101 ") && answer.endsWith("\r\n\r\nwelcome"), answer);
        assertEquals("early", upstream.text());
    }

    private void assertNothingLeft() {
        assertTrue(client.isClosed());
        assertTrue(upstream.isClosed());
        assertEquals(0, loop.worker().connections());
        assertEquals(0, loop.worker().timers());
        assertEquals(0, loop.worker().buffers().lent());
    }

    @Test
    void bytesGoAcrossAndCountAsTheBody() {
        open();
        client.send("there");
        upstream.send("and back");
        loop.settle();
        assertEquals("there", upstream.text());
        assertEquals("and back", client.text());
        client.end();
        loop.settle();
        assertNothingLeft();
        assertEquals(101, ended.get(0).status());
        assertEquals("welcomeand back".length(), ended.get(0).bodyBytesSent());
        assertEquals(0, tap.opened);
    }

    @Test
    void whatWaitsIsWrittenBeforeTheEnd() {
        open();
        client.takeOnly(3);
        upstream.send("the last words");
        loop.settle();
        upstream.end();
        loop.settle();
        assertFalse(client.isClosed());
        client.takeAll();
        loop.settle();
        assertEquals("the last words", client.text());
        assertNothingLeft();
    }

    @Test
    void aSlowReaderMakesTheOtherSideRest() {
        open();
        client.takeOnly(0);
        for (int i = 0; i < 8; i++) {
            upstream.send(new byte[32 * 1024]);
            loop.settle();
        }
        assertFalse(upstream.isRead());
        client.takeAll();
        loop.settle();
        assertTrue(upstream.isRead());
        assertEquals(8 * 32 * 1024, client.received().length);
    }

    @Test
    void silenceEndsIt() {
        open();
        loop.advance(Duration.ofSeconds(39));
        upstream.send("still here");
        loop.settle();
        loop.advance(Duration.ofSeconds(39));
        assertFalse(client.isClosed());
        loop.advance(Duration.ofSeconds(2));
        assertNothingLeft();
    }

    @ParameterizedTest
    @CsvSource({"foo, websocket", "foo, bar", "websocket, foo"})
    void a101ForSomethingElseIsRefused(String asked, String answered) {
        ask(asked);
        upstream.send(SWITCHING.formatted(answered));
        loop.settle();
        assertTrue(client.text().startsWith("HTTP/1.1 502 "));
        assertTrue(upstream.isClosed());
    }

    @ParameterizedTest
    @CsvSource({"h2c", "websockets", "websocket/13", "'foo, h2c'"})
    void someNamesGoNoFurther(String name) {
        ask(name);
        String request = upstream.text();
        assertFalse(request.contains("Upgrade"), request);
        assertTrue(request.contains("\r\nConnection: close\r\n"), request);
    }

    @Test
    void aWebSocketWithoutHandshakeIsObservedAllTheSame() {
        ask("websocket");
        upstream.received();
        upstream.send(SWITCHING.formatted("websocket"));
        loop.settle();
        upstream.send(Frames.plain(1, Frames.ascii("hello")));
        loop.settle();
        assertEquals(List.of("upstream 1 5"), tap.frames);
    }
}
