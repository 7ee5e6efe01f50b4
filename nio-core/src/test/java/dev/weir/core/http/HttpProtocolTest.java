package dev.weir.core.http;

import static dev.weir.core.http.HttpStand.count;
import static dev.weir.core.http.HttpStand.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.core.loop.ScriptedTransport;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HttpProtocolTest {
    private static final String TWO =
            "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"
                    + "POST /b HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nxy" + get("/c");

    private final HttpStand stand = new HttpStand();

    @Test
    void answersOneRequestAfterTheOther() {
        stand.text("/", "hello");
        ScriptedTransport client = stand.client();
        for (int i = 0; i < 3; i++) {
            client.send(get("/"));
            stand.loop.settle();
            String answer = client.take();
            assertTrue(answer.startsWith("HTTP/1.1 200 OK\r\n"), answer);
            assertTrue(answer.contains("\r\nContent-Length: 5\r\n") && answer.endsWith("\r\n\r\nhello"), answer);
            assertTrue(answer.contains("\r\nConnection: keep-alive\r\n"), answer);
        }
        assertFalse(client.isClosed());
        assertEquals(3, stand.log.size());
    }

    @Test
    void pipelinedRequestsOfOnePacketAreAnsweredInOrder() {
        stand.at("/", HttpStand::echo);
        StringBuilder all = new StringBuilder();
        StringBuilder expected = new StringBuilder();
        for (int i = 0; i < 900; i++) {
            all.append(get("/" + i));
            expected.append("</").append(i).append('>');
        }
        String answer = stand.talk(all.toString());
        assertEquals(expected.toString(), answer.replaceAll("(?s)HTTP/1.1 200.*?\r\n\r\n", ""));
        assertEquals(900, stand.log.size());
        assertEquals(0, stand.loop.worker().buffers().lent());
    }

    @Test
    void everySplitOfPipelinedRequestsGivesTheSame() {
        stand.at("/", HttpStand::echo);
        String whole = stand.talk(TWO);
        assertTrue(whole.contains("</aabc>") && whole.contains("</bxy>") && whole.endsWith("</c>"), whole);
        for (int at = 1; at < TWO.length(); at++) {
            assertEquals(whole, stand.talk(TWO.substring(0, at), TWO.substring(at)), "cut at " + at);
            ScriptedTransport client = stand.client();
            client.send(TWO.substring(0, at));
            client.send(TWO.substring(at));
            client.room(7);
            for (int i = 0; i < 200; i++) {
                client.room(7);
                stand.loop.settle();
            }
            assertEquals(whole, client.written(), "short writes, cut at " + at);
        }
        assertEquals(whole, stand.talk(TWO.split("")));
    }

    @Test
    void http10ClosesUnlessAskedToStay() {
        stand.text("/", "x");
        ScriptedTransport client = stand.client();
        client.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
        stand.loop.settle();
        assertTrue(client.take().contains("Connection: keep-alive"));
        client.send("GET / HTTP/1.0\r\n\r\n");
        stand.loop.settle();
        assertTrue(client.take().contains("Connection: close"));
        assertTrue(client.isClosed());
    }

    @Test
    void http09GetsTheBodyAlone() {
        stand.text("/", "x");
        ScriptedTransport client = stand.client();
        client.send("GET /\r\n");
        stand.loop.settle();
        assertEquals("x", client.written());
        assertTrue(client.isClosed());
    }

    @Test
    void headHasTheLengthAndNoBody() {
        stand.text("/", "hello").at("/stream", x -> {
            ResponseStream out = x.begin(ResponseHead.of(200, Headers.EMPTY), -1);
            out.write(ByteBuffer.wrap(new byte[10]));
            out.finish();
        });
        String answer = stand.talk("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
        assertTrue(answer.contains("Content-Length: 5\r\n") && answer.endsWith("\r\n\r\n"), answer);
        String streamed = stand.talk("HEAD /stream HTTP/1.1\r\nHost: a\r\n\r\n" + get("/"));
        assertFalse(streamed.contains("Transfer-Encoding"), streamed);
        assertEquals(2, count(streamed, "HTTP/1.1 200 OK"));
        assertTrue(streamed.endsWith("\r\n\r\nhello"), streamed);
    }

    @Test
    void aBodyOfUnknownLengthIsChunkedOrEndsWithTheConnection() {
        stand.at("/", x -> {
            ResponseStream out = x.begin(ResponseHead.of(200, Headers.EMPTY), -1);
            out.write(ByteBuffer.wrap("abc".getBytes()));
            out.write(ByteBuffer.wrap("defghijklmnopqrs".getBytes()));
            out.finish();
        });
        String chunked = stand.talk(get("/"));
        assertTrue(chunked.endsWith("\r\n\r\n3\r\nabc\r\n10\r\ndefghijklmnopqrs\r\n0\r\n\r\n"), chunked);
        String old = stand.talk("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
        assertTrue(old.endsWith("\r\n\r\nabcdefghijklmnopqrs") && old.contains("Connection: close"), old);
    }

    @Test
    void tellsTheClientToContinueWhenSomebodyReads() {
        stand.at("/", HttpStand::echo);
        ScriptedTransport client = stand.client();
        client.send("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
        stand.loop.settle();
        assertEquals("HTTP/1.1 100 Continue\r\n\r\n", client.take());
        client.send("ok" + get("/2"));
        stand.loop.settle();
        assertTrue(client.written().contains("</ok>") && client.written().endsWith("</2>"), client.written());
    }

    @Test
    void aBodyThatIsNotWantedIsNotAskedForAndTheConnectionEnds() {
        stand.text("/", "no");
        ScriptedTransport client = stand.client();
        client.send("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 50\r\n\r\n");
        stand.loop.settle();
        assertFalse(client.written().contains("100 Continue"));
        assertTrue(client.written().contains("Connection: close"), client.written());
        assertTrue(client.isOutputShut());
        client.send(get("/never"));
        stand.loop.settle();
        assertEquals(1, stand.log.size());
    }

    @Test
    void anUnreadBodyIsThrownAwayBetweenRequests() {
        stand.text("/", "ok");
        String answer = stand.talk(
                "POST /1 HTTP/1.1\r\nHost: a\r\nContent-Length: 31\r\n\r\nGET /smuggled HTTP",
                "/1.1\r\n\r\n12345",
                get("/2"));
        assertEquals(2, count(answer, "HTTP/1.1 200 OK"), answer);
        assertEquals(List.of("200 POST /1 HTTP/1.1", "200 GET /2 HTTP/1.1"), stand.log);
    }

    @Test
    void aPausedBodyIsStillThrownAway() {
        stand.at("/", x -> {
            x.body().read(new BodySink() {
                @Override
                public void onData(ByteBuffer bytes) {
                    x.body().pause();
                    x.respond(200, Headers.EMPTY, new byte[0]);
                }

                @Override
                public void onEnd() {
                    throw new IllegalStateException("the answer was given before");
                }
            });
        });
        String answer = stand.talk(
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nab", "cd",
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nabc", "d");
        assertEquals(2, count(answer, "HTTP/1.1 200 OK"), answer);
    }

    @Test
    void theBodyLimitStopsTheSinkAndItsOwner() {
        List<String> heard = new ArrayList<>();
        stand.at("/", x -> {
            x.onAbort(() -> heard.add("abort"));
            x.onEnd(() -> heard.add("end"));
            x.body().read(new BodySink() {
                @Override
                public void onData(ByteBuffer bytes) {
                    heard.add("data");
                }

                @Override
                public void onEnd() {
                    heard.add("complete");
                }
            });
        });
        ScriptedTransport client = stand.client();
        client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nxyz");
        stand.loop.settle();
        client.send("\r\n0\r\n\r\n");
        stand.loop.settle();
        assertEquals(List.of("data", "abort", "end"), heard);
        assertTrue(client.written().startsWith("HTTP/1.1 400 "), client.written());
    }

    @Test
    void randomPiecesOfManyRequestsAreAllAnswered() {
        stand.at("/", HttpStand::echo);
        long seed = System.nanoTime();
        Random random = new Random(seed);
        String input = TWO.repeat(20);
        String whole = stand.talk(input);
        for (int round = 0; round < 30; round++) {
            ScriptedTransport client = stand.client();
            for (int at = 0; at < input.length(); ) {
                int end = Math.min(input.length(), at + 1 + random.nextInt(200));
                client.send(input.substring(at, end));
                client.room(random.nextInt(3) == 0 ? random.nextInt(100) : 10_000);
                stand.loop.turn();
                at = end;
            }
            client.room(Long.MAX_VALUE);
            stand.loop.settle();
            assertEquals(whole, client.written(), "seed " + seed);
        }
    }

    @Test
    void keepaliveRequestsIsTheMost() {
        HttpOptions d = HttpOptions.DEFAULTS;
        stand.options(new HttpOptions(
                d.keepaliveTimeout(),
                20,
                2,
                d.bodyTimeout(),
                d.sendTimeout(),
                d.lingeringTimeout(),
                0,
                1024,
                true,
                true,
                d.response(),
                d.bodyFiles(),
                d.connection()));
        stand.text("/", "x");
        ScriptedTransport client = stand.client();
        client.send(get("/") + get("/") + get("/"));
        stand.loop.settle();
        assertEquals(2, count(client.written(), "HTTP/1.1 200"));
        assertTrue(client.written().contains("Keep-Alive: timeout=20\r\n"));
        assertTrue(client.isOutputShut());
    }

    @Test
    void aFaultOfOursKillsThatConnectionOnly() {
        stand.text("/", "fine").at("/boom", x -> {
            throw new IllegalStateException("on purpose");
        });
        ScriptedTransport other = stand.client();
        ScriptedTransport client = stand.client();
        // The second one is read from what was put aside: there, too, the connection must die.
        client.send(get("/") + get("/boom"));
        stand.loop.settle();
        assertTrue(client.isClosed());
        assertEquals(2, stand.log.size(), stand.log.toString());
        other.send(get("/"));
        stand.loop.settle();
        assertTrue(other.written().endsWith("fine"));
        assertEquals(1, stand.loop.worker().connections());
    }
}
