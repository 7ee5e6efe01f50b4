package dev.weir.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.core.loop.MemoryTransport;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Which server of an upstream a request goes to, and the next one. */
class NextServerTest {
    private static final String TWO = "upstream app { server 127.0.0.1:8010; server 127.0.0.1:8011; }"
            + " location / { proxy_pass http://app; proxy_next_upstream error timeout http_503; }";

    private final ProxyStand proxy = new ProxyStand();

    @Test
    void triesTheNextServer() {
        proxy.serve(TWO);
        proxy.loop.expectConnect().refusing();
        MemoryTransport second = proxy.loop.expectConnect();
        proxy.ask(ProxyStand.get("/"));
        assertTrue(second.text().contains("\r\nHost: app\r\n"));
        second.send(ProxyStand.OK);
        proxy.loop.settle();
        assertTrue(proxy.client.text().endsWith("ok"));
        assertEquals("127.0.0.1:8010, 127.0.0.1:8011", proxy.variable("upstream_addr"));
        assertEquals("502, 200", proxy.variable("upstream_status"));
        MemoryTransport third = proxy.loop.expectConnect();
        proxy.ask(ProxyStand.get("/"));
        third.send(ProxyStand.OK);
        proxy.loop.settle();
        assertEquals("127.0.0.1:8011", proxy.variable("upstream_addr"), "the failed one rests for fail_timeout");
    }

    @Test
    void triesTheNextServerAfterAStatusButNeverTwiceForAPost() {
        proxy.serve(TWO);
        MemoryTransport first = proxy.loop.expectConnect();
        MemoryTransport second = proxy.loop.expectConnect();
        proxy.ask(ProxyStand.get("/"));
        first.send("HTTP/1.1 503 no\r\nContent-Length: 0\r\n\r\n");
        proxy.loop.settle();
        second.send(ProxyStand.OK);
        proxy.loop.settle();
        assertTrue(proxy.client.text().endsWith("ok"));
        assertEquals("503, 200", proxy.variable("upstream_status"));
        proxy.loop.advance(Duration.ofSeconds(11));
        MemoryTransport post = proxy.loop.expectConnect();
        proxy.ask("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi");
        post.end();
        proxy.loop.settle();
        assertTrue(proxy.client.text().startsWith("HTTP/1.1 502 "));
    }

    @Test
    void answers502WhenNobodyIsLeft() {
        proxy.serve(TWO);
        proxy.ask(ProxyStand.get("/"));
        assertTrue(proxy.client.text().startsWith("HTTP/1.1 502 "));
        proxy.ask(ProxyStand.get("/"));
        assertTrue(proxy.client.text().startsWith("HTTP/1.1 502 "));
        assertEquals("app", proxy.variable("upstream_addr"), "no live upstreams");
    }

    @Test
    void keepsConnectionsForOtherRequests() {
        proxy.serve("upstream app { server 127.0.0.1:8010; keepalive 2; }"
                + " location / { proxy_pass http://app; proxy_http_version 1.1; proxy_set_header Connection \"\"; }");
        MemoryTransport upstream = proxy.loop.expectConnect();
        for (int i = 0; i < 3; i++) {
            proxy.ask(ProxyStand.get("/" + i));
            assertTrue(upstream.text().startsWith("GET /" + i + " HTTP/1.1\r\n"));
            upstream.send(ProxyStand.OK);
            proxy.loop.settle();
            assertTrue(proxy.client.text().endsWith("ok"));
        }
        MemoryTransport another = proxy.loop.expectConnect();
        proxy.client.send(ProxyStand.get("/late"));
        upstream.end();
        proxy.loop.settle();
        another.send(ProxyStand.OK);
        proxy.loop.settle();
        assertTrue(proxy.client.text().endsWith("ok"), "an idle connection that has ended is no failure");
    }
}
