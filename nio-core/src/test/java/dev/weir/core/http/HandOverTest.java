package dev.weir.core.http;

import static dev.weir.core.http.HttpStand.count;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.core.loop.Connection;
import dev.weir.core.loop.Protocol;
import dev.weir.core.loop.ScriptedTransport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An upgrade hands the connection over with every byte that has come. */
class HandOverTest {
    private final HttpStand stand = new HttpStand();

    /** Collects what it gets. */
    private static final class Collector implements Protocol {
        private final StringBuilder text = new StringBuilder();

        @Override
        public void onBytes(Connection connection, ByteBuffer bytes) {
            text.append(StandardCharsets.ISO_8859_1.decode(bytes));
        }

        @Override
        public void onEnd(Connection connection) {
            connection.close();
        }

        @Override
        public void onClosed(Connection connection, IOException cause) {
            text.append("|closed");
        }
    }

    @ParameterizedTest
    @CsvSource({"keep-alive, 2", "'keep-alive, Upgrade', 1"})
    void onlyAnUpgradeThatConnectionNamesEndsTheConnection(String connection, int answers) {
        stand.text("/", "text");
        String request = "GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: " + connection + "\r\n\r\n";
        assertEquals(answers, count(stand.talk(request, request), "200 OK"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anUpgradeHandsOverEarlyBytesInOrder(boolean atOnce) {
        Collector next = new Collector();
        Exchange[] waiting = new Exchange[1];
        Handler upgrade = x -> x.upgrade(ResponseHead.of(101, Headers.of("Upgrade", "test")), next);
        stand.at("/", atOnce ? upgrade : x -> waiting[0] = x);
        ScriptedTransport client = stand.client();
        client.send("GET / HTTP/1.1\r\nHost: a\r\nUpgrade: test\r\n\r\nfirst,");
        stand.loop.settle();
        client.send("second,");
        client.send("x".repeat(40_000));
        stand.loop.settle();
        if (!atOnce) {
            stand.loop.worker().post(() -> {
                try {
                    upgrade.handle(waiting[0]);
                } catch (HttpFault e) {
                    throw new AssertionError(e);
                }
            });
            stand.loop.settle();
        }
        client.send(",third");
        client.end();
        stand.loop.settle();
        assertEquals("first,second," + "x".repeat(40_000) + ",third|closed", next.text.toString());
        assertTrue(client.written().startsWith("HTTP/1.1 101 Switching Protocols\r\n"));
        assertEquals(List.of(), stand.log, "the exchange ends when its new owner says so");
    }
}
