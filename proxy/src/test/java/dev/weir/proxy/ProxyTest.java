package dev.weir.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.core.http.Exchange;
import dev.weir.core.loop.ManualWorker;
import dev.weir.core.loop.MemoryTransport;
import dev.weir.core.variable.Variables;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProxyTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private final ManualWorker loop = new ManualWorker();
    private final List<Exchange> ended = new ArrayList<>();
    private MemoryTransport client;

    private void serve(String http) {
        Stand stand = new Stand(http, List.of(), List.of(ended::add));
        client = loop.accept(stand.listener().get());
    }

    private void ask(String request) {
        client.send(request);
        loop.settle();
    }

    private static String get(String target) {
        return "GET " + target + " HTTP/1.1\r\nHost: site.example\r\n\r\n";
    }

    private String variable(String name) {
        Variables variables = new Variables();
        UpstreamVariables.define(variables);
        return variables.find(name).value(ended.get(ended.size() - 1));
    }

    @Test
    void sendsNginxsDefaults() {
        serve("location / { proxy_pass http://127.0.0.1:8010; }");
        MemoryTransport upstream = loop.expectConnect();
        ask("GET /a%20b?x=1 HTTP/1.1\r\nHost: site.example\r\nConnection: keep-alive, x\r\nKeep-Alive: 5\r\n"
                + "TE: trailers\r\n"
                + "Upgrade: h2c\r\nX-Own: 1\r\n\r\n");
        assertEquals(
                "GET /a%20b?x=1 HTTP/1.0\r\nHost: 127.0.0.1:8010\r\nConnection: close\r\nX-Own: 1\r\n\r\n",
                upstream.text());
        upstream.send("HTTP/1.1 200 OK\r\nServer: hidden\r\nDate: hidden\r\nX-Accel-Expires: 1\r\nConnection: close\r\n"
                + "Keep-Alive: 1\r\nX-Kept: yes\r\nContent-Length: 2\r\n\r\nok");
        loop.settle();
        String answer = client.text();
        assertTrue(answer.startsWith("HTTP/1.1 200 OK\r\nServer: weir/"), answer);
        assertTrue(answer.contains("\r\nX-Kept: yes\r\n"), answer);
        assertFalse(answer.contains("hidden") || answer.contains("X-Accel") || answer.contains("Keep-Alive"), answer);
        assertTrue(answer.endsWith("\r\n\r\nok"), answer);
        assertTrue(upstream.isClosed());
        assertEquals("127.0.0.1:8010", variable("upstream_addr"));
        assertEquals("200", variable("upstream_status"));
        assertEquals("2", variable("upstream_response_length"));
        assertEquals("yes", variable("upstream_http_x_kept"));
    }

    @Test
    void setsRemovesAndReplacesFields() {
        serve("proxy_set_header X-Outer lost; location / { proxy_pass http://127.0.0.1:8010; proxy_http_version 1.1;"
                + " proxy_set_header Host $host; proxy_set_header Connection \"\"; proxy_set_header Accept \"\";"
                + " proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for; proxy_hide_header X-Secret;"
                + " proxy_pass_header Server; }");
        MemoryTransport upstream = loop.expectConnect();
        ask("GET / HTTP/1.1\r\nHost: Site.example:81\r\nAccept: x\r\nX-Forwarded-For: 1.2.3.4\r\n\r\n");
        assertEquals(
                "GET / HTTP/1.1\r\nHost: site.example\r\nX-Forwarded-For: 1.2.3.4, 127.0.0.1\r\n\r\n", upstream.text());
        upstream.send("HTTP/1.1 200 OK\r\nServer: own\r\nX-Secret: s\r\nContent-Length: 0\r\n\r\n");
        loop.settle();
        String answer = client.text();
        assertTrue(answer.contains("\r\nServer: own\r\n"), answer);
        assertFalse(answer.contains("X-Secret"), answer);
    }

    @ParameterizedTest
    @CsvSource({
        "/,            '',        /a/../b%20c?d=e, /a/../b%20c?d=e",
        "/streaming,   /streaming, /streaming/x?y,  /streaming/x?y",
        "/in/,         /out/,      /in/a%2Fb%25?q,  /out/a/b%25?q",
        "/in/,         /,          /in/a%20b%3F%23, /a%20b%3F%23",
        "/in,          /x$arg_y,   /in/z?y=5,       /x5",
        "/in,          ?a=b,       /in,             /?a=b",
    })
    void buildsTheTargetByNginxsRules(String location, String uri, String asked, String expected) {
        serve("location " + location + " { proxy_pass http://127.0.0.1:8010" + uri + "; }");
        MemoryTransport upstream = loop.expectConnect();
        ask(get(asked));
        assertEquals(
                "GET " + expected + " HTTP/1.0",
                upstream.text().lines().findFirst().orElse(""));
    }

    @Test
    void passesAChunkedBodyOnWithItsLength() {
        serve("location / { proxy_pass http://127.0.0.1:8010; }");
        MemoryTransport upstream = loop.expectConnect();
        ask("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
        assertEquals("", upstream.text(), "the whole body is read first");
        ask("6\r\n world\r\n0\r\n\r\n");
        String request = upstream.text();
        assertTrue(request.contains("\r\nContent-Length: 11\r\n"), request);
        assertFalse(request.contains("Transfer-Encoding"), request);
        assertTrue(request.endsWith("\r\n\r\nhello world"), request);
    }

    @Test
    void keepsALargeBodyInAFile() {
        serve("location / { proxy_pass http://127.0.0.1:8010; }");
        MemoryTransport upstream = loop.expectConnect();
        String body = "0123456789".repeat(20_000);
        ask("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
        for (int i = 0; i < 20; i++) {
            loop.settle();
        }
        assertTrue(upstream.text().endsWith("\r\n\r\n" + body));
        upstream.send(OK);
        loop.settle();
        assertTrue(client.text().endsWith("ok"));
    }

    @Test
    void streamsAnUnbufferedBody() {
        serve("location / { proxy_pass http://127.0.0.1:8010; proxy_http_version 1.1; proxy_request_buffering off; }");
        MemoryTransport upstream = loop.expectConnect();
        ask("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
        assertTrue(upstream.text().endsWith("\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"));
        upstream.takeOnly(0);
        String large = "x".repeat(60_000);
        for (int i = 0; i < 5 && client.isRead(); i++) {
            ask("ea60\r\n" + large + "\r\n");
        }
        assertFalse(client.isRead(), "reading from the client rests");
        upstream.takeAll();
        loop.settle();
        assertTrue(client.isRead());
        ask("0\r\n\r\n");
        assertTrue(upstream.text().endsWith("\r\n0\r\n\r\n"));
        upstream.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n");
        loop.settle();
        assertTrue(client.text().endsWith("\r\n\r\n2\r\nok\r\n0\r\n\r\n"));
    }

    @Test
    void slowsTheUpstreamToThePaceOfTheClient() {
        serve("location / { proxy_pass http://127.0.0.1:8010; proxy_buffers 4 4k; proxy_max_temp_file_size 0; }");
        MemoryTransport upstream = loop.expectConnect();
        ask(get("/"));
        client.takeOnly(0);
        upstream.send("HTTP/1.0 200 OK\r\n\r\n");
        loop.settle();
        int sent = 0;
        while (upstream.isRead()) {
            upstream.send("y".repeat(4096));
            loop.settle();
            assertTrue(++sent < 20, "reading never paused");
        }
        client.takeAll();
        upstream.send("end");
        upstream.end();
        loop.settle();
        assertTrue(client.text().endsWith("\r\n3\r\nend\r\n0\r\n\r\n"));
    }

    @Test
    void skipsInterimResponses() {
        serve("location / { proxy_pass http://127.0.0.1:8010; }");
        MemoryTransport upstream = loop.expectConnect();
        ask(get("/"));
        upstream.send("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + OK);
        loop.settle();
        assertTrue(client.text().startsWith("HTTP/1.1 200 OK\r\n"));
    }

    @ParameterizedTest
    @CsvSource({"nonsense, 502", "'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n', 502"})
    void answersNonsenseWith502(String response, int status) {
        serve("location / { proxy_pass http://127.0.0.1:8010; }");
        MemoryTransport upstream = loop.expectConnect();
        ask(get("/"));
        upstream.send(response + "\n");
        loop.settle();
        assertTrue(client.text().startsWith("HTTP/1.1 " + status + " "));
        assertTrue(upstream.isClosed());
    }

    @Test
    void timesOut() {
        serve("location / { proxy_pass http://127.0.0.1:8010; proxy_connect_timeout 5s; proxy_read_timeout 7s; }");
        loop.expectConnect().connecting();
        ask(get("/"));
        loop.advance(Duration.ofMillis(5100));
        assertTrue(client.text().startsWith("HTTP/1.1 504 "));
        MemoryTransport upstream = loop.expectConnect();
        ask(get("/"));
        upstream.received();
        loop.advance(Duration.ofMillis(6900));
        assertEquals("", client.text());
        loop.advance(Duration.ofMillis(200));
        assertTrue(client.text().startsWith("HTTP/1.1 504 "));
        assertTrue(upstream.isClosed());
        assertEquals("504", variable("upstream_status"));
    }

    @Test
    void closesTheUpstreamWhenTheClientGoes() {
        serve("location / { proxy_pass http://127.0.0.1:8010; }");
        MemoryTransport upstream = loop.expectConnect();
        ask(get("/"));
        client.end();
        loop.settle();
        assertTrue(upstream.isClosed());
        assertEquals(499, ended.get(0).status());
        assertEquals(0, loop.worker().timers());
    }

    @Test
    void letsTheUpstreamFinishWhenToldTo() {
        serve("location / { proxy_pass http://127.0.0.1:8010; proxy_ignore_client_abort on; }");
        MemoryTransport upstream = loop.expectConnect();
        ask(get("/"));
        client.end();
        loop.settle();
        assertFalse(upstream.isClosed());
        upstream.send(OK);
        loop.settle();
        assertTrue(upstream.isClosed());
        assertEquals(0, loop.worker().connections());
    }

    @Test
    void cutsTheClientWhenTheBodyIsCut() {
        serve("location / { proxy_pass http://127.0.0.1:8010; }");
        MemoryTransport upstream = loop.expectConnect();
        ask(get("/"));
        upstream.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
        upstream.end();
        loop.settle();
        assertTrue(client.text().endsWith("half"));
        assertTrue(client.isClosed());
    }

    // --- several servers

    private static final String TWO = "upstream app { server 127.0.0.1:8010; server 127.0.0.1:8011; }"
            + " location / { proxy_pass http://app; proxy_next_upstream error timeout http_503; }";

    @Test
    void triesTheNextServer() {
        serve(TWO);
        loop.expectConnect().refusing();
        MemoryTransport second = loop.expectConnect();
        ask(get("/"));
        assertTrue(second.text().contains("\r\nHost: app\r\n"));
        second.send(OK);
        loop.settle();
        assertTrue(client.text().endsWith("ok"));
        assertEquals("127.0.0.1:8010, 127.0.0.1:8011", variable("upstream_addr"));
        assertEquals("502, 200", variable("upstream_status"));
        MemoryTransport third = loop.expectConnect();
        ask(get("/"));
        third.send(OK);
        loop.settle();
        assertEquals("127.0.0.1:8011", variable("upstream_addr"), "the failed one rests for fail_timeout");
    }

    @Test
    void triesTheNextServerAfterAStatusButNeverTwiceForAPost() {
        serve(TWO);
        MemoryTransport first = loop.expectConnect();
        MemoryTransport second = loop.expectConnect();
        ask(get("/"));
        first.send("HTTP/1.1 503 no\r\nContent-Length: 0\r\n\r\n");
        loop.settle();
        second.send(OK);
        loop.settle();
        assertTrue(client.text().endsWith("ok"));
        assertEquals("503, 200", variable("upstream_status"));
        loop.advance(Duration.ofSeconds(11));
        MemoryTransport post = loop.expectConnect();
        ask("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi");
        post.end();
        loop.settle();
        assertTrue(client.text().startsWith("HTTP/1.1 502 "));
    }

    @Test
    void answers502WhenNobodyIsLeft() {
        serve(TWO);
        ask(get("/"));
        assertTrue(client.text().startsWith("HTTP/1.1 502 "));
        ask(get("/"));
        assertTrue(client.text().startsWith("HTTP/1.1 502 "));
        assertEquals("app", variable("upstream_addr"), "no live upstreams");
    }

    @Test
    void keepsConnectionsForOtherRequests() {
        serve("upstream app { server 127.0.0.1:8010; keepalive 2; }"
                + " location / { proxy_pass http://app; proxy_http_version 1.1; proxy_set_header Connection \"\"; }");
        MemoryTransport upstream = loop.expectConnect();
        for (int i = 0; i < 3; i++) {
            ask(get("/" + i));
            assertTrue(upstream.text().startsWith("GET /" + i + " HTTP/1.1\r\n"));
            upstream.send(OK);
            loop.settle();
            assertTrue(client.text().endsWith("ok"));
        }
        MemoryTransport another = loop.expectConnect();
        client.send(get("/late"));
        upstream.end();
        loop.settle();
        another.send(OK);
        loop.settle();
        assertTrue(client.text().endsWith("ok"), "an idle connection that has ended is no failure");
    }

    // --- redirects

    @ParameterizedTest
    @CsvSource({
        "'', http://127.0.0.1:8010/back/x, http://site.example:80/in/x",
        "'', http://other/x, http://other/x",
        "proxy_redirect off;, http://127.0.0.1:8010/back/x, http://127.0.0.1:8010/back/x",
        "proxy_redirect http://other/ /here/;, http://other/y, http://site.example:80/here/y",
        "'proxy_redirect ~^http://(\\w+)/(.*)$ http://$1.example/$2;', http://host/z, http://host.example/z",
    })
    void rewritesLocation(String directive, String location, String expected) {
        serve("location /in/ { proxy_pass http://127.0.0.1:8010/back/; " + directive + " }");
        MemoryTransport upstream = loop.expectConnect();
        ask(get("/in/"));
        upstream.send("HTTP/1.1 302 Found\r\nLocation: " + location + "\r\nContent-Length: 0\r\n\r\n");
        loop.settle();
        assertTrue(client.text().contains("\r\nLocation: " + expected.replace(":80/", "/") + "\r\n"));
    }

    // --- upgrades that must not open a tunnel

    private static final String UPGRADING = "location / { proxy_pass http://127.0.0.1:8010; proxy_http_version 1.1;"
            + " proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection upgrade; }";

    @Test
    void refusesABadHandshakeBeforeTheUpstreamSeesIt() {
        serve(UPGRADING);
        ask(Frames.HANDSHAKE.replace("Version: 13", "Version: 12"));
        String answer = client.text();
        assertTrue(answer.startsWith("HTTP/1.1 426 "), answer);
        assertTrue(answer.contains("\r\nSec-WebSocket-Version: 13\r\n"), answer);
        client = null;
        serve(UPGRADING);
        ask(Frames.HANDSHAKE.replace(Frames.KEY, "short"));
        assertTrue(client.text().startsWith("HTTP/1.1 400 "));
    }

    @Test
    void passesNoOtherUpgrade() {
        serve(UPGRADING);
        MemoryTransport upstream = loop.expectConnect();
        ask("GET / HTTP/1.1\r\nHost: a\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n");
        String request = upstream.text();
        assertFalse(request.contains("Upgrade"), request);
        assertTrue(request.contains("\r\nConnection: close\r\n"), request);
        upstream.send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\nsmuggled");
        loop.settle();
        String answer = client.text();
        assertTrue(answer.startsWith("HTTP/1.1 502 ") && answer.endsWith("\r\n\r\n"), answer);
        assertEquals(0, ended.get(0).bodyBytesSent());
        assertTrue(upstream.isClosed());
    }

    @ParameterizedTest
    @CsvSource({
        "Upgrade: websocket, Upgrade: other",
        "Sec-WebSocket-Accept: s3pP, Sec-WebSocket-Accept: xxxx",
        "Connection: Upgrade, Connection: close",
    })
    void answersAnInvalid101With502(String part, String by) {
        serve(UPGRADING);
        MemoryTransport upstream = loop.expectConnect();
        ask(Frames.HANDSHAKE);
        upstream.send(Frames.SWITCHING.replace(part, by));
        loop.settle();
        assertTrue(client.text().startsWith("HTTP/1.1 502 "));
        assertTrue(upstream.isClosed());
    }

    @Test
    void passesARefusalAndClosesAfterIt() {
        serve(UPGRADING);
        MemoryTransport upstream = loop.expectConnect();
        ask(Frames.HANDSHAKE + "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n");
        upstream.received();
        upstream.send("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno");
        loop.settle();
        String answer = client.text();
        assertTrue(answer.startsWith("HTTP/1.1 403 "), answer);
        assertTrue(answer.contains("\r\nConnection: close\r\n"), answer);
        assertTrue(answer.endsWith("\r\n\r\nno"), answer);
        assertEquals("", upstream.text());
        assertTrue(client.isOutputEnded());
    }

    /** Fault 8: an Upgrade field on ordinary requests. */
    @Test
    void survivesAnUpgradeFieldOnOrdinaryRequests() {
        for (int i = 0; i < 5; i++) {
            serve(UPGRADING);
            MemoryTransport upstream = loop.expectConnect();
            ask("GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\n\r\n");
            assertFalse(upstream.text().contains("Upgrade"));
            upstream.send(OK);
            loop.settle();
            assertTrue(client.text().endsWith("ok"));
        }
    }
}
