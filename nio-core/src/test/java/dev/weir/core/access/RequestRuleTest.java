package dev.weir.core.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.core.http.BodySink;
import dev.weir.core.http.Exchange;
import dev.weir.core.http.Headers;
import dev.weir.core.http.HttpStand;
import dev.weir.core.http.ResponseHead;
import dev.weir.core.http.ResponseStream;
import dev.weir.core.loop.ScriptedTransport;
import dev.weir.core.variable.Assignable;
import dev.weir.core.variable.Template;
import dev.weir.core.variable.Variables;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code auth_request}, and what it rests on: an exchange that asks another. */
class RequestRuleTest {
    private final List<Exchange> asked = new ArrayList<>();
    private final List<String> ended = new ArrayList<>();

    /** Everything but {@code /ask} is guarded, and {@code /ask} answers when the test says so. */
    private HttpStand stand() {
        return stand(List.of());
    }

    private HttpStand stand(List<RequestRule.Setting> settings) {
        return new HttpStand()
                .at("/ask", x -> {
                    asked.add(x);
                    x.onEnd(() -> ended.add("asked"));
                    x.onAbort(() -> ended.add("aborted"));
                })
                .gate(new AccessGate(List.of(new RequestRule("/ask", settings)), false, Duration.ZERO))
                .at("/", RequestRuleTest::echo);
    }

    private static void echo(Exchange x) {
        StringBuilder text = new StringBuilder(x.method() + " " + x.uri() + " ");
        x.body().read(new BodySink() {
            @Override
            public void onData(ByteBuffer bytes) {
                text.append(StandardCharsets.ISO_8859_1.decode(bytes));
            }

            @Override
            public void onEnd() {
                x.respond(200, Headers.EMPTY, text.toString().getBytes(StandardCharsets.ISO_8859_1));
            }
        });
    }

    private static ScriptedTransport send(HttpStand stand, String request) {
        ScriptedTransport client = stand.client();
        client.send(request);
        stand.loop.settle();
        return client;
    }

    @ParameterizedTest
    @CsvSource({"200, 200", "204, 200", "299, 200", "401, 401", "403, 403", "404, 500", "302, 500", "502, 500"})
    void goesByTheStatus(int answer, int status) {
        HttpStand stand = stand();
        ScriptedTransport client = send(stand, HttpStand.get("/page"));
        assertEquals("GET /ask", asked.get(0).method() + " " + asked.get(0).uri());
        assertEquals("", client.written());
        Headers headers = Headers.of("WWW-Authenticate", "Token");
        asked.get(0).respond(answer, headers, "nobody sees this".getBytes(StandardCharsets.US_ASCII));
        stand.loop.settle();
        String written = client.written();
        assertTrue(written.startsWith("HTTP/1.1 " + status + " "), written);
        assertFalse(written.contains("nobody"), written);
        assertEquals(status == 401, written.contains("WWW-Authenticate: Token\r\n"), written);
        assertEquals(List.of(status + " GET /page HTTP/1.1"), stand.log, "no log hears of what was asked");
        assertEquals(List.of("asked"), ended);
    }

    /** The body waits for the handler; whoever is asked sees none of it. */
    @Test
    void theBodyIsTheHandlers() {
        HttpStand stand = stand();
        String post = "POST /p HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello";
        ScriptedTransport client = send(stand, post + HttpStand.get("/next"));
        assertTrue(asked.get(0).body().isComplete());
        asked.get(0).respond(204, Headers.EMPTY, new byte[0]);
        stand.loop.settle();
        assertTrue(client.take().endsWith("POST /p hello"));
        assertEquals(2, asked.size(), "the next request is asked for anew");
        asked.get(1).respond(204, Headers.EMPTY, new byte[0]);
        stand.loop.settle();
        assertTrue(client.take().endsWith("GET /next "));
    }

    @Test
    void aClientThatGoesEndsWhatIsAsked() {
        HttpStand stand = stand();
        ScriptedTransport client = send(stand, HttpStand.get("/page"));
        client.end();
        stand.loop.settle();
        assertEquals(List.of("aborted", "asked"), ended);
        asked.get(0).error(502);
        stand.loop.settle();
        assertEquals("", client.written());
    }

    /** An upstream that breaks off in the middle has told its status. */
    @Test
    void aBrokenAnswerCostsTheClientNothing() {
        HttpStand stand = stand();
        ScriptedTransport client = send(stand, HttpStand.get("/page"));
        ResponseStream out = asked.get(0).begin(ResponseHead.of(200, Headers.EMPTY), 1000);
        out.write(ByteBuffer.wrap(new byte[10]));
        asked.get(0).cut();
        stand.loop.settle();
        assertTrue(client.written().startsWith("HTTP/1.1 200 "), client.written());
        assertFalse(client.isClosed());
    }

    @Test
    void keepsOfTheAnswerWhatIsToBeKept() {
        Variables variables = new Variables();
        variables.define("answer", "The status.", x -> x.uri() + "=" + x.status());
        variables.settable("kept");
        Assignable kept = (Assignable) variables.find("kept");
        Template value = variables.compile("[$answer]");
        List<String> seen = new ArrayList<>();
        HttpStand stand = stand(List.of(new RequestRule.Setting(kept, value))).at("/seen", x -> {
            seen.add(kept.value(x));
            x.respond(204, Headers.EMPTY, new byte[0]);
        });
        send(stand, HttpStand.get("/seen"));
        asked.get(0).respond(202, Headers.EMPTY, new byte[0]);
        stand.loop.settle();
        assertEquals(List.of("[/ask=202]"), seen);
    }
}
