package dev.weir.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.core.http.ErrorPages;
import dev.weir.core.http.Exchange;
import dev.weir.core.loop.ManualWorker;
import dev.weir.core.loop.MemoryTransport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Requests between a client and upstreams who do anything at any time: each ends once, and nothing stays. */
class ProxyFuzzTest {
    private static final int SEEDS = 4000;
    private static final int STEPS = 30;
    private static final String UPSTREAM = "upstream app { server 127.0.0.1:8010 max_conns=1 max_fails=0;"
            + " server 127.0.0.1:8011 max_conns=1 max_fails=0; KEEP }"
            + " location @backup { proxy_pass http://app; }"
            + " location / { proxy_pass http://app; proxy_http_version 1.1; proxy_set_header Connection '';"
            + " proxy_next_upstream error timeout http_503 non_idempotent; proxy_buffers 4 4k;"
            + " proxy_request_buffering BUFFER; proxy_buffering OUT; proxy_ignore_client_abort IGNORE; }";
    private static final String[] REQUESTS = {
        "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
        "HEAD / HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 70000\r\n\r\n" + "b".repeat(70_000),
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nbad",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9000000\r\n\r\nhello",
        "GET /%2e%2e HTTP/1.1\r\nHost: a\r\n\r\n",
    };
    private static final String[] RESPONSES = {
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 70000\r\n\r\n" + "r".repeat(70_000),
        "HTTP/1.0 200 OK\r\n\r\nuntil the end",
        "HTTP/1.1 204 No Content\r\n\r\n",
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 304 Not Modified\r\nContent-Length: 7\r\n\r\n",
        "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz",
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
        "nonsense",
    };

    private ManualWorker loop;
    private final List<MemoryTransport> all = new ArrayList<>();
    private final List<Exchange> ended = new ArrayList<>();

    private Stand stand(Random random) {
        String http = UPSTREAM.replace("BUFFER", random.nextBoolean() ? "on" : "off")
                .replace("OUT", random.nextBoolean() ? "on" : "off")
                .replace("IGNORE", random.nextBoolean() ? "on" : "off")
                .replace("KEEP", random.nextBoolean() ? "keepalive 2;" : "");
        ErrorPages.Page backup = new ErrorPages.Page(x -> "@backup", -1);
        return new Stand(http, List.of(), List.of(ended::add), new ErrorPages(Map.of(502, backup, 413, backup)));
    }

    private static String some(Random random, String[] texts) {
        return texts[random.nextInt(texts.length)];
    }

    private MemoryTransport upstream(Random random) {
        MemoryTransport next = loop.expectConnect();
        switch (random.nextInt(5)) {
            case 0 -> next.refusing();
            case 1 -> next.connecting();
            default -> all.add(next);
        }
        return next;
    }

    private void step(Random random) {
        MemoryTransport one = all.get(random.nextInt(all.size()));
        switch (random.nextInt(16)) {
            case 0 -> one.end();
            case 1 -> one.breakOff();
            case 2, 3 -> one.takeOnly(random.nextInt(20_000));
            case 4 -> one.takeAll();
            case 5 -> loop.turn();
            case 6, 7, 8 -> loop.settle();
            case 9 -> loop.advance(Duration.ofSeconds(random.nextInt(10) == 0 ? 61 : 1));
            default -> {
                boolean client = one == all.get(0);
                String text = some(random, client ? REQUESTS : RESPONSES);
                boolean cut = random.nextInt(6) == 0;
                one.send(cut ? text.substring(0, 1 + random.nextInt(text.length() - 1)) : text);
            }
        }
    }

    @Test
    void nothingStays() {
        for (int i = 0; i < SEEDS; i++) {
            Random random = new Random(i);
            String seed = "seed " + i;
            Stand stand = stand(random);
            loop = new ManualWorker();
            all.clear();
            ended.clear();
            all.add(loop.accept(stand.listener().get()));
            for (int u = 0; u < 12; u++) {
                upstream(random);
            }
            for (int s = 0; s < STEPS; s++) {
                step(random);
            }
            all.forEach(MemoryTransport::takeAll);
            all.get(0).end();
            loop.settle();
            for (int s = 0; s < 14; s++) {
                loop.advance(Duration.ofSeconds(61));
            }
            assertTrue(all.get(0).isClosed(), seed);
            assertEquals(0, loop.worker().connections(), seed);
            assertEquals(0, loop.worker().timers(), seed);
            assertEquals(0, loop.worker().buffers().lent(), seed);
            assertEquals(ended.size(), ended.stream().distinct().count(), seed);
            assertPeersAreFree(stand, seed);
        }
    }

    /** Each of the two serves one request at a time: both must be free again. */
    private void assertPeersAreFree(Stand stand, String seed) {
        loop.dropAwaited();
        MemoryTransport first = loop.expectConnect();
        MemoryTransport second = loop.expectConnect();
        MemoryTransport client = loop.accept(stand.listener().get());
        MemoryTransport other = loop.accept(stand.listener().get());
        client.send(REQUESTS[0]);
        other.send(REQUESTS[0]);
        loop.settle();
        assertTrue(first.text().startsWith("GET / ") && second.text().startsWith("GET / "), seed);
        client.end();
        other.end();
        loop.settle();
        first.end();
        second.end();
        loop.settle();
        loop.advance(Duration.ofSeconds(61));
    }
}
