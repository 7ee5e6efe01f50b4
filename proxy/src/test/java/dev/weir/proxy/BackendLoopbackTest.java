package dev.weir.proxy;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.core.http.Backend;
import dev.weir.core.http.ByteText;
import dev.weir.core.http.Exchange;
import dev.weir.core.http.Headers;
import dev.weir.core.loop.Acceptor;
import dev.weir.core.loop.Clock;
import dev.weir.core.loop.DoorOptions;
import dev.weir.core.loop.Worker;
import dev.weir.core.loop.Workers;
import dev.weir.testkit.PlainHttp;
import dev.weir.testkit.StubUpstream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Backends over real sockets. */
class BackendLoopbackTest {
    private static final int CALLS = 300;

    private Workers workers;
    private Acceptor acceptor;
    private final List<Exchange> ended = new CopyOnWriteArrayList<>();
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private Stand stand;

    @AfterEach
    void stop() {
        acceptor.stop();
        workers.stop();
        stand.upstreams.close();
    }

    /** An exchange on whose behalf to call. */
    private Exchange exchange(String http) throws IOException {
        workers = new Workers(1, Clock.SYSTEM);
        acceptor = new Acceptor(workers, 1000, () -> {});
        stand = new Stand(http + " location / { }", List.of(), List.of(ended::add));
        Acceptor.Door door = Acceptor.open(new InetSocketAddress("127.0.0.1", 0), DoorOptions.NONE, stand.listener());
        acceptor.add(door);
        workers.start();
        acceptor.start();
        int port = ((InetSocketAddress) door.channel().getLocalAddress()).getPort();
        assertEquals(404, PlainHttp.get(port, "/").status());
        await().atMost(Duration.ofSeconds(10)).until(() -> !ended.isEmpty());
        return ended.get(0);
    }

    /** Answers with the request's body; closes every connection after a few answers without a word. */
    private static StubUpstream closing(AtomicInteger served) {
        Random random = new Random(7);
        return StubUpstream.of((connection, upstream) -> {
            int left = 1 + random.nextInt(5);
            String head = upstream.readHead(connection);
            while (!head.isEmpty()) {
                int length = Integer.parseInt(head.replaceAll("(?s).*Content-Length: (\\d+).*", "$1"));
                String body = new String(connection.read(length), StandardCharsets.ISO_8859_1);
                served.incrementAndGet();
                connection.send(StubUpstream.ok(body));
                if (--left == 0) {
                    return;
                }
                head = upstream.readHead(connection);
            }
        });
    }

    @Test
    void everyPostArrivesOnceThoughConnectionsAreClosed() throws IOException {
        AtomicInteger served = new AtomicInteger();
        try (StubUpstream server = closing(served)) {
            Exchange of = exchange("upstream app { server 127.0.0.1:" + server.port() + "; keepalive 8; }");
            Backend backend = stand.backend("http://app/x", Duration.ofSeconds(10), 100_000);
            Worker worker = of.worker();
            worker.post(() -> IntStream.range(0, 4).forEach(i -> next(backend, of, i)));
            await().atMost(Duration.ofSeconds(30)).until(() -> heard.size() == CALLS);
            List<String> expected = IntStream.range(0, CALLS)
                    .mapToObj(i -> "200 call " + i)
                    .sorted()
                    .toList();
            assertEquals(expected, heard.stream().sorted().toList());
            assertEquals(CALLS, served.get());
        }
    }

    /** Four at a time, each as the one before is answered. */
    private void next(Backend backend, Exchange of, int number) {
        if (number >= CALLS) {
            return;
        }
        Backend.Request request = new Backend.Request("POST", Headers.EMPTY, ByteText.bytes("call " + number));
        backend.call(of, request, new Backend.Caller() {
            @Override
            public void onAnswer(int status, Headers headers, byte[] body) {
                heard.add(status + " " + new String(body, StandardCharsets.ISO_8859_1));
                next(backend, of, number + 4);
            }

            @Override
            public void onFailure(int status, String problem) {
                heard.add(status + " " + problem);
                next(backend, of, number + 4);
            }
        });
    }
}
