package dev.weir.dist.scenario;

import static dev.weir.dist.scenario.Scenario.echoOnce;
import static dev.weir.dist.scenario.Scenario.example;
import static dev.weir.dist.scenario.Scenario.soon;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.testkit.Distribution;
import dev.weir.testkit.Frame;
import dev.weir.testkit.Json;
import dev.weir.testkit.RawWebSocket;
import dev.weir.testkit.StubUpstream;
import dev.weir.testkit.WeirServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** examples/observability with a real Prometheus: what it scrapes, its alerts, and the dashboard's questions. */
class ObservabilityIT {
    private static final Path EXAMPLE = Path.of(System.getProperty("weir.home"), "examples", "observability");
    private static final Pattern METRIC = Pattern.compile("\\b(?:weir|nginx_websocket|process)_[a-z_]+\\b");

    @TempDir
    private Path folder;

    private static WeirServer start(StubUpstream upstream) {
        String text = example("observability.conf")
                .replace("listen 8080", "listen 127.0.0.1:@port@")
                .replace("9145", "@metrics@")
                .replace("127.0.0.1:5000", "127.0.0.1:" + upstream.port())
                .replace("access_log off;", "access_log logs/scrapes.log scrapes;")
                .replace("upstream backend", "log_format scrapes '$sent_http_content_type'; upstream backend");
        return WeirServer.of(text).start();
    }

    private Prometheus scraping(WeirServer weir) throws IOException {
        String text = example("observability/prometheus.yml")
                .replace("15s", "1s")
                .replace("9145", Integer.toString(weir.port("metrics")))
                .replace("localhost", "127.0.0.1");
        Files.copy(EXAMPLE.resolve("alerts.yml"), folder.resolve("alerts.yml"));
        return Prometheus.start(folder, Files.writeString(folder.resolve("prometheus.yml"), text));
    }

    @Test
    void theFilesPleasePromtool() {
        Prometheus.promtool("check", "config", EXAMPLE.resolve("prometheus.yml").toString());
        Prometheus.promtool("check", "rules", EXAMPLE.resolve("alerts.yml").toString());
        Prometheus.promtool("test", "rules", EXAMPLE.resolve("alerts-test.yml").toString());
    }

    /** Also with keys that hold whatever a client likes. */
    @Test
    void theMetricsPleasePromtool() throws IOException {
        try (StubUpstream upstream = StubUpstream.echo();
                WeirServer weir = start(upstream);
                RawWebSocket plain = RawWebSocket.open(weir.port(), "/ws");
                RawWebSocket odd = RawWebSocket.open(weir.port(), "/ws", "X-Api-Key: a\"b\\c\u00c3\u00bc\u00ff{} #")) {
            echoOnce(plain, Frame.TEXT, "hello");
            echoOnce(odd, Frame.BINARY, "hello");
            String metrics = Prometheus.read("http://127.0.0.1:" + weir.port("metrics") + "/metrics?format=prometheus");
            assertTrue(
                    metrics.contains(
                            "\nweir_zone_messages_total{zone=\"api_keys\",key=\"a\\\"b\\\\c\u00fc\\\\xFF{} #\""),
                    metrics);
            Path file = Files.writeString(folder.resolve("metrics"), metrics);
            String check = "promtool check metrics < " + file;
            Distribution.Finished said = Distribution.runCommand(List.of("sh", "-c", check), Map.of());
            assertEquals(new Distribution.Finished(0, "", ""), said);
        }
    }

    @Test
    void prometheusHasTheNumbersThatPassed() throws IOException {
        try (StubUpstream upstream = StubUpstream.echo();
                WeirServer weir = start(upstream);
                Prometheus prometheus = scraping(weir);
                RawWebSocket acme = RawWebSocket.open(weir.port(), "/ws", "X-Api-Key: acme");
                RawWebSocket nobody = RawWebSocket.open(weir.port(), "/ws")) {
            for (int i = 0; i < 7; i++) {
                echoOnce(acme, Frame.TEXT, "0123456789");
            }
            echoOnce(nobody, Frame.BINARY, "*".repeat(1000));
            soon().until(() -> prometheus.number("nginx_websocket_frames_total{direction=\"in\"}") == 8);
            assertEquals(2, prometheus.number("nginx_websocket_connections_active"));
            assertEquals(1070, prometheus.number("nginx_websocket_payload_bytes_total{direction=\"out\"}"));
            assertEquals(7, prometheus.number("weir_zone_messages_total{key=\"acme\",direction=\"in\"}"));
            String peer = "{upstream=\"backend\",peer=\"127.0.0.1:" + upstream.port() + "\",direction=\"in\"}";
            assertEquals(8, prometheus.number("weir_upstream_peer_messages_total" + peer));
            assertEquals(
                    7,
                    prometheus.number("weir_websocket_message_size_bytes_bucket{direction=\"in\",le=\"16.0\"} or"
                            + " weir_websocket_message_size_bytes_bucket{direction=\"in\",le=\"16\"}"));
            assertEquals(1, prometheus.number("up{job=\"weir\"}"));
            // It reads OpenMetrics when it may.
            Scenario.awaitLog(weir, "scrapes.log", "application/openmetrics-text; version=1.0.0; charset=utf-8");
            acme.leave();
            nobody.leave();
            soon().until(() -> prometheus.number("nginx_websocket_connections_active") == 0);
        }
    }

    /** No question is about a metric that is not there, and none is malformed. */
    @Test
    void alertsAndDashboardAskForWhatThereIs() throws IOException {
        try (StubUpstream upstream = StubUpstream.echo();
                WeirServer weir = start(upstream);
                Prometheus prometheus = scraping(weir)) {
            try (RawWebSocket client = RawWebSocket.open(weir.port(), "/ws", "X-Api-Key: acme")) {
                echoOnce(client, Frame.TEXT, "hello");
                client.leave();
            }
            soon().until(() -> prometheus.number("sum(weir_websocket_closes_total)") == 1);
            Set<String> known = prometheus.api("label/__name__/values").list().stream()
                    .map(Json::text)
                    .collect(Collectors.toCollection(TreeSet::new));
            List<String> questions = new ArrayList<>(questions());
            prometheus
                    .api("rules")
                    .at("groups")
                    .list()
                    .forEach(group -> group.at("rules")
                            .list()
                            .forEach(rule -> questions.add(rule.at("query").text())));
            assertTrue(questions.size() > 60, "questions found: " + questions.size());
            for (String question : questions) {
                prometheus.query(question);
                Matcher metric = METRIC.matcher(question);
                while (metric.find()) {
                    assertTrue(known.contains(metric.group()), metric.group() + " of " + question + " in " + known);
                }
            }
            soon().until(() -> prometheus.api("rules").at("groups").list().stream()
                    .flatMap(group -> group.at("rules").list().stream())
                    .allMatch(rule -> rule.at("health").text().equals("ok")));
        }
    }

    /** Those of the dashboard, with what Grafana puts in for its variables. */
    private static List<String> questions() {
        Json dashboard = Json.read(example("observability/grafana-dashboard.json"));
        List<String> found = new ArrayList<>();
        for (Json panel : dashboard.at("panels").list()) {
            if (panel.has("targets")) {
                panel.at("targets")
                        .list()
                        .forEach(target -> found.add(target.at("expr").text()));
            }
        }
        dashboard
                .at("annotations.list")
                .list()
                .forEach(note -> found.add(note.at("expr").text()));
        return found.stream()
                .map(text -> text.replace("$job", "weir")
                        .replace("$instance", ".*")
                        .replace("$__rate_interval", "1m")
                        .replace("$__range", "1h"))
                .toList();
    }
}
