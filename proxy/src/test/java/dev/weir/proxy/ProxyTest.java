package dev.weir.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.core.loop.MemoryTransport;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProxyTest {
    private final ProxyStand proxy = new ProxyStand();

    @Test
    void sendsNginxsDefaults() {
        proxy.serve("location / { proxy_pass http://127.0.0.1:8010; }");
        MemoryTransport upstream = proxy.loop.expectConnect();
        proxy.ask("GET /a%20b?x=1 HTTP/1.1\r\nHost: site.example\r\nConnection: keep-alive, x\r\nKeep-Alive: 5\r\n"
                + "TE: trailers\r\n"
                + "Upgrade: h2c\r\nX-Own: 1\r\n\r\n");
        assertEquals(
                "GET /a%20b?x=1 HTTP/1.0\r\nHost: 127.0.0.1:8010\r\nConnection: close\r\nX-Own: 1\r\n\r\n",
                upstream.text());
        upstream.send("HTTP/1.1 200 OK\r\nServer: hidden\r\nDate: hidden\r\nX-Accel-Expires: 1\r\nConnection: close\r\n"
                + "Keep-Alive: 1\r\nX-Kept: yes\r\nContent-Length: 2\r\n\r\nok");
        proxy.loop.settle();
        String answer = proxy.client.text();
        assertTrue(answer.startsWith("HTTP/1.1 200 OK\r\nServer: weir/"), answer);
        assertTrue(answer.contains("\r\nX-Kept: yes\r\n"), answer);
        assertFalse(answer.contains("hidden") || answer.contains("X-Accel") || answer.contains("Keep-Alive"), answer);
        assertTrue(answer.endsWith("\r\n\r\nok"), answer);
        assertTrue(upstream.isClosed());
        assertEquals("127.0.0.1:8010", proxy.variable("upstream_addr"));
        assertEquals("200", proxy.variable("upstream_status"));
        assertEquals("2", proxy.variable("upstream_response_length"));
        assertEquals("yes", proxy.variable("upstream_http_x_kept"));
    }

    @Test
    void setsRemovesAndReplacesFields() {
        proxy.serve(
                "proxy_set_header X-Outer lost; location / { proxy_pass http://127.0.0.1:8010; proxy_http_version 1.1;"
                        + " proxy_set_header Host $host; proxy_set_header Connection \"\"; proxy_set_header Accept \"\";"
                        + " proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for; proxy_hide_header X-Secret;"
                        + " proxy_pass_header Server; }");
        MemoryTransport upstream = proxy.loop.expectConnect();
        proxy.ask("GET / HTTP/1.1\r\nHost: Site.example:81\r\nAccept: x\r\nX-Forwarded-For: 1.2.3.4\r\n\r\n");
        assertEquals(
                "GET / HTTP/1.1\r\nHost: site.example\r\nX-Forwarded-For: 1.2.3.4, 127.0.0.1\r\n\r\n", upstream.text());
        upstream.send("HTTP/1.1 200 OK\r\nServer: own\r\nX-Secret: s\r\nContent-Length: 0\r\n\r\n");
        proxy.loop.settle();
        String answer = proxy.client.text();
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
        proxy.serve("location " + location + " { proxy_pass http://127.0.0.1:8010" + uri + "; }");
        MemoryTransport upstream = proxy.loop.expectConnect();
        proxy.ask(ProxyStand.get(asked));
        assertEquals(
                "GET " + expected + " HTTP/1.0",
                upstream.text().lines().findFirst().orElse(""));
    }

    @Test
    void passesAChunkedBodyOnWithItsLength() {
        proxy.serve("location / { proxy_pass http://127.0.0.1:8010; }");
        MemoryTransport upstream = proxy.loop.expectConnect();
        proxy.ask("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
        assertEquals("", upstream.text(), "the whole body is read first");
        proxy.ask("6\r\n world\r\n0\r\n\r\n");
        String request = upstream.text();
        assertTrue(request.contains("\r\nContent-Length: 11\r\n"), request);
        assertFalse(request.contains("Transfer-Encoding"), request);
        assertTrue(request.endsWith("\r\n\r\nhello world"), request);
    }

    @Test
    void keepsALargeBodyInAFile() {
        proxy.serve("location / { proxy_pass http://127.0.0.1:8010; }");
        MemoryTransport upstream = proxy.loop.expectConnect();
        String body = "0123456789".repeat(20_000);
        proxy.ask("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
        for (int i = 0; i < 20; i++) {
            proxy.loop.settle();
        }
        assertTrue(upstream.text().endsWith("\r\n\r\n" + body));
        upstream.send(ProxyStand.OK);
        proxy.loop.settle();
        assertTrue(proxy.client.text().endsWith("ok"));
    }

    @Test
    void streamsAnUnbufferedBody() {
        proxy.serve(
                "location / { proxy_pass http://127.0.0.1:8010; proxy_http_version 1.1; proxy_request_buffering off; }");
        MemoryTransport upstream = proxy.loop.expectConnect();
        proxy.ask("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
        assertTrue(upstream.text().endsWith("\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"));
        upstream.takeOnly(0);
        String large = "x".repeat(60_000);
        for (int i = 0; i < 5 && proxy.client.isRead(); i++) {
            proxy.ask("ea60\r\n" + large + "\r\n");
        }
        assertFalse(proxy.client.isRead(), "reading from the client rests");
        upstream.takeAll();
        proxy.loop.settle();
        assertTrue(proxy.client.isRead());
        proxy.ask("0\r\n\r\n");
        assertTrue(upstream.text().endsWith("\r\n0\r\n\r\n"));
        upstream.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n");
        proxy.loop.settle();
        assertTrue(proxy.client.text().endsWith("\r\n\r\n2\r\nok\r\n0\r\n\r\n"));
    }

    @Test
    void slowsTheUpstreamToThePaceOfTheClient() {
        proxy.serve("location / { proxy_pass http://127.0.0.1:8010; proxy_buffers 4 4k; proxy_max_temp_file_size 0; }");
        MemoryTransport upstream = proxy.loop.expectConnect();
        proxy.ask(ProxyStand.get("/"));
        proxy.client.takeOnly(0);
        upstream.send("HTTP/1.0 200 OK\r\n\r\n");
        proxy.loop.settle();
        int sent = 0;
        while (upstream.isRead()) {
            upstream.send("y".repeat(4096));
            proxy.loop.settle();
            assertTrue(++sent < 20, "reading never paused");
        }
        proxy.client.takeAll();
        upstream.send("end");
        upstream.end();
        proxy.loop.settle();
        assertTrue(proxy.client.text().endsWith("\r\n3\r\nend\r\n0\r\n\r\n"));
    }

    @Test
    void skipsInterimResponses() {
        proxy.serve("location / { proxy_pass http://127.0.0.1:8010; }");
        MemoryTransport upstream = proxy.loop.expectConnect();
        proxy.ask(ProxyStand.get("/"));
        upstream.send("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + ProxyStand.OK);
        proxy.loop.settle();
        assertTrue(proxy.client.text().startsWith("HTTP/1.1 200 OK\r\n"));
    }

    @ParameterizedTest
    @CsvSource({"nonsense, 502", "'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n', 502"})
    void answersNonsenseWith502(String response, int status) {
        proxy.serve("location / { proxy_pass http://127.0.0.1:8010; }");
        MemoryTransport upstream = proxy.loop.expectConnect();
        proxy.ask(ProxyStand.get("/"));
        upstream.send(response + "\n");
        proxy.loop.settle();
        assertTrue(proxy.client.text().startsWith("HTTP/1.1 " + status + " "));
        assertTrue(upstream.isClosed());
    }

    @Test
    void timesOut() {
        proxy.serve(
                "location / { proxy_pass http://127.0.0.1:8010; proxy_connect_timeout 5s; proxy_read_timeout 7s; }");
        proxy.loop.expectConnect().connecting();
        proxy.ask(ProxyStand.get("/"));
        proxy.loop.advance(Duration.ofMillis(5100));
        assertTrue(proxy.client.text().startsWith("HTTP/1.1 504 "));
        MemoryTransport upstream = proxy.loop.expectConnect();
        proxy.ask(ProxyStand.get("/"));
        upstream.received();
        proxy.loop.advance(Duration.ofMillis(6900));
        assertEquals("", proxy.client.text());
        proxy.loop.advance(Duration.ofMillis(200));
        assertTrue(proxy.client.text().startsWith("HTTP/1.1 504 "));
        assertTrue(upstream.isClosed());
        assertEquals("504", proxy.variable("upstream_status"));
    }

    @Test
    void closesTheUpstreamWhenTheClientGoes() {
        proxy.serve("location / { proxy_pass http://127.0.0.1:8010; }");
        MemoryTransport upstream = proxy.loop.expectConnect();
        proxy.ask(ProxyStand.get("/"));
        proxy.client.end();
        proxy.loop.settle();
        assertTrue(upstream.isClosed());
        assertEquals(499, proxy.ended.get(0).status());
        assertEquals(0, proxy.loop.worker().timers());
    }

    @Test
    void letsTheUpstreamFinishWhenToldTo() {
        proxy.serve("location / { proxy_pass http://127.0.0.1:8010; proxy_ignore_client_abort on; }");
        MemoryTransport upstream = proxy.loop.expectConnect();
        proxy.ask(ProxyStand.get("/"));
        proxy.client.end();
        proxy.loop.settle();
        assertFalse(upstream.isClosed());
        upstream.send(ProxyStand.OK);
        proxy.loop.settle();
        assertTrue(upstream.isClosed());
        assertEquals(0, proxy.loop.worker().connections());
    }

    @Test
    void cutsTheClientWhenTheBodyIsCut() {
        proxy.serve("location / { proxy_pass http://127.0.0.1:8010; }");
        MemoryTransport upstream = proxy.loop.expectConnect();
        proxy.ask(ProxyStand.get("/"));
        upstream.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
        upstream.end();
        proxy.loop.settle();
        assertTrue(proxy.client.text().endsWith("half"));
        assertTrue(proxy.client.isClosed());
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
        proxy.serve("location /in/ { proxy_pass http://127.0.0.1:8010/back/; " + directive + " }");
        MemoryTransport upstream = proxy.loop.expectConnect();
        proxy.ask(ProxyStand.get("/in/"));
        upstream.send("HTTP/1.1 302 Found\r\nLocation: " + location + "\r\nContent-Length: 0\r\n\r\n");
        proxy.loop.settle();
        assertTrue(proxy.client.text().contains("\r\nLocation: " + expected.replace(":80/", "/") + "\r\n"));
    }
}
