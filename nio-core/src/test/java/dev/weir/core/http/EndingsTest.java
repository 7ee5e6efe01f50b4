package dev.weir.core.http;

import static dev.weir.core.http.HttpStand.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.core.http.ConnectionTap.Activity;
import dev.weir.core.loop.Connection;
import dev.weir.core.loop.Protocol;
import dev.weir.core.loop.ScriptedTransport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** However an exchange ends: it is told once, and nothing stays behind. */
class EndingsTest {
    private final HttpStand stand = new HttpStand();
    private final List<Exchange> exchanges = new ArrayList<>();
    private int ends;

    /** What an upgraded connection speaks here: nothing, and it ends its exchange itself. */
    private static class Silent implements Protocol {
        private final Exchange exchange;

        Silent(Exchange exchange) {
            this.exchange = exchange;
        }

        @Override
        public void onBytes(Connection connection, ByteBuffer bytes) {
            bytes.position(bytes.limit());
        }

        @Override
        public void onEnd(Connection connection) {
            connection.close();
        }

        @Override
        public void onClosed(Connection connection, IOException cause) {
            exchange.end();
        }
    }

    private void seen(Exchange x) {
        exchanges.add(x);
        x.onEnd(() -> ends++);
    }

    private void serve() {
        stand.at("/ok", x -> {
            seen(x);
            x.respond(200, Headers.EMPTY, new byte[1000]);
        });
        stand.at("/wait", this::seen);
        stand.at("/throw", x -> {
            seen(x);
            throw new IllegalStateException("on purpose");
        });
        stand.at("/body", x -> {
            seen(x);
            HttpStand.ignore(x.body());
        });
        stand.at("/up", x -> {
            seen(x);
            x.upgrade(ResponseHead.of(101, Headers.EMPTY), new Silent(x));
        });
        stand.at("/up-bare", x -> x.upgrade(ResponseHead.of(101, Headers.EMPTY), new Silent(x)));
        stand.at("/cut", x -> {
            seen(x);
            x.abort();
        });
    }

    /** Whoever took the connection hears of it before the exchange does, and of a break: it tells others how it was. */
    @Test
    void aClientThatIsGoneBeforeTheHandshakeIsAnswered() {
        List<String> told = new ArrayList<>();
        stand.at("/up", x -> {
            x.onEnd(() -> told.add("end"));
            x.upgrade(ResponseHead.of(101, Headers.EMPTY), new Silent(x) {
                @Override
                public void onClosed(Connection connection, IOException cause) {
                    told.add(cause == null ? "closed" : "broken");
                    super.onClosed(connection, cause);
                }
            });
        });
        ScriptedTransport client = stand.client();
        client.send(get("/up"));
        client.failWrites();
        stand.loop.settle();
        assertEquals(List.of("broken", "end"), told);
        assertTrue(client.isClosed());
    }

    @Test
    void theOneWhoTookTheConnectionKnowsItBeforeTheClientDoes() {
        List<String> written = new ArrayList<>();
        ScriptedTransport[] client = new ScriptedTransport[1];
        stand.at(
                "/up",
                x -> x.upgrade(ResponseHead.of(101, Headers.EMPTY), new Silent(x) {
                    @Override
                    public void onAdopted(Connection connection) {
                        written.add(client[0].written());
                    }
                }));
        client[0] = stand.client();
        client[0].send(get("/up"));
        stand.loop.settle();
        assertEquals(List.of(""), written);
        assertTrue(client[0].written().startsWith("HTTP/1.1 101 "));
    }

    @ParameterizedTest
    @CsvSource({
        "/ok, end, 200",
        "/ok, reset, 200",
        "/ok, stall, 200",
        "/ok, stop, 200",
        "/wait, end, 499",
        "/wait, reset, 499",
        "/wait, stop, 499",
        "/throw, end, 499",
        "/cut, end, 499",
        "/body, end, 499",
        "/body, reset, 499",
        "/body, stall, 408",
        "/body, garbage, 400",
        "/up, end, 101",
        "/up, reset, 101",
        "/up, stop, 101",
        "/up-bare, end, 101",
        "/none, end, 404"
    })
    void isToldOnce(String path, String how, int status) {
        serve();
        ScriptedTransport client = stand.client();
        assertEquals(1, stand.doing(Activity.WAITING));
        String body = path.equals("/body") ? "Transfer-Encoding: chunked\r\n\r\n5\r\nabc" : "\r\n";
        client.room(how.equals("stall") && path.equals("/ok") ? 100 : Long.MAX_VALUE);
        client.send("POST " + path + " HTTP/1.1\r\nHost: a\r\n" + body);
        stand.loop.settle();
        switch (how) {
            case "end" -> client.end();
            case "reset" -> client.breakWith(new IOException("reset"));
            case "garbage" -> {
                client.send("dexy");
                client.end();
            }
            case "stall" -> stand.loop.advance(Duration.ofSeconds(61));
            default -> {
                stand.loop.worker().forEach(Connection::close);
                stand.loop.settle();
            }
        }
        stand.loop.settle();
        assertTrue(client.isClosed());
        assertEquals(List.of(status + " POST " + path + " HTTP/1.1"), stand.log);
        assertEquals(exchanges.size(), ends);
        exchanges.forEach(Exchange::end);
        assertEquals(exchanges.size(), ends);
        for (Activity activity : Activity.values()) {
            assertEquals(0, stand.doing(activity), activity.name());
        }
        assertEquals(0, stand.loop.worker().connections());
        assertEquals(0, stand.loop.worker().timers());
        assertEquals(0, stand.loop.worker().buffers().lent());
    }

