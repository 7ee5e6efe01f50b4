package dev.weir.dist.scenario;

import static dev.weir.dist.scenario.Scenario.UPGRADE;
import static dev.weir.dist.scenario.Scenario.echoOnce;
import static dev.weir.dist.scenario.Scenario.idle;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.testkit.Frame;
import dev.weir.testkit.PlainHttp;
import dev.weir.testkit.RawWebSocket;
import dev.weir.testkit.StubUpstream;
import dev.weir.testkit.WeirServer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is billed by: the numbers of each key, server, location and upstream server. */
class ZonesIT {
    private static final int KEYS = 12;

    private static String gateway(StubUpstream upstream, int max) {
        return """
                worker_processes 2;
                error_log logs/error.log notice;
                events { worker_connections 4096; }
                http {
                    access_log off;
                    ws_stat_zone tenants key=$http_x_tenant max=%d;
                    upstream backend { server 127.0.0.1:%d; }
                    server {
                        listen 127.0.0.1:@port@;
                        server_name api.example;
                        location = /stat { ws_stat; }
                        location / { proxy_pass http://backend; %s }
                        location /echo { websocket_echo; }
                        location /both { ws_stat_zone tenants key=$http_x_tenant max=%1$d; ws_stat_zone both;
                            proxy_pass http://backend; %3$s }
                    }
                }
                """.formatted(max, upstream.port(), UPGRADE, max);
    }

    /** Tenant number i sends i messages of 10 bytes, then the two Closes of two bytes each. */
    private static void talk(int port, String path, String tenant, int messages) {
        try (RawWebSocket client = RawWebSocket.open(port, path, "X-Tenant: " + tenant)) {
            for (int m = 0; m < messages; m++) {
                echoOnce(client, Frame.TEXT, "0123456789");
            }
            client.leave();
        }
    }

    private static String traffic(int connections, int messages) {
        int in = connections + messages;
        return "\"connections\":{\"active\":0,\"opened\":%d,\"closed\":%d},".formatted(connections, connections)
                + "\"client\":{\"frames\":%d,\"messages\":%d,\"payload_bytes\":%d,\"tcp_bytes\":%d},"
                        .formatted(in, messages, 10 * messages + 2 * connections, 16 * messages + 8 * connections)
                + "\"upstream\":{\"frames\":%d,\"messages\":%d,\"payload_bytes\":%d,\"tcp_bytes\":%d}"
                        .formatted(in, messages, 10 * messages + 2 * connections, 12 * messages + 4 * connections);
    }

    private static String json(WeirServer weir) {
        return PlainHttp.get(weir.port(), "/stat?format=json").body();
    }

    private static void demand(String text, String part) {
        assertTrue(text.contains(part), () -> part + "\n is not in\n" + text);
    }

    @Test
    void twelveKeysOfTenAreCountedExactly() {
        try (StubUpstream upstream = StubUpstream.echo();
                WeirServer weir = WeirServer.of(gateway(upstream, 10)).start()) {
            for (int i = 1; i <= KEYS; i++) {
                talk(weir.port(), "/", "t" + i, i);
            }
            talk(weir.port(), "/both", "t3", 5);
            talk(weir.port(), "/echo", "t1", 2);
            talk(weir.port(), "/", "", 1);
            idle(weir);
            String json = json(weir);
            List<String> series = new ArrayList<>();
            for (int i = 1; i <= 10; i++) {
                int more = i == 1 ? 2 : i == 3 ? 5 : 0;
                series.add("{\"key\":\"t%d\",%s}".formatted(i, traffic(more > 0 ? 2 : 1, i + more)));
            }
            series.add("{\"key\":\"other\"," + traffic(2, 11 + 12) + "}");
            demand(
                    json,
                    "{\"zone\":\"tenants\",\"keys\":10,\"max\":10,\"overflowed\":2,\"series\":["
                            + String.join(",", series) + "]}");
            demand(
                    json,
                    "{\"zone\":\"both\",\"keys\":0,\"max\":0,\"overflowed\":0,\"series\":[{\"key\":\"\","
                            + traffic(1, 5) + "}]}");
            String server = "\"server\":\"api.example:" + weir.port() + "\",";
            demand(json, "\"servers\":[{" + server + traffic(15, 86) + "}]");
            demand(json, "{" + server + "\"location\":\"/\"," + traffic(13, 79) + "}");
            demand(json, "{" + server + "\"location\":\"/both\"," + traffic(1, 5) + "}");
            demand(json, "{" + server + "\"location\":\"/echo\"," + traffic(1, 2) + "}");
            demand(
                    json,
                    "\"peers\":[{\"upstream_name\":\"backend\",\"peer\":\"127.0.0.1:" + upstream.port() + "\","
                            + traffic(14, 84) + "}]");
        }
    }

