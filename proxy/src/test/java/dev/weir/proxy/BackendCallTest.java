package dev.weir.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.core.http.Backend;
import dev.weir.core.http.ByteText;
import dev.weir.core.http.Exchange;
import dev.weir.core.http.Headers;
import dev.weir.core.loop.ManualWorker;
import dev.weir.core.loop.MemoryTransport;
import dev.weir.testkit.EveryChunking;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests of Weir's own on behalf of an exchange, which is over already. */
class BackendCallTest {
    private static final String TWO = "upstream two { server 127.0.0.1:8010; server 127.0.0.1:8011; }";
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final ManualWorker loop = new ManualWorker();
    private final List<String> heard = new ArrayList<>();
    private Backend backend;
    private Exchange exchange;

    private final Backend.Caller caller = new Backend.Caller() {
        @Override
        public void onAnswer(int status, Headers headers, byte[] body) {
            heard.add(status + " " + headers.first("X-A") + " " + new String(body, StandardCharsets.ISO_8859_1));
        }

        @Override
        public void onFailure(int status, String problem) {
            heard.add(status + ": " + problem);
        }
    };

    private void at(String http, String uri) {
        List<Exchange> ended = new ArrayList<>();
        Stand stand = new Stand(http + " location / { }", List.of(), List.of(ended::add));
        backend = stand.backend(uri, TIMEOUT, 1000);
        MemoryTransport client = loop.accept(stand.listener().get());
        client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        loop.settle();
        client.end();
        loop.settle();
        exchange = ended.get(0);
    }

    private Backend.Call call(String body) {
        return call("POST", body);
    }

    private Backend.Call call(String method, String body) {
        Backend.Request request =
                new Backend.Request(method, Headers.of("X-Weir-Event", "message"), ByteText.bytes(body));
        int before = heard.size();
        Backend.Call call = backend.call(exchange, request, caller);
        assertEquals(before, heard.size(), "heard before it could know the call");
        loop.settle();
        return call;
    }

    private void answer(MemoryTransport server, String text) {
        server.send(text);
        loop.settle();
    }

    private void assertNothingStays() {
        assertEquals(0, loop.worker().connections());
        assertEquals(0, loop.worker().timers());
    }

    @Test
    void sendsTheWholeRequestAndHearsTheWholeAnswer() {
        at("", "http://127.0.0.1:8010/hook?a=b");
        MemoryTransport server = loop.expectConnect();
        call("hello");
        assertEquals(
                "POST /hook?a=b HTTP/1.1\r\nX-Weir-Event: message\r\nHost: 127.0.0.1:8010\r\n"
                        + "Connection: keep-alive\r\nContent-Length: 5\r\n\r\nhello",
                server.text());
        answer(server, "HTTP/1.1 201 Created\r\nX-A: b\r\nContent-Length: 4\r\n\r\nwo");
        assertEquals(List.of(), heard);
        answer(server, "rd");
        assertEquals(List.of("201 b word"), heard);
    }

    @Test
    void answersTheSameHoweverTheBytesAreCut() {
        byte[] bytes = ByteText.bytes("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nX-A: b\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n5;x=y\r\ndefgh\r\n0\r\nT: u\r\n\r\n");
        at("", "http://127.0.0.1:8010");
        EveryChunking.check(bytes, () -> new EveryChunking.Subject<String>() {
            private final MemoryTransport server = loop.expectConnect();

            {
                heard.clear();
                call("");
                server.received();
            }

            @Override
            public boolean feed(ByteBuffer piece) {
                byte[] part = new byte[piece.remaining()];
                piece.get(part);
                server.send(part);
                loop.settle();
                return false;
            }

            @Override
            public String result() {
                server.end();
                loop.settle();
                return heard.toString();
            }
        });
        assertEquals(List.of("200 b abcdefgh"), heard);
    }

    /** Who is told by an exception must not be told a second time when the call's time is up. */
    @Test
    void aFaultWhileConnectingLeavesNothingBehind() {
        at("", "http://127.0.0.1:8010/");
        loop.breakConnects(new IllegalStateException("a fault of the test's"));
        assertThrows(IllegalStateException.class, () -> call(""));
        loop.advance(TIMEOUT.multipliedBy(2));
        assertEquals(List.of(), heard);
        assertNothingStays();
    }

    @Test
    void usesAConnectionAgain() {
        at("", "http://127.0.0.1:8010/");
        MemoryTransport server = loop.expectConnect();
        for (int i = 0; i < 5; i++) {
            call("");
            answer(server, OK);
        }
        assertEquals(5, heard.size());
        assertEquals(1, loop.worker().connections());
    }

    @Test
    void keepsNoConnectionWhereTheUpstreamBlockSaysNone() {
        at(TWO, "http://two");
        MemoryTransport server = loop.expectConnect();
        call("");
        assertTrue(server.text().contains("\r\nHost: two\r\nConnection: close\r\n"));
        answer(server, OK);
        assertEquals(List.of("200 null ok"), heard);
        assertNothingStays();
    }

    @Test
    void asksAgainWhenAKeptConnectionWasClosed() {
        at("", "http://127.0.0.1:8010/");
        MemoryTransport first = loop.expectConnect();
        call("1");
        answer(first, OK);
        first.received();
        MemoryTransport second = loop.expectConnect();
        call("2");
        first.end();
        loop.settle();
        assertTrue(second.text().endsWith("\r\n\r\n2"));
        answer(second, OK);
        assertEquals(List.of("200 null ok", "200 null ok"), heard);
    }

