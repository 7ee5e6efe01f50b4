package dev.weir.dist.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.dist.scenario.Tally.Traffic;
import dev.weir.testkit.Json;
import dev.weir.testkit.PlainHttp;
import dev.weir.testkit.WeirServer;
import dev.weir.testkit.WsStat;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Looks at the list of connections and at the statistics again and again while all comes and goes: no number may ever
 * fall, and nobody be listed twice. Thread: the one that observes, then the one that compares.
 */
final class ListObserver {
    private final Map<Integer, List<Traffic>> seen = new HashMap<>();
    private WsStat before = new WsStat(0, 0, 0, 0, 0, 0, 0);
    private int rows;

    void observe(WeirServer weir, AtomicBoolean over) {
        while (!over.get()) {
            list(Json.read(PlainHttp.get(weir.port(), "/connections?limit=1000&sort=idle")
                    .body()));
            statistics(WsStat.of(weir.port()));
        }
    }

    private void list(Json list) {
        List<Json> connections = list.at("connections").list();
        assertEquals(list.at("total").number(), list.at("matched").number());
        Set<Long> ids = new HashSet<>();
        for (Json row : connections) {
            rows++;
            assertTrue(ids.add(row.at("id").number()), "twice: " + row.value());
            String uri = row.at("uri").text();
            Traffic in = StatisticsJudge.traffic(row.at("client"));
            Traffic out = StatisticsJudge.traffic(row.at("upstream_traffic"));
            List<Traffic> last = seen.put(Integer.parseInt(uri.substring(uri.lastIndexOf('/') + 1)), List.of(in, out));
            assertTrue(last == null || last.get(0).isAtMost(in) && last.get(1).isAtMost(out), uri);
        }
    }

    private void statistics(WsStat now) {
        boolean fell = now.connections() < 0
                || now.framesIn() < before.framesIn()
                || now.payloadIn() < before.payloadIn()
                || now.bytesIn() < before.bytesIn()
                || now.framesOut() < before.framesOut()
                || now.payloadOut() < before.payloadOut()
                || now.bytesOut() < before.bytesOut();
        assertTrue(!fell, () -> before + ", then " + now);
        before = now;
    }

    /** What was seen last of a session is no more than what it had at its end. */
    void compare(SessionLog log) {
        assertTrue(rows > 0, "nobody was ever seen");
        seen.forEach((number, last) -> {
            assertTrue(last.get(0).isAtMost(log.session(number).in()), number::toString);
            assertTrue(last.get(1).isAtMost(log.session(number).out()), number::toString);
        });
    }
}
