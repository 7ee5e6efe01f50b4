package dev.weir.core.http;

import static dev.weir.core.http.HttpStand.count;
import static dev.weir.core.http.HttpStand.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.core.loop.ScriptedTransport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExchangeTest {
    private final HttpStand stand = new HttpStand();
    private final List<String> heard = new ArrayList<>();

    private static void show(Exchange x) {
        String text = x.method() + " " + x.uri() + " " + x.args();
        x.respond(200, Headers.EMPTY, text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private String answer(String target) {
        stand.log.clear();
        return stand.talk(get(target));
    }

    @ParameterizedTest
    @ValueSource(strings = {"end", "reset"})
    void aClientThatLeavesIs499AndEveryEndingComesOnce(String how) {
        Exchange[] waiting = new Exchange[1];
        stand.at("/", x -> {
            waiting[0] = x;
            x.onAbort(() -> heard.add("replaced"));
            x.onAbort(() -> heard.add("abort"));
            x.onEnd(() -> {
                throw new IllegalStateException("on purpose");
            });
            x.onEnd(() -> heard.add("end"));
        });
        ScriptedTransport client = stand.client();
        client.send(get("/"));
        stand.loop.settle();
        if (how.equals("end")) {
            client.end();
        } else {
            client.breakWith(new IOException("Connection reset by peer"));
        }
        stand.loop.settle();
        assertTrue(client.isClosed());
        assertEquals(List.of("abort", "end"), heard);
        assertEquals(List.of("499 GET / HTTP/1.1"), stand.log);
        assertEquals("127.0.0.1", waiting[0].peering().remoteAddress());
        assertFalse(waiting[0].isComplete());
        // Who answers late does no harm.
        waiting[0].respond(200, Headers.EMPTY, new byte[10]);
        waiting[0].onEnd(() -> heard.add("late"));
        stand.loop.settle();
        assertEquals(List.of("abort", "end", "late"), heard);
        assertEquals(1, stand.log.size());
    }

    @Test
    void whatTheClientDidNotTakeIsNotCountedAsSent() {
        long[] sent = new long[2];
        stand.at("/", x -> {
            x.onEnd(() -> {
                sent[0] = x.bytesSent();
                sent[1] = x.bodyBytesSent();
            });
            x.respond(200, Headers.EMPTY, new byte[5000]);
        });
        ScriptedTransport client = stand.client();
        client.room(1000);
        client.send(get("/"));
        stand.loop.settle();
        client.breakWith(new IOException("reset"));
        stand.loop.settle();
        assertEquals(1000, sent[0]);
        assertTrue(sent[1] > 500 && sent[1] < 1000, "body " + sent[1]);
        client = stand.client();
        client.send(get("/"));
        stand.loop.settle();
        assertEquals(client.written().length(), sent[0]);
        assertEquals(5000, sent[1]);
    }

    @Test
    void errorPageKeepsTheStatusAndForgetsTheArguments() {
        stand.errorPage(404, "/page", -1).at("/", ExchangeTest::show).at("/missing", x -> x.error(404));
        String answer = stand.talk("POST /missing?q=1 HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n");
        assertTrue(answer.startsWith("HTTP/1.1 404 Not Found\r\n"), answer);
        assertTrue(answer.endsWith("\r\n\r\nGET /page null"), answer);
        assertEquals(List.of("404 POST /missing?q=1 HTTP/1.1"), stand.log);
    }

    @Test
    void errorPageWithArgumentsOfItsOwn() {
        stand.errorPage(404, "/page?x=1", 0).at("/", ExchangeTest::show).at("/missing", x -> x.error(404));
        String answer = answer("/missing?q=1");
        assertTrue(answer.startsWith("HTTP/1.1 200 OK\r\n"), answer);
        assertTrue(answer.endsWith("GET /page x=1"), answer);
    }

    @Test
    void errorPageWithAnotherStatusAndANamedLocation() {
        stand.errorPage(403, "@other", 222).at("@other", ExchangeTest::show).at("/", x -> x.error(403));
        String answer = stand.talk("PUT /x?q HTTP/1.1\r\nHost: a\r\n\r\n");
        assertTrue(answer.startsWith("HTTP/1.1 222 "), answer);
        assertTrue(answer.endsWith("PUT /x q"), answer);
    }

    @Test
    void errorPageAsARedirect() {
        stand.errorPage(403, "http://b/x", -1).errorPage(404, "https://c/", 301).errorPage(410, "http://d/", 305);
        stand.at("/403", x -> x.error(403)).at("/404", x -> x.error(404)).at("/410", x -> x.error(410));
        assertTrue(answer("/403").contains("\r\nLocation: http://b/x\r\n"));
        assertTrue(answer("/403").startsWith("HTTP/1.1 302 Moved Temporarily\r\n"));
        assertTrue(answer("/404").startsWith("HTTP/1.1 301 Moved Permanently\r\n"));
        assertTrue(answer("/410").startsWith("HTTP/1.1 302 "));
    }

    @Test
    void anErrorOfTheErrorPageIsAnsweredPlainly() {
        stand.errorPage(404, "/gone", -1).errorPage(502, "/gone", 200).errorPage(500, "@nowhere", -1);
        stand.at("/gone", x -> x.error(404)).at("/a", x -> x.error(404)).at("/b", x -> {
            throw new HttpFault(502, "no upstream");
        });
        stand.at("/c", x -> x.error(500));
        assertTrue(answer("/a").startsWith("HTTP/1.1 404 "));
        assertTrue(answer("/b").startsWith("HTTP/1.1 404 "));
        assertTrue(answer("/c").startsWith("HTTP/1.1 500 "));
        assertEquals(1, stand.log.size());
    }

    @Test
    void aCycleOfInternalRedirectsIs500() {
        int[] rounds = {0};
        stand.at("/", x -> {
            rounds[0]++;
            x.routing().redirect("/again", null);
        });
        String answer = answer("/");
        assertTrue(answer.startsWith("HTTP/1.1 500 Internal Server Error\r\n"), answer);
        assertEquals(11, rounds[0]);
        assertEquals(1, count(answer, "HTTP/1.1 "));
    }

    @Test
    void aLineEndOfTheClientNeverBecomesOneOfTheResponse() {
        stand.filter((x, status, headers) -> headers.add("X-Uri", x.uri()));
        stand.at("/", x -> x.redirect(302, x.uri())).at("/text", ExchangeTest::show);
        String answer = answer("/a%0d%0aSet-Cookie:%20x%0d%0a%0d%0abody%00".replace("%00", "%7f"));
        String head = answer.substring(0, answer.indexOf("\r\n\r\n"));
        assertFalse(head.contains("\nSet-Cookie"), head);
        assertTrue(head.contains("Location: http://a:8080/a%0D%0ASet-Cookie: x%0D%0A%0D%0Abody%7F\r\n"), head);
        assertTrue(head.contains("X-Uri: /a  Set-Cookie: x    body\u007f"), head);
    }

    @Test
    void aPathWithTwoSlashesLeadsToNoOtherHost() {
        stand.at("/", x -> x.redirect(301, "//evil.example/"));
        assertTrue(answer("/").contains("\r\nLocation: http://a:8080//evil.example/\r\n"));
    }

    @Test
    void withoutAHostARedirectNamesOurAddress() {
        stand.at("/", x -> x.redirect(301, "/x"));
        String answer = stand.talk("GET / HTTP/1.0\r\n\r\n");
        assertTrue(answer.contains("\r\nLocation: http://127.0.0.1:8080/x\r\n"), answer);
    }

    @Test
    void status444ClosesWithoutAWord() {
        stand.at("/", x -> x.error(444));
        ScriptedTransport client = stand.client();
        client.send(get("/") + get("/"));
        stand.loop.settle();
        assertEquals("", client.written());
        assertTrue(client.isClosed());
        assertEquals(List.of("444 GET / HTTP/1.1"), stand.log);
    }

    @Test
    void aBodyThatIsTooShortCutsTheConnection() {
        stand.at("/", x -> {
            ResponseStream out = x.begin(ResponseHead.of(200, Headers.EMPTY), 10);
            out.write(ByteBuffer.allocate(9));
            out.finish();
        });
        ScriptedTransport client = stand.client();
        client.send(get("/") + get("/"));
        stand.loop.settle();
        assertTrue(client.isClosed());
        assertEquals(1, stand.log.size());
    }

    @Test
    void aBodyThatIsTooLongCutsTheConnection() {
        stand.at("/", x -> {
            ResponseStream out = x.begin(ResponseHead.of(200, Headers.EMPTY), 10);
            out.write(ByteBuffer.allocate(11));
        });
        ScriptedTransport client = stand.client();
        client.send(get("/"));
        stand.loop.settle();
        assertTrue(client.isClosed());
    }

    @Test
    void anErrorAfterTheHeadCutsTheConnection() {
        stand.at("/", x -> {
            x.begin(ResponseHead.of(200, Headers.EMPTY), -1).write(ByteBuffer.allocate(10));
            throw new HttpFault(502, "upstream went away");
        });
        ScriptedTransport client = stand.client();
        client.send(get("/"));
        stand.loop.settle();
        assertTrue(client.isReset());
        assertFalse(client.written().contains("0\r\n\r\n"));
    }

    @Test
    void aSlowReaderCostsBoundedMemory() {
        long[] most = {0};
        stand.at("/", x -> {
            ResponseStream out = x.begin(ResponseHead.of(200, Headers.EMPTY), 5_000_000);
            int[] left = {500};
            Runnable pump = () -> {
                while (left[0] > 0 && !out.isCongested()) {
                    left[0]--;
                    out.write(ByteBuffer.allocate(10_000));
                    most[0] = Math.max(most[0], x.connection().pending());
                }
                if (left[0] == 0) {
                    out.finish();
                }
            };
            out.onDrained(pump);
            pump.run();
        });
        ScriptedTransport client = stand.client();
        client.send(get("/"));
        int rounds = 0;
        while (stand.log.isEmpty() && rounds++ < 10_000) {
            client.room(1500);
            stand.loop.turn();
        }
        assertEquals(1, stand.log.size());
        assertTrue(client.written().length() > 5_000_000);
        assertTrue(most[0] < 80_000, "waiting at most " + most[0]);
        assertEquals(0, stand.loop.worker().buffers().lent());
    }

    @Test
    void aContinueNeverComesAfterTheResponseHasBegun() {
        stand.at("/", x -> {
            ResponseStream out = x.begin(ResponseHead.of(200, Headers.EMPTY), 2);
            HttpStand.ignore(x.body());
            out.write(ByteBuffer.wrap("ok".getBytes(StandardCharsets.ISO_8859_1)));
            out.finish();
        });
        String answer = stand.talk("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
        assertFalse(answer.contains("100 Continue"), answer);
        assertTrue(answer.endsWith("\r\n\r\nok"), answer);
    }

    @Test
    void statusesWithoutABodyHaveNone() {
        stand.at("/204", x -> x.error(204)).at("/418", x -> x.error(418));
        stand.at("/304", x -> x.respond(304, Headers.of("ETag", "\"x\""), new byte[0]));
        String none = answer("/204");
        assertTrue(none.startsWith("HTTP/1.1 204 No Content\r\n") && none.endsWith("\r\n\r\n"), none);
        assertFalse(none.contains("Content-"), none);
        String unchanged = answer("/304");
        assertTrue(unchanged.contains("ETag: \"x\"\r\n") && !unchanged.contains("Content-Length"), unchanged);
        assertTrue(answer("/418").contains("\r\nContent-Length: 0\r\n"));
    }
}
