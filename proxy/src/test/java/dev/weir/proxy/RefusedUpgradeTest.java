package dev.weir.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.core.loop.MemoryTransport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Upgrades that must not open a tunnel. */
class RefusedUpgradeTest {
    private static final String UPGRADING = "location / { proxy_pass http://127.0.0.1:8010; proxy_http_version 1.1;"
            + " proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection upgrade; }";

    private final ProxyStand proxy = new ProxyStand();

    @Test
    void refusesABadHandshakeBeforeTheUpstreamSeesIt() {
        proxy.serve(UPGRADING);
        proxy.ask(Frames.HANDSHAKE.replace("Version: 13", "Version: 12"));
        String answer = proxy.client.text();
        assertTrue(answer.startsWith("HTTP/1.1 426 "), answer);
        assertTrue(answer.contains("\r\nSec-WebSocket-Version: 13\r\n"), answer);
        proxy.serve(UPGRADING);
        proxy.ask(Frames.HANDSHAKE.replace(Frames.KEY, "short"));
        assertTrue(proxy.client.text().startsWith("HTTP/1.1 400 "));
    }

    @Test
    void passesNoOtherUpgrade() {
        proxy.serve(UPGRADING);
        MemoryTransport upstream = proxy.loop.expectConnect();
        proxy.ask("GET / HTTP/1.1\r\nHost: a\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n");
        String request = upstream.text();
        assertFalse(request.contains("Upgrade"), request);
        assertTrue(request.contains("\r\nConnection: close\r\n"), request);
        upstream.send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\nsmuggled");
        proxy.loop.settle();
        String answer = proxy.client.text();
        assertTrue(answer.startsWith("HTTP/1.1 502 ") && answer.endsWith("\r\n\r\n"), answer);
        assertEquals(0, proxy.ended.get(0).bodyBytesSent());
        assertTrue(upstream.isClosed());
    }

    @ParameterizedTest
    @CsvSource({
        "Upgrade: websocket, Upgrade: other",
        "Sec-WebSocket-Accept: s3pP, Sec-WebSocket-Accept: xxxx",
        "Connection: Upgrade, Connection: close",
    })
    void answersAnInvalid101With502(String part, String by) {
        proxy.serve(UPGRADING);
        MemoryTransport upstream = proxy.loop.expectConnect();
        proxy.ask(Frames.HANDSHAKE);
        upstream.send(Frames.SWITCHING.replace(part, by));
        proxy.loop.settle();
        assertTrue(proxy.client.text().startsWith("HTTP/1.1 502 "));
        assertTrue(upstream.isClosed());
    }

    @Test
    void passesARefusalAndClosesAfterIt() {
        proxy.serve(UPGRADING);
        MemoryTransport upstream = proxy.loop.expectConnect();
        proxy.ask(Frames.HANDSHAKE + "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n");
        upstream.received();
        upstream.send("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno");
        proxy.loop.settle();
        String answer = proxy.client.text();
        assertTrue(answer.startsWith("HTTP/1.1 403 "), answer);
        assertTrue(answer.contains("\r\nConnection: close\r\n"), answer);
        assertTrue(answer.endsWith("\r\n\r\nno"), answer);
        assertEquals("", upstream.text());
        assertTrue(proxy.client.isOutputEnded());
    }

    /** Fault 8: an Upgrade field on ordinary requests. */
    @Test
    void survivesAnUpgradeFieldOnOrdinaryRequests() {
        for (int i = 0; i < 5; i++) {
            proxy.serve(UPGRADING);
            MemoryTransport upstream = proxy.loop.expectConnect();
            proxy.ask("GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\n\r\n");
            assertFalse(upstream.text().contains("Upgrade"));
            upstream.send(ProxyStand.OK);
            proxy.loop.settle();
            assertTrue(proxy.client.text().endsWith("ok"));
        }
    }
}
