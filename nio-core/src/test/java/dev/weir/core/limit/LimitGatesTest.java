package dev.weir.core.limit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.core.http.Exchange;
import dev.weir.core.http.Headers;
import dev.weir.core.http.HttpStand;
import dev.weir.core.http.Severity;
import dev.weir.core.loop.ScriptedTransport;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** {@code limit_req} and {@code limit_conn} on a clock moved by hand. */
class LimitGatesTest {
    private static final LimitPolicy REFUSE = new LimitPolicy(503, Severity.ERROR, false);
    private static final LimitPolicy DRY = new LimitPolicy(503, Severity.ERROR, true);
    private static final Function<Exchange, String> KEY = x -> x.args() == null ? "" : x.args();
    /** Two requests in a second. */
    private static final long RATE = 2000;

    private final LimitZones zones = new LimitZones();
    private final List<String> statuses = new ArrayList<>();

    private RequestLimit.Limit limit(String zone, long rate, int burst, int undelayed) {
        return limit(zone, KEY, rate, burst, undelayed);
    }

    private RequestLimit.Limit limit(String zone, Function<Exchange, String> key, long rate, int burst, int undelayed) {
        return new RequestLimit.Limit(
                new RequestLimit.Zone(zone, key, rate, zones.requests(zone, "$args", 65_536)), burst, undelayed);
    }

    private HttpStand stand(RequestLimit limit) {
        return new HttpStand().gate(limit).at("/", x -> {
            statuses.add(x.attachment(RequestLimit.STATUS));
            x.respond(200, Headers.EMPTY, "in".getBytes(StandardCharsets.US_ASCII));
        });
    }

    private static String status(ScriptedTransport client) {
        String answer = client.take();
        return answer.isEmpty() ? "" : answer.substring(9, 12);
    }

    private static ScriptedTransport ask(HttpStand stand, String target) {
        ScriptedTransport client = stand.client();
        client.send(HttpStand.get(target));
        stand.loop.settle();
        return client;
    }

    @Test
    void holdsBackUpToTheBurstAndRefusesTheRest() {
        HttpStand stand = stand(new RequestLimit(List.of(limit("a", RATE, 2, 0)), REFUSE));
        assertEquals("200", status(ask(stand, "/?k")));
        ScriptedTransport second = ask(stand, "/?k");
        ScriptedTransport third = ask(stand, "/?k");
        assertEquals("503", status(ask(stand, "/?k")));
        assertEquals("200", status(ask(stand, "/?other")), "another value has its own rate");
        assertEquals("200", status(ask(stand, "/")), "an empty value has none");
        stand.loop.advance(Duration.ofMillis(499));
        assertEquals("", status(second));
        stand.loop.advance(Duration.ofMillis(1));
        assertEquals("200", status(second));
        assertEquals("", status(third));
        stand.loop.advance(Duration.ofMillis(500));
        assertEquals("200", status(third));
        stand.loop.advance(Duration.ofMillis(500));
        assertEquals("200", status(ask(stand, "/?k")), "what was refused does not count");
        assertEquals("[PASSED, PASSED, null, DELAYED, DELAYED, PASSED]", statuses.toString());
    }

    @Test
    void delaysOnlyWhatIsBeyondTheUndelayed() {
        HttpStand stand = stand(new RequestLimit(List.of(limit("a", RATE, 2, 1)), REFUSE));
        assertEquals("200", status(ask(stand, "/?k")));
        assertEquals("200", status(ask(stand, "/?k")));
        ScriptedTransport third = ask(stand, "/?k");
        assertEquals("", status(third));
        assertEquals("503", status(ask(stand, "/?k")));
        stand.loop.advance(Duration.ofMillis(500));
        assertEquals("200", status(third));

        HttpStand never = stand(new RequestLimit(List.of(limit("b", RATE, 1, -1)), REFUSE));
        assertEquals("200", status(ask(never, "/?k")));
        assertEquals("200", status(ask(never, "/?k")));
        assertEquals("503", status(ask(never, "/?k")));
    }

    @Test
    void aRefusalByOneZoneCountsInNone() {
        Function<Exchange, String> all = x -> "all";
        RequestLimit.Limit wide = limit("wide", all, RATE, 1, -1);
        HttpStand stand = stand(new RequestLimit(List.of(wide, limit("narrow", RATE, 0, -1)), REFUSE));
        assertEquals("200", status(ask(stand, "/?k")));
        assertEquals("503", status(ask(stand, "/?k")), "the narrow zone");
        assertEquals("503", status(ask(stand, "/?k")), "the narrow zone again");
        assertEquals("200", status(ask(stand, "/?m")), "the wide zone has room for one more");
        assertEquals("503", status(ask(stand, "/?n")), "now it has not");
    }

