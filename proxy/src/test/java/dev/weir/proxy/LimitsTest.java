package dev.weir.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.core.limit.KeyedCounts;
import dev.weir.core.loop.ManualWorker;
import dev.weir.core.loop.MemoryTransport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LimitsTest {
    private static final String TUNNEL = "location / { proxy_pass http://127.0.0.1:8010; proxy_http_version 1.1;"
            + " proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection upgrade; }";

    private final Recorder tap = new Recorder();
    private final ManualWorker loop = new ManualWorker();

    private MemoryTransport connect(Stand stand) {
        MemoryTransport client = loop.accept(stand.listener().get());
        client.send(Frames.HANDSHAKE);
        return client;
    }

    /** Fault 9: a limit of ten lets ten through, also of two hundred that come at once. */
    @Test
    void admitsNoMoreThanTheLimit() {
        Stand stand = new Stand("ws_max_connections 10; " + TUNNEL, List.of(tap), List.of());
        List<MemoryTransport> upstreams = new ArrayList<>();
        List<MemoryTransport> clients = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            upstreams.add(loop.expectConnect());
            clients.add(connect(stand));
        }
        loop.settle();
        upstreams.subList(0, 10).forEach(u -> u.send(Frames.SWITCHING));
        loop.settle();
        assertEquals(10, tap.opened);
        for (MemoryTransport refused : clients.subList(10, 200)) {
            String answer = refused.text();
            assertTrue(answer.startsWith("HTTP/1.1 101 "), answer);
            assertTrue(answer.endsWith("\u0003\u00f5Try Again Later"), "closed with 1013");
        }
        loop.advance(Duration.ofSeconds(6));
        assertTrue(clients.get(199).isClosed());
        clients.get(0).breakOff();
        loop.settle();
        MemoryTransport next = connect(stand);
        loop.settle();
        upstreams.get(10).send(Frames.SWITCHING);
        loop.settle();
        assertEquals(11, tap.opened, "a place that became free is given again");
        assertTrue(next.text().startsWith("HTTP/1.1 101 "));
    }

    @Test
    void refusesWithAStatusAndLetsOrdinaryRequestsPass() {
        Stand stand = new Stand("ws_max_connections 1 status=503; " + TUNNEL, List.of(tap), List.of());
        MemoryTransport upstream = loop.expectConnect();
        connect(stand);
        loop.settle();
        upstream.send(Frames.SWITCHING);
        loop.settle();
        MemoryTransport second = connect(stand);
        loop.settle();
        assertTrue(second.text().startsWith("HTTP/1.1 503 "));
        MemoryTransport plain = loop.expectConnect();
        MemoryTransport third = loop.accept(stand.listener().get());
        third.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        loop.settle();
        assertTrue(plain.text().startsWith("GET / "));
    }

    private MemoryTransport connectAs(Stand stand, String user) {
        MemoryTransport client = loop.accept(stand.listener().get());
        client.send(Frames.HANDSHAKE.replace("Host:", "X-User: " + user + "\r\nHost:"));
        loop.settle();
        return client;
    }

    @Test
    void countsEachValueOfTheKeyForItself() {
        Stand stand = new Stand("ws_max_connections 2 key=$http_x_user status=503; " + TUNNEL, List.of(tap), List.of());
        List<MemoryTransport> upstreams = new ArrayList<>();
        List<MemoryTransport> clients = new ArrayList<>();
        for (String user : List.of("ann", "ann", "bob")) {
            upstreams.add(loop.expectConnect());
            clients.add(connectAs(stand, user));
        }
        assertTrue(connectAs(stand, "ann").text().startsWith("HTTP/1.1 503 "));
        assertTrue(clients.stream().allMatch(c -> c.text().isEmpty()), "the others wait for their upstreams");
        clients.get(0).breakOff();
        loop.settle();
        MemoryTransport again = loop.expectConnect();
        connectAs(stand, "ann");
        assertTrue(again.text().startsWith("GET /ws "), "a place that became free is given again");
        assertTrue(connectAs(stand, "ann").text().startsWith("HTTP/1.1 503 "));
    }

    @Test
    void anEmptyKeyIsNotCounted() {
        Stand stand = new Stand("ws_max_connections 1 key=$http_x_user status=503; " + TUNNEL, List.of(tap), List.of());
        for (int i = 0; i < 3; i++) {
            MemoryTransport upstream = loop.expectConnect();
            connect(stand);
            loop.settle();
            assertTrue(upstream.text().startsWith("GET /ws "));
        }
    }

    @Test
    void forgetsValuesWithoutConnections() {
        Stand stand = new Stand("ws_max_connections 1 key=$http_x_user; " + TUNNEL, List.of(tap), List.of());
        KeyedCounts counts = stand.limits.counts("http");
        List<MemoryTransport> clients = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            loop.expectConnect();
            clients.add(connectAs(stand, "user" + i));
        }
        assertEquals(50, counts.values());
        clients.add(connectAs(stand, "user7"));
        assertEquals(50, counts.values());
        assertEquals(1, counts.of("user7"), "who is refused takes no place");
        clients.forEach(MemoryTransport::breakOff);
        loop.settle();
        loop.advance(Duration.ofSeconds(6));
        assertEquals(0, counts.values());
    }

    /** Fault 10: an idle connection is closed too, and the Close is a whole one. */
    @Test
    void closesAgedConnections() {
        Stand stand = new Stand("ws_conn_age 10s; " + TUNNEL, List.of(tap), List.of());
        MemoryTransport upstream = loop.expectConnect();
        MemoryTransport client = connect(stand);
        loop.settle();
        upstream.send(Frames.SWITCHING);
        loop.settle();
        client.received();
        loop.advance(Duration.ofMillis(9900));
        assertEquals(0, client.received().length);
        loop.advance(Duration.ofMillis(200));
        assertTrue(client.text().endsWith("Connection is Aged"));
        client.send(Frames.maskedClose(4001));
        upstream.send(Frames.close(4001));
        loop.settle();
        assertTrue(client.isClosed());
        assertEquals(4001, tap.ends.get(0).code());
        assertEquals(0, loop.worker().timers());
    }
}
