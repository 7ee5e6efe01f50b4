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
 *  "log":{"written":0,"waited":0,"dropped":0,"lost":0,"pending":0,"ring_size":0}}
 * </pre>
 *
 * <p>All names and values are of our own making, so nothing needs escaping. Thread: the one that made it.
 */
final class StatJson {
    private static final String[] OPCODES = {"CONTINUATION", "TEXT", "BINARY", "CLOSE", "PING", "PONG", "RESERVED"};

    private final StringBuilder out = new StringBuilder(2048);
    private final CounterBoard board;

    private StatJson(CounterBoard board) {
        this.board = board;
    }

    static String of(CounterBoard board, LogTotals log) {
        StatJson json = new StatJson(board);
        json.out.append('{');
        json.member("version", 1);
        json.connections();
        json.direction("client", "_IN");
        json.direction("upstream", "_OUT");
        json.closes();
        json.handshakes();
        json.http();
        json.log(log);
        return json.out.append("}\n").toString();
    }

    private void connections() {
        open("connections");
        member("active", board.activeWebSockets());
        member("opened", board.sum(Counter.WS_OPENED));
        member("closed", board.sum(Counter.WS_CLOSED));
        out.append('}');
    }

    private void direction(String name, String suffix) {
        open(name);
        member("frames", sum("FRAMES" + suffix));
        member("payload_bytes", sum("PAYLOAD" + suffix));
        member("tcp_bytes", sum("BYTES" + suffix));
        member("messages", sum("MESSAGES" + suffix));
        open("opcodes");
        for (String opcode : OPCODES) {
            member(opcode.toLowerCase(Locale.ROOT), sum(opcode + suffix));
        }
        out.append('}');
        member("incomplete_frames", sum("INCOMPLETE_FRAMES" + suffix));
        member("incomplete_bytes", sum("INCOMPLETE_BYTES" + suffix));
        out.append('}');
    }

    private void closes() {
        name("closes");
        out.append('[');
        for (WsEnd.By side : WsEnd.By.values()) {
            for (int label = 0; label < CloseLabels.COUNT; label++) {
                long count = board.sumClose(side, label);
                if (count > 0) {
                    comma();
                    out.append("{\"side\":\"").append(side.name().toLowerCase(Locale.ROOT));
                    out.append("\",\"code\":\"").append(CloseLabels.text(label)).append('"');
                    member("count", count);
                    out.append('}');
                }
            }
        }
        out.append(']');
    }

    private void handshakes() {
        open("handshakes");
        member("accepted", board.sum(Counter.WS_OPENED));
        open("refused");
        for (Counter counter : Counter.values()) {
            if (counter.name().startsWith("REFUSED_")) {
                String labels = counter.labels();
                member(labels.substring(labels.indexOf('"') + 1, labels.length() - 1), board.sum(counter));
            }
        }
        out.append("}}");
    }

    private void http() {
        open("http");
        member("accepted", board.sum(Counter.HTTP_ACCEPTED));
        member("handled", board.sum(Counter.HTTP_HANDLED));
        member("requests", board.sum(Counter.HTTP_REQUESTS));
        out.append('}');
    }

    private void log(LogTotals log) {
        open("log");
        member("written", log.written());
        member("waited", log.waited());
        member("dropped", log.dropped());
        member("lost", log.lost());
        member("pending", log.pending());
        member("ring_size", log.ringSize());
        out.append('}');
    }

    private long sum(String counter) {
        return board.sum(Counter.valueOf(counter));
    }

    private void open(String name) {
        name(name);
        out.append('{');
    }

    private void member(String name, long value) {
        name(name);
        out.append(value);
    }

    private void name(String name) {
        comma();
        out.append('"').append(name).append("\":");
    }

    private void comma() {
        char last = out.charAt(out.length() - 1);
        if (last != '{' && last != '[') {
            out.append(',');
        }
    }
}
