package dev.weir.stats.count;

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
 *  "http":{"accepted":0,"handled":0,"requests":0},
 *  "configuration":{"generation":1,"live":1},
 *  "log":{"written":0,"waited":0,"dropped":0,"lost":0,"pending":0,"ring_size":0},
 *  "push":{"accepted":0,"deliveries":0,"bytes":0,"refused":{"bad_id":0,...},"dropped":0,"overflows":0,
 *          "queued_bytes":0,"hooks":{"connect":{"ok":0,"refused":0,"failed":0,"dropped":0},...},
 *          "latency_seconds":{"count":0,"sum":0.000000001,"quantiles":{"0.5":0,...},
 *                             "buckets":[{"le":0.00005,"count":0},...]}}}
 * </pre>
 *
 * <p>A bucket's number holds those of the buckets below; values above the last are in {@code count} only. Quantiles are
 * estimates from the buckets.
 *
 * <p>All names and values are of our own making, so nothing needs escaping. Thread: the one that made it.
 */
final class StatJson {
    private static final String[] OPCODES = {"CONTINUATION", "TEXT", "BINARY", "CLOSE", "PING", "PONG", "RESERVED"};

    private final JsonText json = new JsonText();
    private final CounterBoard board;

    private StatJson(CounterBoard board) {
        this.board = board;
    }

    static String of(CounterBoard board, LogTotals log) {
        StatJson page = new StatJson(board);
        page.json.open();
        page.json.member("version", 1);
        page.connections();
        page.direction("client", "_IN");
        page.direction("upstream", "_OUT");
        page.closes();
        page.handshakes();
        page.http();
        page.configuration();
        page.log(log);
        new PushJson(board, page.json).write();
        page.json.close();
        return page.json + "\n";
    }

    /** The number of the one in force, and how many still serve connections. */
    private void configuration() {
        json.open("configuration");
        json.member("generation", board.generations().current().number());
        json.member("live", board.generations().live());
        json.close();
    }

    private void connections() {
        json.open("connections");
        json.member("active", board.activeWebSockets());
        json.member("opened", board.sum(Counter.WS_OPENED));
        json.member("closed", board.sum(Counter.WS_CLOSED));
        json.close();
    }

    private void direction(String name, String suffix) {
        json.open(name);
        json.member("frames", sum("FRAMES" + suffix));
        json.member("payload_bytes", sum("PAYLOAD" + suffix));
        json.member("tcp_bytes", sum("BYTES" + suffix));
        json.member("messages", sum("MESSAGES" + suffix));
        json.open("opcodes");
        for (String opcode : OPCODES) {
            json.member(opcode.toLowerCase(Locale.ROOT), sum(opcode + suffix));
        }
        json.close();
        json.member("incomplete_frames", sum("INCOMPLETE_FRAMES" + suffix));
        json.member("incomplete_bytes", sum("INCOMPLETE_BYTES" + suffix));
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
                    json.member("count", count);
                    json.close();
                }
            }
        }
        json.closeArray();
    }

    private void handshakes() {
        json.open("handshakes");
        json.member("accepted", board.sum(Counter.WS_OPENED));
        json.open("refused");
        for (Counter counter : Counter.values()) {
            if (counter.name().startsWith("REFUSED_")) {
                String labels = counter.labels();
                json.member(labels.substring(labels.indexOf('"') + 1, labels.length() - 1), board.sum(counter));
            }
        }
        json.close();
        json.close();
    }

    private void http() {
        json.open("http");
        json.member("accepted", board.sum(Counter.HTTP_ACCEPTED));
        json.member("handled", board.sum(Counter.HTTP_HANDLED));
        json.member("requests", board.sum(Counter.HTTP_REQUESTS));
        json.close();
    }

    private void log(LogTotals log) {
        json.open("log");
        json.member("written", log.written());
        json.member("waited", log.waited());
        json.member("dropped", log.dropped());
        json.member("lost", log.lost());
        json.member("pending", log.pending());
        json.member("ring_size", log.ringSize());
        json.close();
    }

    private long sum(String counter) {
        return board.sum(Counter.valueOf(counter));
    }
}
