package dev.weir.dist.scenario;

import static dev.weir.dist.scenario.Scenario.echoOnce;
import static dev.weir.dist.scenario.Scenario.soon;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.testkit.Frame;
import dev.weir.testkit.Json;
import dev.weir.testkit.RawWebSocket;
import dev.weir.testkit.StubUpstream;
import dev.weir.testkit.WeirServer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** docs/guides/statistics.md: the JSON has the members that it documents, and no others. */
class StatisticsGuideIT {
    private static String configuration(StubUpstream upstream) {
        return """
                worker_processes 1;
                error_log logs/error.log info;
                events { worker_connections 1024; }
                http {
                    access_log off;
                    ws_stat_zone keys key=$http_x_api_key;
                    upstream backend { server 127.0.0.1:%d; }
                    server {
                        listen 127.0.0.1:@port@;
                        location / { proxy_pass http://backend; %s }
                    }
                    %s
                }
                """.formatted(
                        upstream.port(),
                        Scenario.UPGRADE,
                        GuideBlock.of("statistics.md", "nginx").get(0).text().replace("9145", "@stat@"));
    }

    /** Paths of all members; elements of an array count as one. */
    private static Set<String> members(Json json, String path, Set<String> found) {
        if (json.value() instanceof Map<?, ?> object) {
            object.forEach((name, member) -> members((Json) member, path + "/" + name, found));
        } else if (json.value() instanceof List<?>) {
            json.list().forEach(each -> members(each, path + "/*", found));
        } else {
            found.add(path);
        }
        return found;
    }

    @Test
    void theJsonIsAsDocumented() {
        try (StubUpstream upstream = StubUpstream.echo();
                WeirServer weir = WeirServer.of(configuration(upstream)).start()) {
            try (RawWebSocket client = RawWebSocket.open(weir.port(), "/ws", "X-Api-Key: acme")) {
                echoOnce(client, Frame.TEXT, "hello");
                client.leave();
            }
            Json documented =
                    Json.read(GuideBlock.of("statistics.md", "json").get(0).text());
            String url = "http://127.0.0.1:" + weir.port("stat") + "/stat?format=json";
            soon().until(() ->
                    Json.read(Prometheus.read(url)).at("connections.active").number() == 0);
            assertEquals(
                    members(documented, "", new TreeSet<>()),
                    members(Json.read(Prometheus.read(url)), "", new TreeSet<>()));
        }
    }
}