    @Test
    void doesNotAskAgainWhenTheAnswerHadBegun() {
        at("", "http://127.0.0.1:8010/");
        MemoryTransport server = loop.expectConnect();
        call("1");
        answer(server, OK);
        loop.expectConnect();
        call("2");
        server.send("HTTP");
        server.end();
        loop.settle();
        assertTrue(heard.get(1).startsWith("502: upstream prematurely closed"), heard.toString());
        assertNothingStays();
    }

    @Test
    void asksTheNextServerWhenOneCannotBeReached() {
        at(TWO, "http://two/x");
        loop.expectConnect().refusing();
        MemoryTransport second = loop.expectConnect();
        call("");
        answer(second, OK);
        assertEquals(List.of("200 null ok"), heard);
    }

    @Test
    void asksTheNextServerWhenOneDoesNotLetItConnect() {
        at(TWO, "http://two");
        loop.expectConnect().connecting();
        MemoryTransport second = loop.expectConnect();
        call("");
        loop.advance(TIMEOUT.dividedBy(2));
        answer(second, OK);
        assertEquals(List.of("200 null ok"), heard);
        assertNothingStays();
    }

    @Test
    void sendsAPostOnceButAGetAgain() {
        at(TWO, "http://two");
        MemoryTransport first = loop.expectConnect();
        call("once");
        first.end();
        loop.settle();
        assertTrue(heard.get(0).startsWith("502: upstream prematurely closed"), heard.toString());
        assertTrue(heard.get(0).endsWith("upstream: \"http://127.0.0.1:8010/\""), heard.toString());
        loop.advance(Duration.ofSeconds(11)); // until both servers count as alive again
        MemoryTransport second = loop.expectConnect();
        call("GET", "");
        second.end();
        MemoryTransport third = loop.expectConnect();
        loop.settle();
        answer(third, OK);
        assertEquals("200 null ok", heard.get(1));
        assertNothingStays();
    }

    @Test
    void saysWhenNobodyIsThere() {
        at(TWO, "http://two");
        call("");
        assertTrue(
                heard.get(0).startsWith("502: connect() failed (111: Connection refused) while connecting"),
                heard.toString());
        call("");
        assertEquals("502: no live upstreams in \"two\"", heard.get(1));
        assertNothingStays();
    }

    @Test
    void givesUpAtTheDeadlineThoughBytesTrickle() {
        at("", "http://127.0.0.1:8010");
        MemoryTransport server = loop.expectConnect();
        call("");
        server.send("HTTP/1.1 200 OK\r\n\r\n");
        for (int i = 0; i < 10; i++) {
            assertEquals(List.of(), heard);
            server.send("x");
            loop.advance(Duration.ofSeconds(1));
        }
        assertEquals(
                List.of("504: upstream timed out: no answer within 10000 ms, upstream: \"http://127.0.0.1:8010/\""),
                heard);
        assertNothingStays();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n",
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n",
                "SSH-2.0-x\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
            })
    void failsOnWhatIsNoAnswer(String bytes) {
        at("", "http://127.0.0.1:8010");
        MemoryTransport server = loop.expectConnect();
        call("");
        answer(server, bytes);
        assertEquals(1, heard.size(), heard.toString());
        assertTrue(heard.get(0).startsWith("502: "), heard.toString());
        assertNothingStays();
    }

    @Test
    void failsOnABodyThatIsCutOffOrTooLong() {
        at("", "http://127.0.0.1:8010");
        MemoryTransport server = loop.expectConnect();
        call("");
        answer(server, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab");
        server.end();
        loop.settle();
        assertTrue(heard.get(0).startsWith("502: upstream ended its answer"), heard.toString());
        MemoryTransport second = loop.expectConnect();
        call("");
        answer(second, "HTTP/1.1 200 OK\r\n\r\n" + "x".repeat(1001));
        assertTrue(heard.get(1).startsWith("502: upstream sent an answer longer than 1000"), heard.toString());
        MemoryTransport third = loop.expectConnect();
        call("");
        answer(third, "HTTP/1.1 200 OK\r\n\r\n" + "x".repeat(1000));
        third.end();
        loop.settle();
        assertEquals("200 null " + "x".repeat(1000), heard.get(2));
        assertNothingStays();
    }

    @Test
    void tellsNothingOnceAbandoned() {
        at("", "http://127.0.0.1:8010");
        MemoryTransport server = loop.expectConnect();
        Backend.Call call = call("");
        call.abandon();
        call.abandon();
        assertTrue(server.isClosed());
        Backend.Request request = new Backend.Request("POST", Headers.EMPTY, new byte[0]);
        backend.call(exchange, request, caller).abandon();
        loop.settle();
        assertEquals(List.of(), heard);
        assertNothingStays();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://127.0.0.1", "http://no-such-host.invalid/", "http://127.0.0.1/a b", "/x"})
    void refusesPlacesThatAreNone(String uri) {
        Stand stand = Stand.of(TWO);
        String message = assertThrows(IllegalArgumentException.class, () -> stand.backend(uri, TIMEOUT, 1))
                .getMessage();
        assertFalse(message.isBlank());
    }
}
