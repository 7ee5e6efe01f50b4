package dev.weir.core.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.testkit.EveryChunking;
import dev.weir.testkit.Mutations;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * Damaged input: the answer is a head, a fault of a known status or "more", never an exception, and never depends on
 * the pieces. {@code -Dfuzz.seed=N} repeats a run, {@code -Dfuzz.rounds=N} lengthens it.
 */
class HttpFuzzTest {
    private static final long SEED = Long.getLong("fuzz.seed", System.nanoTime());
    private static final int ROUNDS = Integer.getInteger("fuzz.rounds", 600);

    private static final String[] REQUESTS = {
        "GET / HTTP/1.1\r\nHost: a\r\nX: y\r\n\r\nrest",
        "POST http://a:1/b?c HTTP/1.1\r\nHost: [::1]:2\r\nContent-Length: 5\r\n\r\n12345",
        "PUT /a HTTP/1.0\nTransfer-Encoding: chunked\nA_b: \t c \n\n",
        "\r\nGET /\n",
    };
    private static final String[] RESPONSES = {
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n", "HTTP/1.0 200\nContent-Length: 5\n\n12345",
    };
    private static final String[] BODIES = {
        "5\r\nhello\r\n0a;x=y\r\n0123456789\r\n0\r\nT: r\r\n\r\nrest", "1\r\nx\r\n0\r\n\r\n",
    };

    private static void damage(String[] good, Consumer<byte[]> check) {
        Mutations mutations = new Mutations(SEED);
        for (int round = 0; round < ROUNDS; round++) {
            byte[] input = mutations.of(Fed.bytes(good[round % good.length]));
            try {
                check.accept(input);
            } catch (AssertionError e) {
                throw new AssertionError(
                        "seed " + SEED + ", round " + round + ", input \"" + FieldSyntax.quote(input, 0, input.length)
                                + "\"",
                        e);
            }
        }
    }

    private static void assertKnown(EveryChunking.Outcome<Object> outcome, Integer... statuses) {
        assertNull(outcome.failure());
        if (outcome.result() instanceof Fed.Fault fault) {
            assertTrue(Set.of(statuses).contains(fault.status()), fault.toString());
        }
    }

    @Test
    void requests() {
        HeadLimits small = new HeadLimits(16, 3, 40, true, false, 1000);
        damage(REQUESTS, input -> {
            assertKnown(Fed.request(input, HeadLimits.DEFAULT), 400, 405, 501, 505);
            assertKnown(Fed.request(input, small), 400, 405, 414, 494, 501, 505);
        });
    }

    /** What is accepted has one meaning: written again and read again it is the same head. */
    @Test
    void acceptedRequestsSurviveBeingWrittenAgain() {
        damage(REQUESTS, input -> {
            Object answer = Fed.request(input, HeadLimits.DEFAULT).result();
            if (answer instanceof RequestHead head && head.minorVersion() != 9) {
                byte[] again = HeadWriter.request(head.method(), head.target(), head.minorVersion(), head.headers());
                RequestHead second =
                        (RequestHead) Fed.request(again, HeadLimits.DEFAULT).result();
                assertEquals(head.headers(), second.headers());
                assertEquals(head.target(), second.target());
                assertEquals(BodyFraming.ofRequest(head), BodyFraming.ofRequest(second));
            }
        });
    }

    @Test
    void responses() {
        damage(RESPONSES, input -> {
            assertKnown(Fed.response(input, 4096), 502);
            assertKnown(Fed.response(input, 40), 502);
        });
    }

    @Test
    void chunkedBodies() {
        damage(BODIES, input -> assertKnown(Fed.chunked(input), 400));
    }
}