    @Test
    void prometheusHasTheSameNumbers() {
        try (StubUpstream upstream = StubUpstream.echo();
                WeirServer weir = WeirServer.of(gateway(upstream, 2)).start()) {
            talk(weir.port(), "/", "a\"\\\u00c3\u00a4", 1);
            talk(weir.port(), "/", "b", 2);
            talk(weir.port(), "/", "c", 3);
            idle(weir);
            String page = PlainHttp.get(weir.port(), "/stat?format=prometheus").body();
            String open = PlainHttp.get(weir.port(), "/stat", "Accept: application/openmetrics-text;version=1.0.0")
                    .body();
            for (String line : List.of(
                    "weir_zone_messages_total{zone=\"tenants\",key=\"a\\\"\\\\\u00c3\u00a4\",direction=\"in\"} 1",
                    "weir_zone_tcp_bytes_total{zone=\"tenants\",key=\"b\",direction=\"out\"} 28",
                    "weir_zone_connections_closed_total{zone=\"tenants\",key=\"other\"} 1",
                    "weir_zone_connections_active{zone=\"tenants\",key=\"other\"} 0",
                    "weir_zone_overflowed_keys_total{zone=\"tenants\"} 1",
                    "weir_server_messages_total{server=\"api.example:" + weir.port() + "\",direction=\"in\"} 6",
                    "weir_upstream_peer_messages_total{upstream=\"backend\",peer=\"127.0.0.1:" + upstream.port()
                            + "\",direction=\"out\"} 6",
                    "weir_websocket_message_size_bytes_count{direction=\"in\"} 6",
                    "weir_websocket_message_size_bytes_sum{direction=\"in\"} 60",
                    "weir_websocket_session_seconds_count 3",
                    "weir_websocket_handshake_seconds_count 3")) {
                demand(page, "\n" + line + "\n");
                demand(open, "\n" + line + "\n");
            }
            demand(page, "\n# TYPE weir_zone_messages_total counter\n");
            demand(open, "\n# TYPE weir_zone_messages counter\n");
            assertTrue(open.endsWith("\n# EOF\n"), open);
        }
    }

    @Test
    void aReloadKeepsWhatWasCounted() {
        try (StubUpstream upstream = StubUpstream.echo();
                WeirServer weir = WeirServer.of(gateway(upstream, 1)).start()) {
            talk(weir.port(), "/", "a", 1);
            try (RawWebSocket old = RawWebSocket.open(weir.port(), "/", "X-Tenant: a")) {
                echoOnce(old, Frame.TEXT, "0123456789");
                Reloads.reload(weir, gateway(upstream, 2));
                talk(weir.port(), "/", "b", 2);
                echoOnce(old, Frame.TEXT, "0123456789");
                old.leave();
            }
            idle(weir);
            demand(
                    json(weir),
                    "{\"zone\":\"tenants\",\"keys\":2,\"max\":2,\"overflowed\":0,\"series\":[{\"key\":\"a\","
                            + traffic(2, 3) + "},{\"key\":\"b\"," + traffic(1, 2) + "},{\"key\":\"other\","
                            + traffic(0, 0) + "}]}");
            String failed = Reloads.fail(
                    weir,
                    gateway(upstream, 9).replace("/both { ws_stat_zone tenants", "/both { ws_stat_zone tried; x"));
            demand(failed, "unknown directive \"x\"");
            assertTrue(!json(weir).contains("tried"), "a zone of a configuration that was refused");
            demand(json(weir), "\"max\":2");
            demand(json(weir), "\"locations\":[{\"server\":\"api.example:" + weir.port() + "\",\"location\":\"/\",");
        }
    }

    /** One series must not be the sum of two customers, and what a customer owes must not vanish. */
    @Test
    void aReloadCannotGiveAZoneAnotherKey() {
        try (StubUpstream upstream = StubUpstream.echo();
                WeirServer weir = WeirServer.of(gateway(upstream, 3)).start()) {
            talk(weir.port(), "/", "a", 1);
            String other = gateway(upstream, 3).replace("$http_x_tenant", "$arg_tenant");
            String failed = Reloads.fail(weir, other);
            demand(failed, "the zone \"tenants\" counts by \"$http_x_tenant\" already");
            demand(failed, "name another zone");
            demand(failed, "weir.conf:6");
            talk(weir.port(), "/?tenant=b", "a", 2);
            Reloads.reload(weir, other.replace("zone tenants", "zone customers"));
            talk(weir.port(), "/?tenant=a", "nobody", 4);
            idle(weir);
            demand(
                    json(weir),
                    "{\"zone\":\"customers\",\"keys\":1,\"max\":3,\"overflowed\":0,\"series\":[{\"key\":\"a\","
                            + traffic(1, 4) + "}");
            demand(
                    json(weir),
                    "{\"zone\":\"tenants\",\"keys\":1,\"max\":3,\"overflowed\":0,\"series\":[{\"key\":\"a\","
                            + traffic(2, 3) + "}");
            demand(Reloads.fail(weir, other), "cannot go on by another key");
        }
    }
}
