package dev.weir.stats.connections;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.core.loop.MemoryTransport;
import dev.weir.core.ws.WsEnd;
import dev.weir.stats.FakeSession;
import dev.weir.testkit.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SurveyTest {
    private static final String LIST = "GET /who HTTP/1.1\r\nHost: a\r\n\r\n";

    private final ConnectionsStand stand = new ConnectionsStand(2);

    @Test
    void gathersFromAllWorkers() {
        for (int i = 0; i < 7; i++) {
            stand.open(i % 2, "/ws/" + i);
        }
        Json list = stand.list("?sort=uri&order=desc&offset=1&limit=3");
        assertEquals(7, list.at("total").number());
        assertEquals(
                List.of("/ws/5", "/ws/4", "/ws/3"),
                list.at("connections").list().stream()
                        .map(row -> row.at("uri").text())
                        .toList());
        assertEquals("a:80", list.at("connections").list().get(0).at("server").text());
        long id = stand.sessions.get(1).exchange().connection().id();
        assertEquals(
                id,
                ConnectionsStand.body(stand.ask("GET", "/who/" + id)).at("id").number());
        assertEquals(1, stand.list("?id=" + id).at("matched").number());
    }

    @Test
    void aPageFarDownIsPutTogetherInOrder() {
        for (int i = 0; i < 3000; i++) {
            stand.open(i % 2, "/ws/" + i);
        }
        List<Long> ids = new ArrayList<>();
        for (int offset = 0; offset < 3000; offset += 1000) {
            Json page = stand.list("?limit=1000&sort=id&order=asc&offset=" + offset);
            assertEquals(3000, page.at("matched").number());
            page.at("connections").list().forEach(row -> ids.add(row.at("id").number()));
        }
        assertEquals(
                stand.sessions.stream()
                        .map(session -> session.exchange().connection().id())
                        .toList(),
                ids);
    }

    /** However many there are, each page costs what the first one does. */
    @Test
    void onePageAfterAnotherLeadsThroughAll() {
        for (int i = 0; i < 1000; i++) {
            stand.open(i % 2, i % 3 == 0 ? "/ws/odd" : "/ws");
        }
        List<Long> ids = new ArrayList<>();
        for (long after = 0; ids.size() < 334; after = ids.get(ids.size() - 1)) {
            Json page = stand.list("?q=odd&limit=50&sort=id&order=asc&after=" + after);
            assertEquals(334 - ids.size(), page.at("matched").number());
            page.at("connections").list().forEach(row -> ids.add(row.at("id").number()));
        }
        assertEquals(
                stand.sessions.stream()
                        .filter(session -> session.exchange().uri().endsWith("odd"))
                        .map(session -> session.exchange().connection().id())
                        .toList(),
                ids);
    }

    @Test
    void timesAndNumbersAreThoseOfTheConnection() {
        stand.open(1, "/ws");
        FakeSession session = stand.sessions.get(0);
        session.queued = 77;
        session.facts().rttNanos = 1_234_567;
        session.facts().bytesIn = 5_000_000_000L;
        stand.loops.forEach(loop -> loop.advance(Duration.ofMillis(61_005)));
        Json row = stand.list("").at("connections").list().get(0);
        assertEquals("61.005", row.at("age_seconds").value().toString());
        assertEquals("0.001234", row.at("rtt_seconds").value().toString());
        assertEquals(77, row.at("queued_bytes").number());
        assertEquals(5_000_000_000L, row.at("client.tcp_bytes").number());
        assertEquals(1, row.at("worker").number());
        assertEquals(1, stand.list("?min_age=1m").at("matched").number());
        assertEquals(0, stand.list("?max_age=1m").at("matched").number());
        assertEquals(1, stand.list("?idle=61s").at("matched").number());
    }

    /** No worker does more than a slice in a turn, however many connections there are. */
    @Test
    void looksInSlices() {
        int count = 5 * Sweep.SLICE;
        for (int i = 0; i < count; i++) {
            stand.open(0, "/ws");
        }
        MemoryTransport wire = stand.say(0, LIST);
        int turns = 0;
        for (String answer = ""; answer.isEmpty(); answer = wire.text()) {
            stand.loops.forEach(loop -> loop.turn());
            turns++;
        }
        assertTrue(turns > 5, turns + " turns");
    }

    @Test
    void aWorkerThatDoesNotAnswerHoldsNobodyUp() {
        stand.open(0, "/ws");
        MemoryTransport wire = stand.say(0, LIST);
        stand.loop(0).settle();
        stand.loop(0).advance(Duration.ofSeconds(9));
        assertEquals("", wire.text());
        stand.loop(0).advance(Duration.ofSeconds(2));
        String answer = wire.text();
        assertTrue(answer.startsWith("HTTP/1.1 503 "), answer);
        assertTrue(answer.endsWith("not every worker has answered\n"), answer);
        stand.settle();
        assertEquals("", wire.text());
        assertEquals(1, stand.list("").at("total").number());
    }

    /** A fault of ours must neither pass for a complete answer nor keep the place of the survey. */
    @ParameterizedTest
    @CsvSource({"GET, /who", "GET, /who/%d"})
    void aFaultIsToldAndLeavesNothingBehind(String method, String target) {
        stand.open(1, "/ws");
        FakeSession faulty = stand.sessions.get(0);
        String path = target.formatted(faulty.exchange().connection().id());
        faulty.faulty = true;
        for (int i = 0; i <= OpenConnections.MOST_SURVEYS; i++) {
            String answer = stand.ask(method, path);
            assertTrue(answer.startsWith("HTTP/1.1 503 ") && answer.contains("not every worker"), answer);
        }
        faulty.faulty = false;
        assertTrue(stand.ask(method, path).startsWith("HTTP/1.1 200 "));
    }

    @Test
    void onlySoManyAreUnderWay() {
        stand.open(0, "/ws");
        List<MemoryTransport> waiting = new ArrayList<>();
        for (int i = 0; i < OpenConnections.MOST_SURVEYS; i++) {
            waiting.add(stand.say(0, LIST));
        }
        stand.loop(0).settle();
        MemoryTransport tooMuch = stand.say(0, LIST);
        stand.loop(0).settle();
        String answer = tooMuch.text();
        assertTrue(answer.startsWith("HTTP/1.1 503 "), answer);
        assertTrue(answer.contains("Retry-After: 1\r\n"), answer);
        stand.settle();
        waiting.forEach(wire -> assertTrue(wire.text().startsWith("HTTP/1.1 200 ")));
        assertEquals(1, stand.list("").at("total").number());
    }

    @Test
    void whoLeavesIsNotAnsweredAndLeavesNothingBehind() {
        for (int i = 0; i < 2 * Sweep.SLICE; i++) {
            stand.open(0, "/ws");
        }
        for (int i = 0; i < 3 * OpenConnections.MOST_SURVEYS; i++) {
            MemoryTransport wire = stand.say(0, LIST);
            stand.loop(0).turn();
            wire.breakOff();
            stand.settle();
            assertEquals("", wire.text());
        }
        assertEquals(2L * Sweep.SLICE, stand.list("").at("total").number());
    }

    @Test
    void closesEachConnectionOnce() {
        for (int i = 0; i < 100; i++) {
            stand.open(i % 2, "/ws/" + i % 10);
        }
        assertEquals(
                10,
                ConnectionsStand.body(stand.ask("DELETE", "/who?uri=/ws/3"))
                        .at("closing")
                        .number());
        assertEquals(
                0,
                ConnectionsStand.body(stand.ask("DELETE", "/who?uri=/ws/3"))
                        .at("closing")
                        .number());
        assertEquals(
                90,
                ConnectionsStand.body(stand.ask("DELETE", "/who?all&code=3000"))
                        .at("closing")
                        .number());
        for (FakeSession session : stand.sessions) {
            assertEquals(WsEnd.By.GATEWAY, session.facts().end.side());
            assertEquals(WsEnd.Cause.KILL, session.facts().end.cause());
            boolean first = session.exchange().uri().equals("/ws/3");
            assertEquals(first ? 1001 : 3000, session.facts().end.code());
        }
    }

    @Test
    void nobodyReadsWhatIsNotTold() {
        stand.open(0, "/ws/%22%5C%0A%3Cb%3E%E2%82%AC%FF?token=secret");
        String answer = stand.ask("GET", "/who");
        assertFalse(answer.contains("secret"), answer);
        assertTrue(answer.contains("\"uri\":\"/ws/\\\"\\\\\\u000a\\u003cb\\u003e\\u20ac\\ufffd\""), answer);
        Json row = ConnectionsStand.body(answer).at("connections").list().get(0);
        assertEquals("/ws/\"\\\n<b>\u20ac\ufffd", row.at("uri").text());
    }
}
