package dev.weir.dist.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.dist.scenario.Tally.Traffic;
import dev.weir.testkit.Json;
import dev.weir.testkit.WsStat;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Holds the statistics in all their forms against a log whose close lines have been found right, when all sessions have
 * ended. Thread: the test's.
 */
final class StatisticsJudge {
    private static final Pattern SAMPLE = Pattern.compile("(\\w+(?:\\{.*})?) (\\S+)");
    private static final Pattern GAUGE = Pattern.compile("(?m)^# TYPE (\\S+) gauge$");
    private static final String OPEN_OR_WAITING = ".*(websocket.*active|_connections_active|queued|pending).*";

    /** A client connection, which the one is that asks. */
    private static final String ASKING = "weir_worker_connections_active";

    private final SessionLog log;
    private final Collection<RandomSession> sessions;

    StatisticsJudge(SessionLog log, Collection<RandomSession> sessions) {
        this.log = log;
        this.sessions = sessions;
    }

    void text(WsStat text) {
        Traffic in = log.in();
        Traffic out = log.out();
        assertEquals(
                new WsStat(0, in.frames(), in.payload(), in.bytes(), out.frames(), out.payload(), out.bytes()), text);
    }

    // --- JSON

    static Traffic traffic(Json json) {
        return new Traffic(
                json.at("frames").number(),
                json.at("messages").number(),
                json.at("payload_bytes").number(),
                json.at("tcp_bytes").number());
    }

    void json(Json json) {
        agrees(json, x -> true);
        assertEquals(
                log.count(),
                json.at("closes").list().stream()
                        .mapToLong(close -> close.at("count").number())
                        .sum());
        histogram(json, "session_seconds", log.count());
        histogram(json, "message_size_bytes.client", log.in().messages());
        histogram(json, "message_size_bytes.upstream", log.out().messages());
        histogram(json, "handshake_seconds", log.count());
        assertEquals(
                0,
                json.at("workers").list().stream()
                        .mapToLong(worker -> worker.at("websockets").number())
                        .sum());
        series(json.at("servers").list(), x -> true);
        series(json.at("locations").list(), x -> true);
        for (Json location : json.at("locations").list()) {
            String prefix = location.at("location").text();
            agrees(location, session -> session.place().equals(prefix));
        }
        series(json.at("peers").list(), session -> !session.ending.isEcho());
        json.at("zones").list().forEach(this::zone);
        assertEquals(3, json.at("zones").list().size());
    }

    private static void histogram(Json json, String name, long count) {
        assertEquals(count, json.at("histograms." + name + ".count").number(), name);
    }

    /** What is billed: each key has what its sessions have passed, no more and no less. */
    private void zone(Json zone) {
        List<Json> series = zone.at("series").list();
        series(series, x -> true);
        String name = zone.at("zone").text();
        if (name.equals("all")) {
            return;
        }
        Set<String> own = series.stream()
                .map(one -> one.at("key").text())
                .filter(key -> key.startsWith("k"))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(name.equals("few") ? 2 : RandomSession.KEYS, own.size());
        assertEquals(
                name.equals("few") ? RandomSession.KEYS - 2 : 0,
                zone.at("overflowed").number());
        for (Json one : series) {
            String key = one.at("key").text();
            agrees(one, session -> own.contains(key) ? session.key().equals(key) : !own.contains(session.key()));
        }
    }

    /** Each connection is counted in exactly one of them. */
    private void series(List<Json> series, Predicate<RandomSession> whose) {
        assertEquals(
                sum(true, whose),
                series.stream().map(one -> traffic(one.at("client"))).reduce(Traffic.NONE, Traffic::plus));
        assertEquals(
                sum(false, whose),
                series.stream().map(one -> traffic(one.at("upstream"))).reduce(Traffic.NONE, Traffic::plus));
        series.forEach(one -> assertEquals(0, one.at("connections.active").number()));
    }

    private void agrees(Json one, Predicate<RandomSession> whose) {
        assertEquals(sum(true, whose), traffic(one.at("client")), one::toString);
        assertEquals(sum(false, whose), traffic(one.at("upstream")), one::toString);
        long count = sessions.stream().filter(whose).count();
        assertEquals(0, one.at("connections.active").number());
        assertEquals(count, one.at("connections.opened").number(), one::toString);
        assertEquals(count, one.at("connections.closed").number(), one::toString);
    }

    private Traffic sum(boolean in, Predicate<RandomSession> whose) {
        return sessions.stream()
                .filter(whose)
                .map(session -> log.session(session.number))
                .map(logged -> in ? logged.in() : logged.out())
                .reduce(Traffic.NONE, Traffic::plus);
    }