    @Test
    void aClientThatGoesWhileHeldBackIsForgotten() {
        HttpStand stand = stand(new RequestLimit(List.of(limit("a", RATE, 1, 0)), REFUSE));
        ask(stand, "/?k");
        ScriptedTransport held = ask(stand, "/?k");
        int timers = stand.loop.worker().timers();
        held.end();
        stand.loop.settle();
        assertTrue(stand.loop.worker().timers() < timers, "the timer stays");
        stand.loop.advance(Duration.ofSeconds(2));
        assertEquals("", held.written());
        assertEquals("[200 GET /?k HTTP/1.1, 499 GET /?k HTTP/1.1]", stand.log.toString());
    }

    @Test
    void aDryRunOnlyTells() {
        HttpStand stand = stand(new RequestLimit(List.of(limit("a", RATE, 1, 0)), DRY));
        for (int i = 0; i < 3; i++) {
            assertEquals("200", status(ask(stand, "/?k")));
        }
        assertEquals("[PASSED, DELAYED_DRY_RUN, REJECTED_DRY_RUN]", statuses.toString());
    }

    /** What has been counted by one text is nothing that another may be held to. */
    @Test
    void aZoneOfAnotherKeyOrSizeBeginsAnew() {
        KeyedCounts counts = zones.counts("c", "$args", 65_536);
        LimitZones.Memory memory = zones.requests("c", "$args", 65_536);
        assertSame(counts, zones.counts("c", "$args", 65_536));
        assertSame(memory, zones.requests("c", "$args", 65_536));
        assertNotSame(counts, zones.counts("c", "$uri", 65_536));
        assertNotSame(memory, zones.requests("c", "$uri", 65_536));
        assertNotSame(counts, zones.counts("c", "$args", 32_768));
        assertNotSame(memory, zones.requests("c", "$args", 32_768));
    }

    @Test
    void aPlaceIsHeldUntilTheExchangeEnds() {
        KeyedCounts counts = zones.counts("c", "$args", 65_536);
        ConnectionLimit limit = new ConnectionLimit(List.of(new ConnectionLimit.Zone("c", KEY, counts, 1)), REFUSE);
        List<Exchange> open = new ArrayList<>();
        HttpStand stand = new HttpStand().gate(limit).at("/", open::add);
        ScriptedTransport first = ask(stand, "/?k");
        assertEquals("503", status(ask(stand, "/?k")));
        ask(stand, "/?other");
        assertEquals(2, counts.values());
        open.get(0).respond(200, Headers.EMPTY, new byte[0]);
        stand.loop.settle();
        assertEquals("200", status(first));
        ScriptedTransport next = ask(stand, "/?k");
        assertEquals(3, open.size());
        next.end();
        stand.loop.settle();
        assertEquals(0, counts.of("k"));
    }

    @Test
    void aRefusalByTheSecondZoneGivesBackTheFirstPlace() {
        KeyedCounts first = new KeyedCounts();
        KeyedCounts second = new KeyedCounts();
        ConnectionLimit limit = new ConnectionLimit(
                List.of(
                        new ConnectionLimit.Zone("1", KEY, first, 9),
                        new ConnectionLimit.Zone("2", x -> "all", second, 1)),
                REFUSE);
        HttpStand stand = new HttpStand().gate(limit).at("/", x -> {});
        ask(stand, "/?a");
        assertEquals("503", status(ask(stand, "/?b")));
        assertEquals(1, first.values());
        assertEquals(1, second.of("all"));
    }

    @Test
    void aZoneRemembersNoMoreThanItHolds() {
        Buckets buckets = new Buckets(100);
        for (int i = 0; i < 10_000; i++) {
            buckets.look("key" + i, RATE, 0, i, true);
            assertTrue(buckets.size() <= 100, "values " + buckets.size());
        }
        buckets.look("late", RATE, 0, 100_000_000_000L, true);
        assertEquals(99, buckets.size(), "two that are stale go for one that comes");
        KeyedCounts counts = new KeyedCounts(2);
        assertTrue(counts.take("a", 9) && counts.take("b", 9) && counts.take("a", 9));
        assertEquals(false, counts.take("c", 9), "the zone is full");
    }
}
