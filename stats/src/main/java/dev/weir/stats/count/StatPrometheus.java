package dev.weir.stats.count;

import dev.weir.core.ws.WsEnd;
import dev.weir.stats.log.LogTotals;
import java.util.Locale;
import java.util.function.ToLongFunction;

/**
 * The statistics in Prometheus' text format 0.0.4, or as OpenMetrics. Names of the form {@code nginx_websocket_*} are
 * those that a fork of the nginx module already exports.
 *
 * <p>Thread: the one that made it.
 */
final class StatPrometheus {
    private final StatPage page = new StatPage();
    private final PrometheusText out;
    private final CounterBoard board;

    private StatPrometheus(CounterBoard board, boolean open) {
        this.board = board;
        this.out = new PrometheusText(page.out(), open);
    }

    /** The whole page in the text format. */
    static String of(CounterBoard board, LogTotals log) {
        return page(board, log, false).rest();
    }

    /**
     * The page, to be written.
     *
     * @param open whether it is OpenMetrics
     */
    static StatPage page(CounterBoard board, LogTotals log, boolean open) {
        StatPrometheus metrics = new StatPrometheus(board, open);
        metrics.process(log);
        metrics.series();
        metrics.page.then(metrics.out::finish);
        return metrics.page;
    }

    private void process(LogTotals log) {
        page.then(this::connections);
        page.then(this::counters);
        page.then(() -> out.single(
                "weir_push_queued_bytes", "gauge", "Bytes of pushes that wait for sockets.", board.queuedPushBytes()));
        page.then(this::histograms);
        page.then(this::closes);
        page.then(() -> logs(log));
        page.then(this::generations);
        page.then(this::workers);
        page.then(this::start);
    }

    private void series() {
        TrafficMetrics tables = new TrafficMetrics(page, out);
        TrafficBoard traffic = board.traffic();
        tables.table("weir_server_", "of each server", traffic.servers(), "server");
        tables.table("weir_location_", "of each location", traffic.locations(), "server", "location");
        tables.table("weir_upstream_peer_", "through each upstream server", traffic.peers(), "upstream", "peer");
        tables.zones(board.zones().all());
    }

    private void workers() {
        gauge("weir_worker_connections_active", "Open client connections", WorkerGauges::connections);
        gauge("weir_worker_websocket_connections_active", "Open WebSocket connections", WorkerGauges::webSockets);
        gauge("weir_worker_buffer_bytes", "Bytes of the buffers", WorkerGauges::poolBytes);
        lag("weir_worker_loop_lag_seconds", "How long the last turn kept others waiting,", WorkerGauges::lagNanos);
        lag(
                "weir_worker_loop_lag_max_seconds",
                "The longest that a turn of the last minute kept others waiting,",
                WorkerGauges::mostLagNanos);
    }

    private void gauge(String metric, String help, ToLongFunction<WorkerGauges> value) {
        gauge(metric, help, 0, value);
    }

    private void lag(String metric, String help, ToLongFunction<WorkerGauges> nanos) {
        gauge(metric, help, 9, nanos);
    }

    private void gauge(String metric, String help, int decimals, ToLongFunction<WorkerGauges> value) {
        out.family(metric, "gauge", help + " of each worker.");
        for (int i = 0; i < board.workers(); i++) {
            long now = value.applyAsLong(board.gauges(i));
            out.sample(metric, PrometheusText.label("worker", "" + i), Buckets.decimal(now, decimals));
        }
    }

    private void start() {
        out.family("process_start_time_seconds", "gauge", "When the process started, in seconds since 1970.");
        out.sample("process_start_time_seconds", "", Buckets.decimal(board.startedMillis(), 3));
    }

    private void connections() {
        out.family("nginx_websocket_connections_active", "gauge", "Open WebSocket connections.");
        out.sample("nginx_websocket_connections_active", "", board.activeWebSockets());
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
