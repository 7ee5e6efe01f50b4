package dev.weir.dist.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.dist.scenario.GuideBlock.Command;
import dev.weir.testkit.Distribution;
import dev.weir.testkit.Frame;
import dev.weir.testkit.Json;
import dev.weir.testkit.PlainHttp;
import dev.weir.testkit.RawWebSocket;
import dev.weir.testkit.StubUpstream;
import dev.weir.testkit.WeirServer;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The guide to connections: its commands print what it says, on its configuration. */
class ConnectionsGuideIT {
    private static final String GUIDE = "connections.md";

    private static Frame close(int code, String reason) {
        return Frame.fromServer(Frame.CLOSE, Frame.closePayload(code, reason));
    }

    @Test
    void everyCommandPrintsWhatTheGuideSays() {
        try (StubUpstream upstream = StubUpstream.echo()) {
            String text = GuideBlock.of(GUIDE, "nginx")
                    .get(0)
                    .text()
                    .replace("8080", "127.0.0.1:@port@")
                    .replace("8081", "@private@")
                    .replace("9000", "" + upstream.port());
            try (WeirServer weir = WeirServer.of(text).start();
                    RawWebSocket first = RawWebSocket.open(weir.port(), "/room/coffee");
                    RawWebSocket tea = RawWebSocket.open(weir.port(), "/room/tea");
                    RawWebSocket endpoint = RawWebSocket.open(weir.port(), "/push")) {
                Scenario.echoOnce(first, Frame.TEXT, "*".repeat(1000));
                String id = id(weir, "/room/coffee");
                for (GuideBlock block : GuideBlock.of(GUIDE, "console")) {
                    for (Command command : block.commands()) {
                        run(block, command, weir, id);
                        if (command.line().contains("DELETE") && command.line().endsWith("$ID")) {
                            assertEquals(close(1001, ""), first.readFrame());
                            first.send(Frame.fromClient(Frame.CLOSE, Frame.closePayload(1001, "")));
                            assertEquals("", first.readToEnd());
                            Scenario.soon().until(() -> total(weir) == 2);
                        }
                    }
                }
                assertEquals(close(1008, "not here"), tea.readFrame());
                endpoint.readFrame();
                assertEquals(close(1008, "not here"), endpoint.readFrame());
            }
        }
    }

    private static Json list(WeirServer weir, String query) {
        return Json.read(
                PlainHttp.get(weir.port("private"), "/connections" + query).body());
    }

    private static long total(WeirServer weir) {
        return list(weir, "").at("total").number();
    }

    private static String id(WeirServer weir, String uri) {
        return ""
                + list(weir, "?uri=" + uri)
                        .at("connections")
                        .list()
                        .get(0)
                        .at("id")
                        .number();
    }

    private static void run(GuideBlock block, Command command, WeirServer weir, String id) {
        String line = command.line().replace("8081", "" + weir.port("private")).replace("curl ", "curl -sS ");
        Distribution.Finished said = Distribution.runCommand(List.of("sh", "-c", line + " 2>&1"), Map.of("ID", id));
        assertTrue(
                command.prints(said.output()),
                () -> GUIDE + ", line " + block.line() + ": " + command + "\nbut it prints\n" + said.output());
    }

    /** A connection in the guide has the members that Weir writes, in their order. */
    @Test
    void theExampleHasAllMembers() {
        Json shown = Json.read(GuideBlock.of(GUIDE, "json").get(0).text());
        try (WeirServer weir = PushScenario.start("""
                        location /connections { ws_connections; }
                        location /ws { websocket; }
                        """);
                RawWebSocket client = RawWebSocket.open(weir.port(), "/ws")) {
            Json row = Json.read(PlainHttp.get(weir.port(), "/connections").body())
                    .at("connections")
                    .list()
                    .get(0);
            assertEquals(client.localPort(), row.at("remote_port").number());
            for (String part : List.of("client", "upstream_traffic")) {
                assertEquals(names(shown.at(part)), names(row.at(part)));
            }
            assertEquals(names(shown), names(row));
        }
    }

    private static String names(Json object) {
        return ((Map<?, ?>) object.value())
                .keySet().stream().map(Object::toString).collect(Collectors.joining(" "));
    }
}