    // --- the page

    /** Zones count what servers do, and each connection is counted in one of a table's rows. */
    void page(ShownStatistics shown) {
        assertEquals(log.in().frames(), shown.framesIn());
        assertEquals(log.out().frames(), shown.framesOut());
        assertEquals(log.count(), shown.closes());
        assertEquals(
                List.of("servers", "locations", "zone keys", "zone few", "zone all"),
                List.copyOf(shown.tables().keySet()));
        shown.tables().forEach((name, sums) -> {
            assertEquals(0, sums.active(), name);
            assertEquals(log.in().messages(), sums.messagesIn(), name);
            assertEquals(log.out().messages(), sums.messagesOut(), name);
            assertEquals(log.in().payload(), sums.payloadIn(), name);
            assertEquals(log.out().payload(), sums.payloadOut(), name);
        });
    }

    // --- Prometheus

    void prometheus(String text) {
        Map<String, Double> samples = new HashMap<>();
        text.lines().filter(line -> !line.startsWith("#")).forEach(line -> {
            Matcher sample = SAMPLE.matcher(line);
            assertTrue(sample.matches(), line);
            assertEquals(null, samples.put(sample.group(1), Double.parseDouble(sample.group(2))), line);
        });
        for (boolean in : new boolean[] {true, false}) {
            String labels = "{direction=\"" + (in ? "in" : "out") + "\"}";
            Traffic told = in ? log.in() : log.out();
            assertEquals(told.frames(), samples.get("nginx_websocket_frames_total" + labels));
            assertEquals(told.payload(), samples.get("nginx_websocket_payload_bytes_total" + labels));
            assertEquals(told.bytes(), samples.get("nginx_websocket_tcp_bytes_total" + labels));
            assertEquals(told.messages(), samples.get("weir_websocket_messages_total" + labels));
        }
        assertEquals(log.count(), samples.get("weir_websocket_connections_opened_total"));
        assertEquals(log.count(), samples.get("weir_websocket_connections_closed_total"));
        assertEquals(log.count(), sum(samples, "weir_websocket_closes_total\\{.*"));
        for (String table : List.of("server", "location")) {
            families(samples, "weir_" + table + "_", "\\{", x -> true);
        }
        families(samples, "weir_upstream_peer_", "\\{", session -> !session.ending.isEcho());
        for (String zone : List.of("keys", "few", "all")) {
            families(samples, "weir_zone_", "\\{zone=\"" + zone + "\"", x -> true);
        }
        gaugesAreZero(text, samples);
    }

    private void families(Map<String, Double> samples, String prefix, String labels, Predicate<RandomSession> whose) {
        for (boolean in : new boolean[] {true, false}) {
            String rest = "_total" + labels + ".*direction=\"" + (in ? "in" : "out") + "\"}";
            Traffic told = sum(in, whose);
            assertEquals(told.frames(), sum(samples, prefix + "frames" + rest));
            assertEquals(told.messages(), sum(samples, prefix + "messages" + rest));
            assertEquals(told.payload(), sum(samples, prefix + "payload_bytes" + rest));
            assertEquals(told.bytes(), sum(samples, prefix + "tcp_bytes" + rest));
        }
        double count = sessions.stream().filter(whose).count();
        assertEquals(count, sum(samples, prefix + "connections_opened_total" + labels + ".*"));
        assertEquals(count, sum(samples, prefix + "connections_closed_total" + labels + ".*"));
    }

    private static double sum(Map<String, Double> samples, String pattern) {
        Predicate<String> name = Pattern.compile(pattern).asMatchPredicate();
        return samples.entrySet().stream()
                .filter(sample -> name.test(sample.getKey()))
                .mapToDouble(Map.Entry::getValue)
                .sum();
    }

    /** Of whatever is open or waits: WebSocket connections, in all or by series, and what is queued for them. */
    private static void gaugesAreZero(String text, Map<String, Double> samples) {
        Set<String> gauges = GAUGE.matcher(text)
                .results()
                .map(type -> type.group(1))
                .filter(name -> name.matches(OPEN_OR_WAITING) && !name.equals(ASKING))
                .collect(Collectors.toSet());
        assertTrue(gauges.size() >= 6, gauges::toString);
        samples.forEach((name, value) -> {
            if (gauges.contains(name.replaceFirst("\\{.*", ""))) {
                assertEquals(0.0, value, name);
            }
        });
    }
}
