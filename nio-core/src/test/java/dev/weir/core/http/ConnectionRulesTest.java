package dev.weir.core.http;

import static dev.weir.core.http.HttpStand.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.core.http.ConnectionRules.Lingering;
import dev.weir.core.loop.ScriptedTransport;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConnectionRulesTest {
    private static final String XP = "Mozilla/4.0 (compatible; MSIE 6.0; Windows NT 5.1)";
    private static final String SAFARI = "Mozilla/5.0 (Mac OS X) Version/5.0 Safari/533";

    private final HttpStand stand = new HttpStand();

    private void rules(boolean explorer, boolean safari, Lingering lingering) {
        stand.options(
                null,
                null,
                new ConnectionRules(
                        Duration.ofSeconds(10), explorer, safari, lingering, Duration.ofSeconds(3), LeastRate.NONE));
        stand.text("/", "x");
    }

    @ParameterizedTest
    @CsvSource({
        "false, true, POST, " + XP + ", close",
        "false, true, GET, " + XP + ", keep-alive",
        "false, true, POST, " + XP + " SV1, keep-alive",
        "false, true, POST, MSIE 5.5, close",
        "false, true, POST, MSIE 7.0, keep-alive",
        "false, true, POST, MSIE, keep-alive",
        "true, true, POST, " + XP + ", keep-alive",
        "true, false, GET, " + SAFARI + ", close",
        "true, false, GET, " + SAFARI + " Chrome/9, keep-alive",
        "false, true, GET, " + SAFARI + ", keep-alive",
    })
    void someBrowsersDoNotKeepTheirConnection(
            boolean explorer, boolean safari, String method, String agent, String answer) {
        rules(explorer, safari, Lingering.ON);
        String request = method + " / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nUser-Agent: " + agent + "\r\n\r\n";
        String response = stand.talk(request);
        assertTrue(response.contains("\r\nConnection: " + answer + "\r\n"), response);
    }

    @Test
    void anOldConnectionTakesNoFurtherRequest() {
        rules(false, true, Lingering.ON);
        ScriptedTransport client = stand.client();
        for (int i = 0; i < 3; i++) {
            client.send(get("/"));
            stand.loop.settle();
            stand.loop.advance(Duration.ofSeconds(6));
        }
        assertEquals(2, HttpStand.count(client.written(), "Connection: keep-alive"));
        assertEquals(1, HttpStand.count(client.written(), "Connection: close"));
    }

    @ParameterizedTest
    @CsvSource({"ON, 1", "OFF, 0", "ALWAYS, 1"})
    void whatIsLeftOfABodyIsReadForAWhile(Lingering lingering, int open) {
        rules(false, true, lingering);
        ScriptedTransport client = stand.client();
        client.send("POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 100\r\n\r\nx");
        stand.loop.settle();
        assertEquals(open, client.isClosed() ? 0 : 1);
        for (int i = 0; i < 4; i++) {
            client.send("x");
            stand.loop.advance(Duration.ofSeconds(1));
        }
        assertTrue(client.isClosed());
    }

    @ParameterizedTest
    @CsvSource({"2, 200", "1, 400"})
    void maxHeadersIsTheMost(int most, int status) {
        stand.limits(new HeadLimits(1024, 4, 8192, true, false, most)).text("/", "x");
        String response = stand.talk("GET / HTTP/1.1\r\nHost: a\r\nX: y\r\n\r\n");
        assertTrue(response.startsWith("HTTP/1.1 " + status), response);
    }

    @Test
    void aFaultInABodyThatCameWithItsHeadIsToldFirst() {
        stand.text("/", "x");
        String head = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
        assertTrue(stand.talk(head + "4\r\nSEE-THIS\r\n0\r\n\r\n").startsWith("HTTP/1.1 400"));
        assertEquals(2, HttpStand.count(stand.talk(head + "1\r\na\r\n0\r\n\r\n" + get("/")), "HTTP/1.1 200"));
    }

    @Test
    void anEmptyBodyIsAskedForToo() {
        stand.at("/", x -> {
            x.body().invite();
            x.body().invite();
            x.respond(200, Headers.EMPTY, new byte[0]);
        });
        String head = "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-Continue\r\nContent-Length: 0\r\n\r\n";
        assertEquals(1, HttpStand.count(stand.talk(head), "HTTP/1.1 100 Continue"));
    }
}
