package dev.weir.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.core.loop.ManualWorker;
import dev.weir.core.loop.MemoryTransport;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A client slower than the upstream, and the file in which the response waits for it. */
class DownstreamTest {
    private static final int PIECES = 100;

    private final ManualWorker loop = new ManualWorker();
    private MemoryTransport client;
    private MemoryTransport upstream;

    private void serve(String directives) {
        Stand stand = new Stand(
                "location / { proxy_pass http://127.0.0.1:8010; proxy_buffers 4 4k; " + directives + " }",
                List.of(),
                List.of());
        client = loop.accept(stand.listener().get());
        upstream = loop.expectConnect();
        client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        loop.settle();
        client.takeOnly(0);
    }

    private static String piece(int number) {
        return String.format("%08d", number).repeat(512);
    }

    private String sendAll(String head) {
        upstream.send(head);
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < PIECES; i++) {
            assertTrue(upstream.isRead(), "reading paused after " + i + " pieces");
            upstream.send(piece(i));
            all.append(piece(i));
            loop.settle();
        }
        return all.toString();
    }

    private void settle() {
        for (int i = 0; i < 2 * PIECES; i++) {
            loop.settle();
        }
    }

    @Test
    void letsTheUpstreamGoBeforeASlowClient() {
        serve("");
        String body = sendAll("HTTP/1.1 200 OK\r\nContent-Length: " + PIECES * 4096 + "\r\n\r\n");
        assertTrue(upstream.isClosed());
        assertEquals("", client.text());
        client.takeAll();
        settle();
        assertTrue(client.text().endsWith("\r\n\r\n" + body));
        client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        MemoryTransport next = loop.expectConnect();
        loop.settle();
        assertTrue(next.text().startsWith("GET / "), "the connection goes on behind it");
    }

    @Test
    void goesOnDirectlyWhenTheClientHasCaughtUp() {
        serve("");
        String body = sendAll("HTTP/1.0 200 OK\r\n\r\n");
        client.takeAll();
        settle();
        String first = client.text();
        upstream.send("direct");
        loop.settle();
        assertEquals("6\r\ndirect\r\n", client.text());
        upstream.end();
        settle();
        assertEquals("0\r\n\r\n", client.text());
        assertEquals(body, unchunked(first));
    }

    private static String unchunked(String response) {
        StringBuilder body = new StringBuilder();
        int at = response.indexOf("\r\n\r\n") + 4;
        while (at < response.length()) {
            int end = response.indexOf("\r\n", at);
            int length = Integer.parseInt(response.substring(at, end), 16);
            body.append(response, end + 2, end + 2 + length);
            at = end + 4 + length;
        }
        return body.toString();
    }

    @Test
    void theFileHasALimit() {
        serve("proxy_max_temp_file_size 40k;");
        upstream.send("HTTP/1.0 200 OK\r\n\r\n");
        loop.settle();
        int sent = 0;
        while (upstream.isRead()) {
            upstream.send(piece(sent));
            loop.settle();
            assertTrue(++sent < 30, "reading never paused");
        }
        assertTrue(sent >= 10, "paused after " + sent);
        client.takeAll();
        settle();
        assertTrue(upstream.isRead());
        upstream.end();
        settle();
        assertEquals(sent * 4096, unchunked(client.text()).length());
    }

    @Test
    void aResponseThatIsNotWholeIsCutBehindWhatWaits() {
        serve("");
        sendAll("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n");
        upstream.end();
        loop.settle();
        assertFalse(client.isClosed());
        client.takeAll();
        settle();
        assertTrue(client.isClosed());
        assertTrue(client.text().endsWith(piece(PIECES - 1)));
    }

    @Test
    void refusesALimitBelowOneBuffer() {
        assertThrows(IllegalArgumentException.class, () -> serve("proxy_max_temp_file_size 1k;"));
    }
}
