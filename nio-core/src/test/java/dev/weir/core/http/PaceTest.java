package dev.weir.core.http;

import static dev.weir.core.http.HttpStand.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.core.loop.ScriptedTransport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PaceTest {
    private final HttpStand stand = new HttpStand();

    private void limit(long rate, long after) {
        Rate limit = new Rate(x -> rate, x -> after);
        stand.options(
                new ResponseOptions(true, null, true, ResponseOptions.ModifiedSince.EXACT, 1, limit, null, null),
                null,
                null);
    }

    @Test
    void oneSecondsWorthLeavesAtOnceAndTheRestInTime() {
        limit(1000, 500);
        stand.text("/", "x".repeat(5000));
        ScriptedTransport client = stand.client();
        client.send(get("/"));
        stand.loop.settle();
        assertEquals(1500, client.written().length());
        stand.loop.advance(Duration.ofMillis(1500));
        assertEquals(3000, client.written().length());
        assertEquals(0, stand.log.size());
        stand.loop.advance(Duration.ofSeconds(10));
        assertTrue(client.written().endsWith("x".repeat(5000)));
        assertEquals(1, stand.log.size());
        client.send(get("/"));
        stand.loop.advance(Duration.ofSeconds(10));
        assertEquals(2, HttpStand.count(client.written(), "HTTP/1.1 200 OK"));
        assertFalse(client.isClosed());
    }

    @Test
    void aSourceWaitsAndIsTold() {
        limit(300, 0);
        int[] turns = {0};
        stand.at("/", x -> {
            ResponseStream out = x.begin(ResponseHead.of(200, Headers.EMPTY), -1);
            Runnable more = () -> {
                while (!out.isCongested() && turns[0] < 3) {
                    turns[0]++;
                    out.write(ByteBuffer.wrap(new byte[200]));
                }
                if (turns[0] == 3 && !out.isCongested()) {
                    out.finish();
                }
            };
            out.onDrained(more);
            more.run();
        });
        ScriptedTransport client = stand.client();
        client.send(get("/"));
        stand.loop.settle();
        assertEquals(1, turns[0]);
        stand.loop.advance(Duration.ofSeconds(20));
        stand.loop.advance(Duration.ofSeconds(20));
        assertEquals(3, turns[0]);
        assertTrue(client.written().endsWith("\r\n0\r\n\r\n"));
    }

    @Test
    void whoAnswersMayTellAnotherRate() {
        limit(1000, 0);
        stand.at("/", x -> {
            x.response().rate(0);
            x.respond(200, Headers.EMPTY, new byte[5000]);
        });
        assertTrue(stand.talk(get("/")).length() > 5000);
    }

    @Test
    void aClientThatGoesLeavesNoTimer() {
        limit(10, 0);
        stand.text("/", "x".repeat(5000));
        ScriptedTransport client = stand.client();
        client.send(get("/"));
        stand.loop.settle();
        client.breakWith(new IOException("reset"));
        stand.loop.settle();
        assertTrue(client.isClosed());
        assertEquals(0, stand.loop.worker().timers());
    }
}
