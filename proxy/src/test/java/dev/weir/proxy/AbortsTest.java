package dev.weir.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.core.http.ErrorPages;
import dev.weir.core.http.Exchange;
import dev.weir.core.loop.ManualWorker;
import dev.weir.core.loop.MemoryTransport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that end early or begin again elsewhere: each is answered once, with its whole body, and nothing stays. */
class AbortsTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    private static final String IGNORING =
            "proxy_pass http://127.0.0.1:8010; proxy_http_version 1.1; proxy_ignore_client_abort on;";

    private final ManualWorker loop = new ManualWorker();
    private final List<Exchange> ended = new ArrayList<>();
    private MemoryTransport client;

    private void serve(String http, Map<Integer, ErrorPages.Page> pages) {
        Stand stand = new Stand(http, List.of(), List.of(ended::add), new ErrorPages(pages));
        client = loop.accept(stand.listener().get());
    }

    private void ask(String request) {
        client.send(request);
        loop.settle();
    }

    private static Map<Integer, ErrorPages.Page> page(int status, String target) {
        return Map.of(status, new ErrorPages.Page(x -> target, 0));
    }

    private void assertNothingStays() {
        assertEquals(0, loop.worker().connections());
        assertEquals(0, loop.worker().timers());
        assertEquals(1, ended.size());
    }

    @Test
    void aBodyAtFaultIsAnsweredOnceThoughAbortsAreIgnored() {
        serve(
                "location / { " + IGNORING + " proxy_request_buffering off; }"
                        + " location @bad { proxy_pass http://127.0.0.1:8011; }",
                page(400, "@bad"));
        MemoryTransport first = loop.expectConnect();
        ask("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
        MemoryTransport second = loop.expectConnect();
        ask("nonsense\r\n");
        assertTrue(first.isClosed(), "it will never get the rest");
        second.send("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nbad");
        loop.settle();
        String answer = client.text();
        assertTrue(answer.endsWith("\r\n\r\nbad"), answer);
        client.end();
        loop.settle();
        assertNothingStays();
    }

    @ParameterizedTest
    @ValueSource(strings = {"on", "off"})
    void aClientThatGoesInItsBodyIsNotIgnored(String buffering) {
        serve("location / { " + IGNORING + " proxy_request_buffering " + buffering + "; }", Map.of());
        loop.expectConnect();
        ask("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n" + "x".repeat(50_000));
        client.end();
        loop.settle();
        assertNothingStays();
    }

    @Test
    void anUpstreamThatRestsForAClientGoesOnWithoutIt() {
        serve("location / { " + IGNORING + " proxy_buffers 4 4k; proxy_max_temp_file_size 0; }", Map.of());
        MemoryTransport upstream = loop.expectConnect();
        ask(get());
        client.takeOnly(0);
        upstream.send("HTTP/1.1 200 OK\r\nContent-Length: 40000\r\n\r\n" + "x".repeat(30_000));
        loop.settle();
        assertFalse(upstream.isRead());
        client.end();
        loop.settle();
        assertTrue(upstream.isRead());
        upstream.send("x".repeat(10_000));
        loop.settle();
        assertNothingStays();
    }

    private static String get() {
        return "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    }

    /** An upstream that refuses a large body answers, ends, and resets what still comes. */
    @Test
    void anAnswerBeforeTheResetIsPassedOn() {
        serve("location / { proxy_pass http://127.0.0.1:8010; proxy_http_version 1.1; }", Map.of());
        MemoryTransport upstream = loop.expectConnect();
        upstream.takeOnly(1000);
        ask("POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 10000\r\n\r\n" + "x".repeat(10_000));
        upstream.send("HTTP/1.1 413 Too Large\r\nContent-Length: 3\r\nConnection: close\r\n\r\nbig");
        upstream.takeAll();
        upstream.breakOffForWriting();
        loop.settle();
        assertTrue(client.text().startsWith("HTTP/1.1 413 Too Large\r\n"), "the upstream's answer");
        assertTrue(upstream.isClosed());
        loop.settle();
        assertNothingStays();
    }

    /** A large body does not keep the worker until the socket refuses: between its pieces others have their turn. */
    @Test
    void aStoredBodyGoesInTurns() {
        serve("location / { proxy_pass http://127.0.0.1:8010; proxy_http_version 1.1; }", Map.of());
        MemoryTransport upstream = loop.expectConnect();
        client.send("POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 900000\r\n\r\n");
        loop.settle();
        client.send("x".repeat(900_000));
        int most = 0;
        for (int i = 0; i < 200 && most < 900_000; i++) {
            int before = upstream.received().length;
            assertTrue(before <= 200_000, before + " bytes in one turn");
            loop.turn();
            most += before;
        }
        assertTrue(most >= 900_000, most + " bytes in all");
        upstream.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        loop.settle();
        assertTrue(client.text().endsWith("ok"));
        loop.settle();
        assertNothingStays();
    }

    @Test
    void nobodyIsLeftToUpgradeFor() {
        serve(
                "location / { " + IGNORING
                        + " proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection upgrade; }",
                Map.of());
        MemoryTransport upstream = loop.expectConnect();
        ask(Frames.HANDSHAKE);
        client.end();
        loop.settle();
        upstream.send(Frames.SWITCHING);
        loop.settle();
        assertTrue(upstream.isClosed());
        assertEquals(499, ended.get(0).status());
        assertNothingStays();
    }

    @ParameterizedTest
    @ValueSource(ints = {11, 100_000})
    void aFallbackGetsTheWholeBody(int length) {
        serve(
                "location / { proxy_pass http://127.0.0.1:8010; }"
                        + " location @backup { proxy_pass http://127.0.0.1:8011; }",
                page(502, "@backup"));
        loop.expectConnect().refusing();
        MemoryTransport backup = loop.expectConnect();
        String body = "x".repeat(length);
        ask("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: " + length + "\r\n\r\n" + body);
        loop.settle();
        String request = backup.text();
        assertTrue(request.startsWith("POST /a HTTP/1.0\r\n"), request);
        assertTrue(request.contains("\r\nContent-Length: " + length + "\r\n"), "the length of the body");
        assertTrue(request.endsWith("\r\n\r\n" + body), "the body");
        backup.send(OK);
        loop.settle();
        assertTrue(client.text().endsWith("ok"));
    }

    @Test
    void aStreamedBodyIsNotSentOnInPart() {
        serve(
                "location / { proxy_pass http://127.0.0.1:8010; proxy_request_buffering off; }"
                        + " location @backup { proxy_pass http://127.0.0.1:8011; }",
                page(502, "@backup"));
        MemoryTransport first = loop.expectConnect();
        MemoryTransport backup = loop.expectConnect();
        ask("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhello");
        first.end();
        loop.settle();
        ask("world");
        assertEquals("", backup.text());
        assertTrue(client.text().startsWith("HTTP/1.1 502 "));
    }

    @Test
    void anErrorPageForATooLargeBodyIsAnswered() {
        serve(
                "location / { proxy_pass http://127.0.0.1:8010; }"
                        + " location @large { proxy_pass http://127.0.0.1:8011; }",
                page(413, "@large"));
        MemoryTransport upstream = loop.expectConnect();
        ask("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3000000\r\n\r\n" + "x".repeat(2_000));
        assertFalse(upstream.text().contains("Content-Length"));
        upstream.send(OK);
        loop.settle();
        assertTrue(client.text().endsWith("ok"));
        assertTrue(client.isOutputEnded());
    }

    @Test
    void aBlankInTheArgumentsOfAnErrorPageReachesNoUpstream() {
        serve(
                "location / { proxy_pass http://127.0.0.1:8010; }"
                        + " location /err { proxy_pass http://127.0.0.1:8011; }",
                Map.of(502, new ErrorPages.Page(x -> "/err?uri=" + x.uri(), 0)));
        loop.expectConnect().refusing();
        MemoryTransport page = loop.expectConnect();
        ask("GET /a%20HTTP/1.1%0d%0aX:%20y HTTP/1.1\r\nHost: a\r\n\r\n");
        assertEquals("", page.text());
        assertTrue(client.text().startsWith("HTTP/1.1 400 "));
    }
}
