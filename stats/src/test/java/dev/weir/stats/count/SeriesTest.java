package dev.weir.stats.count;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.core.http.Exchange;
import dev.weir.core.variable.Variables;
import dev.weir.core.ws.FrameTap;
import dev.weir.core.ws.Opcode;
import dev.weir.core.ws.Side;
import dev.weir.core.ws.WsEnd;
import dev.weir.stats.Blocks;
import dev.weir.stats.FakeSession;
import dev.weir.stats.Gateway;
import dev.weir.stats.log.LogDispatcher;
import dev.weir.stats.log.LogTotals;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The series of servers, locations, upstream servers and zones, as their pages show them. */
class SeriesTest {
    private static final String ZONES = "ws_stat_zone all; ws_stat_zone keys key=$arg_key max=2;";

    @TempDir
    private Path folder;

    private final CounterBoard board = new CounterBoard(2);

    /** One connection: what its request asks for tells its upstream server and its key. */
    private static final class Talk {
        private final FakeSession session;

        private Talk(FakeSession session) {
            this.session = session;
        }

        private void frames(int count, int size) throws Exception {
            Gateway.on(session.exchange(), x -> {
                for (int i = 0; i < count; i++) {
                    session.bytes(Side.CLIENT, size + 6);
                    session.frame(Side.CLIENT, Opcode.TEXT, size);
                    session.bytes(Side.UPSTREAM, size + 2);
                    session.frame(Side.UPSTREAM, Opcode.TEXT, size);
                }
                session.frame(Side.CLIENT, Opcode.PING, 0);
                return null;
            });
        }

        private void end() throws Exception {
            Gateway.on(session.exchange(), x -> {
                session.end(WsEnd.By.CLIENT, 1000, WsEnd.Cause.CLOSE);
                return null;
            });
        }
    }

    private static Variables variables() {
        Variables variables = Blocks.variables();
        variables.define("upstream_addr", "", x -> argument(x, "peer"));
        variables.define("proxy_host", "", x -> argument(x, "peer") == null ? null : "backend");
        return variables;
    }

    private static String argument(Exchange exchange, String name) {
        for (String arg : exchange.args().split("&")) {
            if (arg.startsWith(name + "=")) {
                return arg.substring(name.length() + 1).replace('+', ' ');
            }
        }
        return null;
    }

    private Talk open(Gateway gateway, String arguments) throws Exception {
        Exchange exchange = gateway.exchange("GET /chat?" + arguments + " HTTP/1.1\r\nHost: test.example");
        List<FrameTap.Factory> factories = new ArrayList<>(List.of(new CounterTap.Factory(board, variables())));
        Blocks.Bound bound = Blocks.inServer(folder, ZONES);
        LogDispatcher log = new LogDispatcher(board.clock(), folder, 8);
        factories.addAll(bound.assembly(log)
                .with(CounterBoard.class, board)
                .parts(FrameTap.Factory.class, bound.location(), bound.catalog()));
        assertEquals(List.of(), bound.problems());
        board.zones().enter();
        return new Talk(Gateway.on(exchange, x -> {
            FakeSession session = new FakeSession(x);
            factories.forEach(session::openOne);
            return session;
        }));
    }

