package dev.weir.stats.count;

import dev.weir.core.json.JsonWriter;
import dev.weir.core.ws.WsEnd;
import dev.weir.stats.log.LogTotals;
import java.util.Locale;

/**
 * The statistics as JSON. {@code version} grows when a member is removed or changes its meaning; new members may come
 * at any time.
 *
 * <pre>
 * {"version":1,
 *  "connections":{"active":0,"opened":0,"closed":0},
 *  "client":{"frames":0,"payload_bytes":0,"tcp_bytes":0,"messages":0,
 *            "opcodes":{"continuation":0,...},"incomplete_frames":0,"incomplete_bytes":0},
 *  "upstream":{...},
 *  "closes":[{"side":"client","code":"1000","count":1},...],
 *  "handshakes":{"accepted":0,"refused":{"bad_request":0,...}},
 *  "http":{"accepted":0,"handled":0,"closed":0,"requests":0,
 *          "refused":{"limit":0,"descriptors":0},"cut":{"made_way":0,...}},
 *  "configuration":{"generation":1,"live":1},
 *  "log":{"written":0,"waited":0,"dropped":0,"lost":0,"pending":0,"ring_size":0},
 *  "push":{"accepted":0,"deliveries":0,"bytes":0,"refused":{"bad_id":0,...},"dropped":0,"overflows":0,
 *          "queued_bytes":0,"hooks":{"connect":{"ok":0,"refused":0,"failed":0,"dropped":0},...},
 *          "latency_seconds":HISTOGRAM},
 *  "started":1700000000.123,"now":1700000001.234,
 *  "histograms":{"message_size_bytes":{"client":HISTOGRAM,"upstream":HISTOGRAM},
 *                "ping_rtt_seconds":{"client":HISTOGRAM,"upstream":HISTOGRAM},
 *                "session_seconds":HISTOGRAM,"handshake_seconds":HISTOGRAM},
 *  "workers":[{"worker":0,"connections":0,"websockets":0,"loop_lag_seconds":{"last":0,"max":0},"pool_bytes":0},...],
 *  "servers":[{"server":"example.com:8080",TRAFFIC},...],
 *  "locations":[{"server":"example.com:8080","location":"/ws",TRAFFIC},...],
 *  "peers":[{"upstream_name":"backend","peer":"127.0.0.1:9000",TRAFFIC},...],
 *  "zones":[{"zone":"keys","keys":1,"max":1000,"overflowed":0,
 *            "series":[{"key":"abc",TRAFFIC},{"key":"other",TRAFFIC}]},...]}
 *
 * HISTOGRAM: {"count":0,"sum":0.000000001,"quantiles":{"0.5":0,"0.9":0,"0.99":0,"0.999":0},
 *             "buckets":[{"le":0.00005,"count":0},...]}
 * TRAFFIC:   "connections":{"active":0,"opened":0,"closed":0},
 *            "client":{"frames":0,"messages":0,"payload_bytes":0,"tcp_bytes":0},"upstream":{...}
 * </pre>
 *
 * <p>A bucket's number holds those of the buckets below; values above the last are in {@code count} only. Quantiles are
 * estimates from the buckets.
 *
 * <p>Times are seconds since 1970, {@code tcp_bytes} those after the handshake. A worker's lag is how long its turns
 * keep others waiting: that of the last one, and the greatest of the last half to whole minute. {@code overflowed}
 * counts the different values of a zone that had to share {@code other}, up to 65,536. Servers, locations and peers
 * come with their first WebSocket. Bytes of keys that are not UTF-8, control characters, and a backslash before an
 * {@code x} are written as {@code \xHH}.
 *
 * <p>Thread: the one that made it.
 */
final class StatJson {
    private static final String[] OPCODES = {"CONTINUATION", "TEXT", "BINARY", "CLOSE", "PING", "PONG", "RESERVED"};

    private final StatPage page = new StatPage();
    private final JsonWriter json = new JsonWriter(page.out());
    private final CounterBoard board;

    private StatJson(CounterBoard board) {
        this.board = board;
    }

    /** The whole page. */
    static String of(CounterBoard board, LogTotals log) {
        return page(board, log, true).rest();
    }

    /**
     * The page, to be written.
     *
     * @param tables whether it has the members from {@code servers} on
     */
    static StatPage page(CounterBoard board, LogTotals log, boolean tables) {
        StatJson json = new StatJson(board);
        json.page.then(() -> json.totals(log));
        json.page.then(() -> new HistogramJson(board, json.json).write());
        json.page.then(json::workers);
        if (tables) {
            json.tables();
        }
        json.page.then(json::end);
        return json.page;
    }

