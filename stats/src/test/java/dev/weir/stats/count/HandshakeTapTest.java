package dev.weir.stats.count;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.stats.Gateway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HandshakeTapTest {
    private final CounterBoard board = new CounterBoard(1);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "400 | REFUSED_BAD_REQUEST",
                "401 | REFUSED_FORBIDDEN",
                "403 | REFUSED_FORBIDDEN",
                "404 | REFUSED_NOT_FOUND",
                "426 | REFUSED_VERSION",
                "429 | REFUSED_LIMIT",
                "503 | REFUSED_LIMIT",
                "502 | REFUSED_UPSTREAM",
                "504 | REFUSED_TIMEOUT",
                "500 | REFUSED_OTHER",
            })
    void countsRefusalsByReason(int status, Counter reason) throws Exception {
        ask(status, "Connection: upgrade, close\r\nUpgrade: websocket");
        assertEquals(1, board.sum(reason));
        assertEquals(1, refusals());
    }

    /** RFC 9110 section 7.8: without the connection option the field speaks of another hop. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Connection: close, UPGRADE                       | Upgrade: WebSocket     | 1",
                "Connection: close                                | Upgrade: h2c, websocket| 0",
                "Connection: close                                | Upgrade: websocket     | 0",
                "Connection: close, upgrade                       | Upgrade: h2c           | 0",
                "Connection: close, upgrade                       | X-Upgrade: websocket   | 0",
                "Connection: close, upgrade                       | Upgrade: h2c, websocket| 1",
            })
    void countsOnlyWhatAsksForAWebSocket(String connection, String upgrade, int expected) throws Exception {
        ask(404, connection + "\r\n" + upgrade);
        assertEquals(expected, refusals());
    }

    @Test
    void aPlainRequestRefusesNothing() throws Exception {
        ask(404, "Connection: close");
        assertEquals(0, refusals());
    }

    private void ask(int status, String fields) throws Exception {
        try (Gateway gateway = Gateway.answering(x -> x.error(status), new HandshakeTap(board))) {
            String answer = gateway.ask("GET / HTTP/1.1\r\nHost: a\r\n" + fields);
            assertTrue(answer.startsWith("HTTP/1.1 " + status + " "), answer);
        }
    }

    private long refusals() {
        long sum = 0;
        for (Counter counter : Counter.values()) {
            sum += counter.metric() == Metric.HANDSHAKES_REFUSED ? board.sum(counter) : 0;
        }
        return sum;
    }
}