    @Test
    void everySeriesCountsItsOwn() throws Exception {
        try (Gateway gateway = Gateway.holding(2)) {
            Talk one = open(gateway, "key=a&peer=10.0.0.9:80,+10.0.0.1:80");
            Talk two = open(gateway, "key=b&peer=10.0.0.2:80");
            Talk three = open(gateway, "key=c&peer=10.0.0.9:80+:+10.0.0.1:80");
            Talk four = open(gateway, "none=1");
            one.frames(3, 10);
            two.frames(5, 100);
            three.frames(7, 1);
            four.frames(1, 1);
            one.end();
        }
        Map<String, String> json = JsonCheck.read(StatJson.of(board, LogTotals.NONE));
        assertEquals("3", json.get("connections.active"));
        assertEquals("20", json.get("client.frames"));
        check(json, "servers[0]", "4 1 20 16 538 634");
        assertEquals("test.example", json.get("servers[0].server"));
        check(json, "locations[0]", "4 1 20 16 538 634");
        assertEquals("/", json.get("locations[0].location"));
        Map<String, String> peers = Map.of("10.0.0.1:80", "2 1 12 10 37 97", "10.0.0.2:80", "1 0 6 5 500 530");
        for (int i = 0; i < 2; i++) {
            assertEquals("backend", json.get("peers[" + i + "].upstream_name"));
            check(json, "peers[" + i + "]", peers.get(json.get("peers[" + i + "].peer")));
        }
        assertEquals("all", json.get("zones[0].zone"));
        assertEquals("0", json.get("zones[0].max"));
        check(json, "zones[0].series[0]", "4 1 20 16 538 634");
        assertEquals("2", json.get("zones[1].keys"));
        assertEquals("2", json.get("zones[1].max"));
        assertEquals("1", json.get("zones[1].overflowed"));
        assertEquals("a", json.get("zones[1].series[0].key"));
        check(json, "zones[1].series[0]", "1 1 4 3 30 48");
        check(json, "zones[1].series[1]", "1 0 6 5 500 530");
        assertEquals("other", json.get("zones[1].series[2].key"));
        check(json, "zones[1].series[2]", "1 0 8 7 7 49");
        assertEquals("16", json.get("histograms.message_size_bytes.client.count"));
        assertEquals("538", json.get("histograms.message_size_bytes.client.sum"));
        assertEquals("1", json.get("histograms.session_seconds.count"));
        assertEquals("4", json.get("histograms.handshake_seconds.count"));
    }

    private static void check(Map<String, String> json, String path, String expected) {
        List<String> names = List.of(
                "connections.opened",
                "connections.closed",
                "client.frames",
                "client.messages",
                "client.payload_bytes",
                "client.tcp_bytes");
        List<String> found =
                names.stream().map(name -> json.get(path + "." + name)).toList();
        assertEquals(expected, String.join(" ", found), path);
    }

    @Test
    void prometheusShowsThemWithEscapedLabels() throws Exception {
        try (Gateway gateway = Gateway.holding(2)) {
            open(gateway, "key=a\"b\\c\u00ff&peer=10.0.0.1:80").frames(2, 5);
        }
        String page = StatPrometheus.of(board, LogTotals.NONE);
        ExpositionCheck.of(page, false);
        ExpositionCheck.of(StatPrometheus.page(board, LogTotals.NONE, true).rest(), true);
        for (String line : List.of(
                "weir_server_connections_active{server=\"test.example\"} 1",
                "weir_location_frames_total{server=\"test.example\",location=\"/\",direction=\"in\"} 3",
                "weir_upstream_peer_messages_total{upstream=\"backend\",peer=\"10.0.0.1:80\",direction=\"out\"} 2",
                "weir_zone_keys{zone=\"keys\"} 1",
                "weir_zone_keys_max{zone=\"keys\"} 2",
                "weir_zone_overflowed_keys_total{zone=\"keys\"} 0",
                "weir_zone_payload_bytes_total{zone=\"all\",direction=\"in\"} 10",
                "weir_zone_tcp_bytes_total{zone=\"keys\",key=\"a\\\"b\\\\c\\\\xFF\",direction=\"in\"} 22",
                "weir_zone_tcp_bytes_total{zone=\"keys\",key=\"other\",direction=\"in\"} 0")) {
            assertTrue(page.contains("\n" + line + "\n"), () -> line + " is not in\n" + page);
        }
    }

    /** A client that makes Weir connect to ever new servers cannot make the page grow without end. */
    @Test
    void upstreamServersAreLimited() {
        TrafficBoard traffic = board.traffic();
        for (int i = 0; i < TrafficBoard.MOST_PEERS + 50; i++) {
            traffic.at(new Route("s", "/", "any", "10.0.0.1:" + i)).at(0).onOpened();
        }
        assertEquals(TrafficBoard.MOST_PEERS + 1, traffic.peers().size());
        TrafficGroup other = traffic.peers().at(TrafficBoard.MOST_PEERS);
        assertEquals(List.of("other", "other"), other.labels());
        assertEquals(50, other.read(Counter.WS_OPENED));
        traffic.at(new Route("s", "/2", "any", "10.0.0.1:7")).at(0).onOpened();
        assertEquals(2, traffic.peers().at(7).read(Counter.WS_OPENED), "one that is known stays so everywhere");
        assertEquals(TrafficBoard.MOST_PEERS + 51, traffic.servers().at(0).read(Counter.WS_OPENED));
    }
}