    @Test
    void aReloadShowsOnOldConnectionsToo() {
        stand.text("/", "before");
        ScriptedTransport client = stand.client();
        client.send(get("/"));
        stand.loop.settle();
        HttpStand next = new HttpStand().text("/", "after");
        Generation before = stand.listener().service().generation();
        Generation after = new Generation(2);
        stand.listener().serve(after, next.listener().service().sites());
        assertEquals(1, before.connections());
        client.send(get("/"));
        stand.loop.settle();
        assertTrue(client.written().endsWith("\r\n\r\nafter"), client.written());
        assertEquals(0, before.connections());
        assertEquals(1, after.connections());
        client.end();
        stand.loop.settle();
        assertEquals(0, after.connections());
    }

    /** {@code printf 'GET / HTTP/1.0\r\n\r\n' | nc -N} ends its direction at once and wants all of the response. */
    @Test
    void aClientThatHasEndedItsDirectionGetsTheWholeResponse() {
        List<ResponseStream> begun = new ArrayList<>();
        stand.at("/slow", x -> begun.add(x.begin(ResponseHead.of(200, Headers.EMPTY), 4)));
        stand.text("/next", "next");
        ScriptedTransport client = stand.client();
        client.send(get("/slow") + get("/next"));
        client.end();
        stand.loop.settle();
        begun.get(0).write(ByteBuffer.wrap(new byte[] {'a', 'b'}));
        stand.loop.settle();
        assertFalse(client.isClosed());
        begun.get(0).write(ByteBuffer.wrap(new byte[] {'c', 'd'}));
        begun.get(0).finish();
        stand.loop.settle();
        assertTrue(client.written().contains("\r\n\r\nabcdHTTP/1.1 200 OK\r\n"), client.written());
        assertTrue(client.written().endsWith("next"), client.written());
        assertTrue(client.isClosed());
        assertEquals(0, stand.loop.worker().timers());
    }

    @Test
    void whoWantsToHearOfAClientThatGoesHearsOfItsEnd() {
        List<String> told = new ArrayList<>();
        stand.at("/slow", x -> {
            x.begin(ResponseHead.of(200, Headers.EMPTY), 4);
            x.onAbort(() -> told.add("aborted"));
        });
        ScriptedTransport client = stand.client();
        client.send(get("/slow"));
        client.end();
        stand.loop.settle();
        assertEquals(List.of("aborted"), told);
        assertTrue(client.isClosed());
    }

    @Test
    void headsThatNeverBecomeCompleteAreLogged() {
        for (String how : List.of("end", "reset")) {
            stand.log.clear();
            ScriptedTransport client = stand.client();
            client.send("GET /half HTTP/1.1\r\nHo");
            stand.loop.settle();
            assertEquals(1, stand.doing(Activity.READING));
            if (how.equals("end")) {
                client.end();
            } else {
                client.breakWith(new IOException("reset"));
            }
            stand.loop.settle();
            assertEquals(List.of("400 GET /half HTTP/1.1"), stand.log);
            assertEquals("", client.written());
            assertEquals(0, stand.doing(Activity.READING) + stand.doing(Activity.WRITING));
        }
    }

    @Test
    void aBodyNeverPassesForTheBytesOfAnUpgrade() {
        serve();
        ScriptedTransport client = stand.client();
        client.send("GET /up HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nabc");
        stand.loop.settle();
        assertEquals("", client.written());
        assertTrue(client.isClosed());
        assertEquals(1, stand.log.size());
    }

    @Test
    void bytesAfterAnUpgradeThatClosedGoNowhere() {
        stand.at(
                "/",
                x -> x.upgrade(ResponseHead.of(101, Headers.EMPTY), new Protocol() {
                    @Override
                    public void onAdopted(Connection connection) {
                        connection.close();
                    }

                    @Override
                    public void onBytes(Connection connection, ByteBuffer bytes) {
                        throw new IllegalStateException(StandardCharsets.ISO_8859_1.decode(bytes) + " after the end");
                    }

                    @Override
                    public void onEnd(Connection connection) {
                        connection.close();
                    }

                    @Override
                    public void onClosed(Connection connection, IOException cause) {
                        x.end();
                    }
                }));
        ScriptedTransport client = stand.client();
        client.send(get("/") + "early");
        stand.loop.settle();
        assertEquals(List.of("101 GET / HTTP/1.1"), stand.log);
    }
}