    /** How many rows the tables have. */
    static int rows(CounterBoard board) {
        TrafficBoard traffic = board.traffic();
        int rows = traffic.servers().size()
                + traffic.locations().size()
                + traffic.peers().size();
        for (StatZone zone : board.zones().all()) {
            rows += zone.keys();
        }
        return rows;
    }

    private void totals(LogTotals log) {
        json.open();
        json.number("version", 1);
        new TrafficJson(page, json).connections(board.traffic().all());
        direction("client", "_IN");
        direction("upstream", "_OUT");
        closes();
        handshakes();
        http();
        configuration();
        log(log);
        new PushJson(board, json).write();
        json.decimal("started", board.startedMillis(), 3);
        json.decimal("now", board.clock().wallMillis(), 3);
    }

    private void tables() {
        TrafficJson tables = new TrafficJson(page, json);
        TrafficBoard traffic = board.traffic();
        tables.table("servers", traffic.servers(), "server");
        tables.table("locations", traffic.locations(), "server", "location");
        tables.table("peers", traffic.peers(), "upstream_name", "peer");
        tables.zones(board.zones().all());
    }

    private void end() {
        json.close();
        page.out().append('\n');
    }

    private void workers() {
        json.openArray("workers");
        for (int i = 0; i < board.workers(); i++) {
            WorkerGauges gauges = board.gauges(i);
            json.open();
            json.number("worker", i);
            json.number("connections", gauges.connections());
            json.number("websockets", gauges.webSockets());
            json.open("loop_lag_seconds");
            json.decimal("last", gauges.lagNanos(), 9);
            json.decimal("max", gauges.mostLagNanos(), 9);
            json.close();
            json.number("pool_bytes", gauges.poolBytes());
            json.close();
        }
        json.closeArray();
    }

    /** The number of the one in force, and how many still serve connections. */
    private void configuration() {
        json.open("configuration");
        json.number("generation", board.generations().current().number());
        json.number("live", board.generations().live());
        json.close();
    }

    private void direction(String name, String suffix) {
        json.open(name);
        json.number("frames", sum("FRAMES" + suffix));
        json.number("payload_bytes", sum("PAYLOAD" + suffix));
        json.number("tcp_bytes", sum("BYTES" + suffix));
        json.number("messages", sum("MESSAGES" + suffix));
        json.open("opcodes");
        for (String opcode : OPCODES) {
            json.number(opcode.toLowerCase(Locale.ROOT), sum(opcode + suffix));
        }
        json.close();
        json.number("incomplete_frames", sum("INCOMPLETE_FRAMES" + suffix));
        json.number("incomplete_bytes", sum("INCOMPLETE_BYTES" + suffix));
        json.close();
    }

    private void closes() {
        json.openArray("closes");
        for (WsEnd.By side : WsEnd.By.values()) {
            for (int label = 0; label < CloseLabels.COUNT; label++) {
                long count = board.sumClose(side, label);
                if (count > 0) {
                    json.open();
                    json.text("side", side.name().toLowerCase(Locale.ROOT));
                    json.text("code", CloseLabels.text(label));
                    json.number("count", count);
                    json.close();
                }
            }
        }
        json.closeArray();
    }

    private void handshakes() {
        json.open("handshakes");
        json.number("accepted", board.sum(Counter.WS_OPENED));
        reasons("refused", Metric.HANDSHAKES_REFUSED);
        json.close();
    }

    private void reasons(String name, Metric metric) {
        json.open(name);
        for (Counter counter : Counter.values()) {
            if (counter.metric() == metric) {
                json.number(counter.reason(), board.sum(counter));
            }
        }
        json.close();
    }

    private void http() {
        json.open("http");
        json.number("accepted", board.sum(Counter.HTTP_ACCEPTED));
        json.number("handled", board.sum(Counter.HTTP_HANDLED));
        json.number("closed", board.sum(Counter.HTTP_CLOSED));
        json.number("requests", board.sum(Counter.HTTP_REQUESTS));
        reasons("refused", Metric.HTTP_CONNECTIONS_REFUSED);
        reasons("cut", Metric.HTTP_CONNECTIONS_CUT);
        json.close();
    }

    private void log(LogTotals log) {
        json.open("log");
        json.number("written", log.written());
        json.number("waited", log.waited());
        json.number("dropped", log.dropped());
        json.number("lost", log.lost());
        json.number("pending", log.pending());
        json.number("ring_size", log.ringSize());
        json.close();
    }

    private long sum(String counter) {
        return board.sum(Counter.valueOf(counter));
    }
}
