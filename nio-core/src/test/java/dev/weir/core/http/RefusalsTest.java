package dev.weir.core.http;

import static dev.weir.core.http.HttpStand.count;
import static dev.weir.core.http.HttpStand.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.core.loop.ScriptedTransport;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests that are refused, and what follows them. */
class RefusalsTest {
    private final HttpStand stand = new HttpStand();

    @ParameterizedTest
    @CsvSource({
        "'POST / HTTP/1.1|Host: a|Content-Length: 1048577||', 413",
        "'GET http://a/\u0001 HTTP/1.1||', 400",
        "'GET /../x HTTP/1.1|Host: a||', 400",
        "'GET /%00 HTTP/1.1|Host: a||', 400",
        "'OPTIONS * HTTP/1.1|Host: a||', 400",
        "'CONNECT a:1 HTTP/1.1|Host: a||', 405",
        "'TRACE / HTTP/1.1|Host: a||', 405",
        "'GET / HTTP/1.1||', 400",
        "'GET / HTTP/2.0|Host: a||', 505",
        "'POST / HTTP/1.1|Host: a|Transfer-Encoding: gzip||', 501",
        "'POST / HTTP/1.1|Host: a|Content-Length: 5|Transfer-Encoding: chunked||', 400",
        "'POST / HTTP/1.1|Host: a|Content-Length: 5|Content-Length: 6||', 400",
        "'\u0016\u0003\u0001\u0002', 400",
        "'GET / HTTP/1.1|Host: a|Bad : x||', 400",
        "'POST / HTTP/1.1|Host: a|Transfer-Encoding: chunked||zz|', 400",
        "'POST / HTTP/1.1|Host: a|Transfer-Encoding: chunked||200000|', 413"
    })
    void afterARefusalNothingMoreIsInterpreted(String request, int status) {
        stand.at("/", HttpStand::echo);
        String first = request.replace("|", "\r\n");
        String body = status == 413 && first.contains("chunked") ? "b".repeat(0x110000) : "";
        for (boolean together : new boolean[] {true, false}) {
            stand.log.clear();
            ScriptedTransport client = stand.client();
            client.send(together ? first + body + get("/evil") : first);
            if (!together) {
                stand.loop.settle();
                client.send(body + get("/evil"));
            }
            stand.loop.settle();
            client.send(get("/evil"));
            stand.loop.settle();
            String answer = client.written();
            assertTrue(answer.startsWith("HTTP/1.1 " + status + " "), answer);
            assertEquals(1, count(answer, "HTTP/1.1 "), answer);
            assertTrue(answer.contains("\r\nConnection: close\r\n"), answer);
            assertTrue(answer.endsWith("</html>\r\n"), answer);
            assertEquals(1, stand.log.size(), stand.log.toString());
            assertTrue(client.isOutputShut() && !client.isClosed(), "lingers so that the answer arrives");
            client.end();
            stand.loop.settle();
            assertTrue(client.isClosed());
        }
    }

    @Test
    void longHeadsAreRefusedAsNginxDoes() {
        stand.text("/", "x");
        assertTrue(stand.talk("GET /" + "u".repeat(9000) + " HTTP/1.1\r\nHost: a\r\n\r\n")
                .startsWith("HTTP/1.1 414 "));
        String answer = stand.talk("GET / HTTP/1.1\r\nHost: a\r\nX: " + "v".repeat(9000) + "\r\n\r\n");
        assertTrue(answer.startsWith("HTTP/1.1 400 Bad Request"), answer);
        assertTrue(answer.contains("Request Header Or Cookie Too Large"), answer);
    }

    @Test
    void aRefusedRequestIsLoggedWithItsLine() {
        stand.talk("GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n");
        stand.talk("GET / HTTP/1.1\r\nBad : x\r\n\r\n");
        assertEquals(List.of("400 GET /%zz HTTP/1.1", "400 GET / HTTP/1.1"), stand.log);
    }
}
