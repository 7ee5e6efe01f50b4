package dev.weir.dist.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.testkit.PlainHttp;
import dev.weir.testkit.StubUpstream;
import dev.weir.testkit.WeirServer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code ws_stat_append}: the statistics follow whatever a location answers. */
class AppendIT {
    private static String gateway(int upstreamPort) {
        return """
                events { }
                http {
                    access_log off;
                    gzip on; gzip_types text/plain; gzip_min_length 1;
                    server {
                        listen 127.0.0.1:@port@;
                        location = /stat { ws_stat prometheus; }
                        location /status { stub_status; ws_stat_append; }
                        location /text { return 200 "no line end"; ws_stat_append; }
                        location /gone { return 404; ws_stat_append; }
                        location /ssi/ { ssi on; ssi_types *; ws_stat_append; proxy_pass http://127.0.0.1:%d; }
                        location / { ws_stat_append; proxy_pass http://127.0.0.1:%d; proxy_http_version 1.1; }
                    }
                }
                """.formatted(upstreamPort, upstreamPort);
    }

    private static String answer(String head) {
        String path = head.split(" ")[1];
        String start = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nConnection: close\r\n";
        return switch (path) {
            case "/chunked" -> start + "Transfer-Encoding: chunked\r\n\r\n5\r\nup 1\n\r\n5\r\nup 2\n\r\n0\r\n\r\n";
            case "/state" -> start + "ETag: \"x\"\r\nContent-Length: 10\r\n\r\nup 1\nup 2\n";
            case "/zipped" -> start + "Content-Encoding: gzip\r\nContent-Length: 4\r\n\r\nxxxx";
            case "/ssi/page" -> start + "Content-Length: 37\r\n\r\na <!--# echo var=\"request_method\" -->\n";
            default -> start + "Content-Length: 10\r\n\r\nup 1\nup 2\n";
        };
    }

    private static String page(int port, String path) {
        PlainHttp.Answer answer = PlainHttp.say(port, "GET " + path + " HTTP/1.0\r\nHost: a\r\n\r\n");
        assertEquals(200, answer.status());
        assertNull(answer.header("ETag"));
        return answer.body();
    }

    /** The first lines are the location's own; the rest is what a scraper of the statistics gets. */
    private static void follows(String own, String page) {
        assertTrue(page.startsWith(own + "# HELP nginx_websocket_connections_active "), page);
        List<String> lines = page.lines().toList();
        assertEquals("process_start_time_seconds", lines.get(lines.size() - 1).split(" ")[0]);
    }

    @Test
    void theStatisticsFollow() {
        try (StubUpstream upstream = StubUpstream.http(AppendIT::answer);
                WeirServer weir = WeirServer.of(gateway(upstream.port())).start()) {
            int port = weir.port();
            String status = page(port, "/status");
            assertTrue(status.startsWith("Active connections: 1 \nserver accepts"), status);
            follows(status.substring(0, status.indexOf("# HELP")), status);
            follows("no line end\n", page(port, "/text"));
            follows("up 1\nup 2\n", page(port, "/length"));
            follows("up 1\nup 2\n", page(port, "/chunked"));
            follows("up 1\nup 2\n", page(port, "/state"));
            follows("a GET\n", page(port, "/ssi/page"));
            assertEquals("xxxx", PlainHttp.get(port, "/zipped").body());
            assertTrue(!PlainHttp.get(port, "/gone").body().contains("# HELP"));
        }
    }

    /** The connection goes on behind it, so its length was right. */
    @Test
    void whatComesBehindItIsTheNextAnswer() {
        try (StubUpstream upstream = StubUpstream.http(AppendIT::answer);
                WeirServer weir = WeirServer.of(gateway(upstream.port())).start()) {
            String first = "HEAD /length HTTP/1.1\r\nHost: a\r\n\r\nGET /length HTTP/1.1\r\nHost: a\r\n\r\n";
            String last = "GET /text HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
            PlainHttp.Answer answers = PlainHttp.say(weir.port(), first + last);
            String text = answers.head() + "\r\n\r\n" + answers.body();
            assertEquals(3, text.split("HTTP/1\\.1 200 OK\r\n", -1).length - 1, text);
            assertEquals(2, text.split("Transfer-Encoding: chunked\r\n", -1).length - 1, text);
            assertTrue(!text.contains("Content-Length"), text);
            int begin = text.indexOf("\r\n\r\n", text.indexOf("chunked")) + 4;
            int end = text.indexOf("\r\n0\r\n\r\nHTTP/1.1 200 OK\r\n");
            follows("up 1\nup 2\n", unchunked(text.substring(begin, end + 2)));
        }
    }

    private static String unchunked(String body) {
        StringBuilder text = new StringBuilder();
        for (int at = 0; at < body.length(); ) {
            int line = body.indexOf("\r\n", at);
            int size = Integer.parseInt(body.substring(at, line), 16);
            text.append(body, line + 2, line + 2 + size);
            at = line + 2 + size + 2;
        }
        return text.toString();
    }

    /** What Weir compresses itself has the statistics in it. */
    @Test
    void itIsCompressedWithTheRest() {
        try (StubUpstream upstream = StubUpstream.http(AppendIT::answer);
                WeirServer weir = WeirServer.of(gateway(upstream.port())).start()) {
            PlainHttp.Answer answer = PlainHttp.get(weir.port(), "/text", "Accept-Encoding: gzip");
            assertEquals("gzip", answer.header("Content-Encoding"));
            assertTrue(!answer.body().contains("# HELP"));
        }
    }
}
