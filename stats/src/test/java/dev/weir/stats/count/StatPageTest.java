package dev.weir.stats.count;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.core.http.Generations;
import dev.weir.core.loop.Clock;
import dev.weir.stats.Gateway;
import dev.weir.stats.log.LogTotals;
import dev.weir.stats.page.PageSetup;
import dev.weir.testkit.AllocationGuard;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class StatPageTest {
    private final CounterBoard board = new CounterBoard(2);

    private void fill(int keys) {
        board.zones().declare(ZoneTestRules.keyed("keys", keys));
        board.zones().enter();
        StatZone zone = board.zones().all().get(0);
        for (int i = 0; i < keys; i++) {
            zone.of("key number " + i).at(i % 2).onBytes(0, i);
        }
    }

    /** However small the pieces are, together they are the page; and none takes longer than it may. */
    @Test
    void piecesMakeThePage() {
        fill(500);
        String whole = StatPrometheus.page(board, LogTotals.NONE, true).rest();
        StatPage page = StatPrometheus.page(board, LogTotals.NONE, true);
        AtomicLong clock = new AtomicLong();
        StringBuilder pieces = new StringBuilder();
        int turns = 0;
        boolean complete = false;
        while (!complete) {
            complete = page.write(clock::incrementAndGet, 3);
            String piece = page.take();
            assertTrue(piece.length() < 40_000, "a piece of " + piece.length() + " bytes");
            pieces.append(piece);
            turns++;
        }
        assertEquals(whole.replaceAll("lag.*", ""), pieces.toString().replaceAll("lag.*", ""));
        assertTrue(turns > 30, turns + " pieces");
        ExpositionCheck.of(whole, true);
    }

    /** A piece has 32 rows, so these are more than two megabytes. */
    @Test
    void aLongPageLeavesHardlyAnyGarbage() {
        fill(20_000);
        StatPage[] page = {StatPrometheus.page(board, LogTotals.NONE, false)};
        long bytes = AllocationGuard.bytesOf(1000, () -> {
            if (page[0].write(() -> 0, 0)) {
                page[0] = StatPrometheus.page(board, LogTotals.NONE, false);
            }
            page[0].takeBytes();
        });
        assertTrue(bytes < 100_000, bytes + " bytes");
    }

    @Test
    void jsonPiecesMakeThePage() {
        fill(500);
        StatPage page = StatJson.page(board, LogTotals.NONE, true);
        StringBuilder pieces = new StringBuilder();
        while (!page.write(() -> 0, 0)) {
            pieces.append(page.take());
        }
        Map<String, String> json = JsonCheck.read(pieces.append(page.take()).toString());
        assertEquals("500", json.get("zones[0].keys"));
        assertEquals("key number 499", json.get("zones[0].series[499].key"));
        assertEquals("499", json.get("zones[0].series[499].client.tcp_bytes"));
        assertEquals("other", json.get("zones[0].series[500].key"));
    }

    @Test
    void aLongPageIsSentInTurns() throws Exception {
        fill(5000);
        StatHandler handler = new StatHandler(board, () -> LogTotals.NONE, StatFormat.PROMETHEUS, PageSetup.NONE);
        try (Gateway gateway = Gateway.answering(handler)) {
            String answer = gateway.ask("GET / HTTP/1.0\r\nHost: a");
            String body = answer.substring(answer.indexOf("\r\n\r\n") + 4);
            ExpositionCheck.of(body, false);
            assertTrue(body.length() > 1_000_000, body.length() + " bytes");
            assertTrue(body.contains(
                    "\nweir_zone_tcp_bytes_total{zone=\"keys\",key=\"key number 4999\",direction=\"in\"} 4999\n"));
            String chunked = gateway.ask("GET / HTTP/1.1\r\nHost: a\r\nConnection: close");
            assertTrue(chunked.contains("\r\nTransfer-Encoding: chunked\r\n"));
            assertTrue(chunked.endsWith("\r\n0\r\n\r\n"));
            String head = gateway.ask("HEAD / HTTP/1.1\r\nHost: a\r\nConnection: close");
            assertTrue(head.startsWith("HTTP/1.1 200 OK\r\n") && head.endsWith("\r\n\r\n"), head);
            assertFalse(head.contains("Content-Length"), head);
        }
    }

    /** A short one has its length told, however slow the clock says it was. */
    @Test
    void aShortPageIsAnsweredWhole() throws Exception {
        CounterBoard slow = new CounterBoard(1, new Generations(), new SlowClock());
        StatHandler handler = new StatHandler(slow, () -> LogTotals.NONE, StatFormat.PROMETHEUS, PageSetup.NONE);
        try (Gateway gateway = Gateway.answering(handler)) {
            String answer = gateway.ask("GET / HTTP/1.1\r\nHost: a\r\nConnection: close");
            String body = answer.substring(answer.indexOf("\r\n\r\n") + 4);
            assertTrue(answer.contains("\r\nContent-Length: " + body.length() + "\r\n"), answer);
        }
    }

    /** Every reading is a second later than the one before. */
    private static final class SlowClock implements Clock {
        private final AtomicLong seconds = new AtomicLong();

        @Override
        public long nanos() {
            return seconds.incrementAndGet() * 1_000_000_000L;
        }

        @Override
        public long wallMillis() {
            return 1_700_000_000_123L;
        }
    }

    @Test
    void tellsTheTime() {
        CounterBoard at = new CounterBoard(1, new Generations(), new SlowClock());
        Map<String, String> json = JsonCheck.read(StatJson.of(at, LogTotals.NONE));
        assertEquals("1700000000.123", json.get("started"));
        assertEquals("1700000000.123", json.get("now"));
        assertTrue(StatPrometheus.of(at, LogTotals.NONE).contains("\nprocess_start_time_seconds 1700000000.123\n"));
    }
}
