package dev.weir.stats.count;

import dev.weir.core.ws.WsEnd;
import dev.weir.stats.log.LogTotals;
import java.util.Locale;

/**
 * The statistics in Prometheus' text format 0.0.4. Names of the form {@code nginx_websocket_*} are those that a fork
 * of the nginx module already exports.
 *
 * <p>Thread: the one that made it.
 */
final class StatPrometheus {
    private final PrometheusText out = new PrometheusText();
    private final CounterBoard board;

    private StatPrometheus(CounterBoard board) {
        this.board = board;
    }

    static String of(CounterBoard board, LogTotals log) {
        StatPrometheus page = new StatPrometheus(board);
        page.connections();
        page.counters();
        page.out.single(
                "weir_push_queued_bytes", "gauge", "Bytes of pushes that wait for sockets.", board.queuedPushBytes());
        page.histograms();
        page.closes();
        page.logs(log);
        page.generations();
        return page.out.toString();
    }

    private void connections() {
        out.family("nginx_websocket_connections_active", "gauge", "Open WebSocket connections.");
        out.sample("nginx_websocket_connections_active", "", board.activeWebSockets());
        out.family("weir_worker_websocket_connections_active", "gauge", "Open WebSocket connections of each worker.");
        for (int i = 0; i < board.workers(); i++) {
            WorkerCounters worker = board.worker(i);
            long closed = worker.read(Counter.WS_CLOSED);
            out.sample(
                    "weir_worker_websocket_connections_active",
                    "worker=\"" + i + "\"",
                    worker.read(Counter.WS_OPENED) - closed);
        }
    }

    private void counters() {
        Metric metric = null;
        for (Counter counter : Counter.values()) {
            if (counter.metric() != metric) {
                metric = counter.metric();
                out.family(metric.id, "counter", metric.help);
            }
            out.sample(metric.id, counter.labels(), board.sum(counter));
        }
    }

    private void histograms() {
        String metric = "";
        for (Histogram histogram : Histogram.values()) {
            if (!histogram.metric().equals(metric)) {
                metric = histogram.metric();
                out.family(metric, "histogram", histogram.help());
            }
            out.histogram(metric, histogram.labels(), board.read(histogram));
        }
    }

    /** Only what has happened: sixty series of zeros would help nobody. */
    private void closes() {
        out.family("weir_websocket_closes_total", "counter", "Ended connections by who ended them and the close code.");
        for (WsEnd.By side : WsEnd.By.values()) {
            for (int label = 0; label < CloseLabels.COUNT; label++) {
                long count = board.sumClose(side, label);
                if (count > 0) {
                    String labels = "side=\"" + side.name().toLowerCase(Locale.ROOT) + "\",code=\""
                            + CloseLabels.text(label) + "\"";
                    out.sample("weir_websocket_closes_total", labels, count);
                }
            }
        }
    }

    private void logs(LogTotals log) {
        out.single("weir_log_lines_written_total", "counter", "Log lines written.", log.written());
        out.single(
                "weir_log_waits_total", "counter", "Times a producer waited for room in the log ring.", log.waited());
        out.single("weir_log_lines_dropped_total", "counter", "Log lines dropped by overflow=drop.", log.dropped());
        out.single("weir_log_lines_lost_total", "counter", "Log lines that a failing disk did not take.", log.lost());
        out.single("weir_log_ring_lines", "gauge", "Log lines waiting in the ring.", log.pending());
        out.single("weir_log_ring_size", "gauge", "Log lines that the ring can hold.", log.ringSize());
    }

    private void generations() {
        out.single(
                "weir_configuration_generation",
                "gauge",
                "The configuration in force: 1 at the start, one more for each reload.",
                board.generations().current().number());
        out.single(
                "weir_configurations_live",
                "gauge",
                "Configurations that serve connections, the one in force included.",
                board.generations().live());
    }
}
