package dev.weir.dist.scenario;

import static dev.weir.dist.scenario.Scenario.echoOnce;
import static dev.weir.dist.scenario.Scenario.inFrontOf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.testkit.Frame;
import dev.weir.testkit.PlainHttp;
import dev.weir.testkit.RawWebSocket;
import dev.weir.testkit.StubUpstream;
import dev.weir.testkit.WeirServer;
import dev.weir.testkit.WsStat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The statistics say the same in every format. */
class StatisticsIT {
    @Test
    void allFormatsNameTheSameNumbers() {
        try (StubUpstream upstream = StubUpstream.echo();
                WeirServer weir = inFrontOf(upstream);
                RawWebSocket client = RawWebSocket.open(weir.port(), "/ws")) {
            echoOnce(client, Frame.TEXT, "hello");
            echoOnce(client, Frame.BINARY, "*".repeat(300));
            echoOnce(client, Frame.PING, "");
            assertEquals(new WsStat(1, 3, 305, 325, 3, 305, 313), WsStat.of(weir.port()));

            String json = PlainHttp.get(weir.port(), "/stat", "Accept: application/json")
                    .body();
            String in = "\"client\":{\"frames\":3,\"payload_bytes\":305,\"tcp_bytes\":325,\"messages\":2,";
            String out = "\"upstream\":{\"frames\":3,\"payload_bytes\":305,\"tcp_bytes\":313,\"messages\":2,";
            assertTrue(json.contains("\"connections\":{\"active\":1,\"opened\":1,\"closed\":0}"), json);
            assertTrue(json.contains(in) && json.contains(out), json);

            String metrics =
                    PlainHttp.get(weir.port(), "/stat?format=prometheus").body();
            for (String line : List.of(
                    "nginx_websocket_connections_active 1",
                    "nginx_websocket_frames_total{direction=\"in\"} 3",
                    "nginx_websocket_frames_total{direction=\"out\"} 3",
                    "nginx_websocket_payload_bytes_total{direction=\"in\"} 305",
                    "nginx_websocket_payload_bytes_total{direction=\"out\"} 305",
                    "nginx_websocket_tcp_bytes_total{direction=\"in\"} 325",
                    "nginx_websocket_tcp_bytes_total{direction=\"out\"} 313")) {
                assertTrue(metrics.contains("\n" + line + "\n"), line + " is missing in\n" + metrics);
            }
        }
    }

    @Test
    void onlyReadingIsAllowed() {
        try (StubUpstream upstream = StubUpstream.echo();
                WeirServer weir = inFrontOf(upstream)) {
            assertEquals(200, PlainHttp.get(weir.port(), "/stat").status());
            String head = " /stat HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
            assertEquals("", PlainHttp.say(weir.port(), "HEAD" + head).body());
            assertEquals(405, PlainHttp.say(weir.port(), "DELETE" + head).status());
        }
    }
}
