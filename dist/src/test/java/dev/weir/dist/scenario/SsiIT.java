package dev.weir.dist.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.testkit.PlainHttp;
import dev.weir.testkit.StubUpstream;
import dev.weir.testkit.WeirServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Server-side includes from the configuration to the page. */
class SsiIT {
    private static StubUpstream upstream;
    private static WeirServer weir;

    @BeforeAll
    static void start() {
        upstream = StubUpstream.http(head -> StubUpstream.ok(head.substring(0, head.indexOf(" HTTP/"))));
        weir = WeirServer.of("""
                error_log logs/error.log;
                http { server { listen 127.0.0.1:@port@; gzip_min_length 1; default_type text/html;
                    ssi on;
                    location / { set $mine own; }
                    location /up/ { proxy_pass http://127.0.0.1:@upstream@; }
                    location /off/ { ssi off; alias html/; }
                    location /kept/ { ssi_last_modified on; alias html/; }
                    location /silent/ { ssi_silent_errors on; alias html/; }
                    location /short/ { ssi_value_length 2; alias html/; }
                    location /secret { internal; return 200 "<!--#echo var='mine' -->"; }
                    location /zipped/ { gzip on; alias html/; }
                    location /inner { return 200 "<!--#include virtual='/secret' -->"; }
                } }
                """.replace("@upstream@", String.valueOf(upstream.port())))
                .file("html/file.html", "(<!--#include virtual='/part.html' -->)")
                .file("html/part.html", "part")
                .file("html/up.html", "(<!--#include virtual='/up/a?b=c' -->)(<!--#include virtual='/up/d' -->)")
                .file("html/var.html", "<!--#include virtual='/up$uri' set='x' -->(<!--#echo var='x' -->)")
                .file("html/unknown.html", "(<!--#frob -->)")
                .file("html/missing.html", "(<!--#include virtual='/nowhere' -->)")
                .file("html/mine.html", "(<!--#include virtual='/inner' -->)")
                .file("html/big.html", "x".repeat(300_000) + "<!--#include virtual='/long.html' -->!")
                .file("html/long.html", "y".repeat(300_000))
                .start();
    }

    @AfterAll
    static void stop() {
        weir.close();
        upstream.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/file.html | (part)",
                "/up.html | (GET /up/a?b=c)(GET /up/d)",
                "/var.html | (GET /up/var.html)",
                "/unknown.html | ([an error occurred while processing the directive])",
                "/silent/unknown.html | ()",
                "/off/unknown.html | (<!--#frob -->)",
                "/short/file.html | ([an error occurred while processing the directive])",
                "/mine.html | (own)"
            })
    void shows(String target, String page) {
        assertEquals(page, get(target).body());
    }

    /** Of HTTP/1.0, so that the body is not chunked. */
    private static PlainHttp.Answer get(String target, String... fields) {
        String more = fields.length == 0 ? "" : String.join("\r\n", fields) + "\r\n";
        return PlainHttp.say(weir.port(), "GET " + target + " HTTP/1.0\r\nHost: localhost\r\n" + more + "\r\n");
    }

    @Test
    void aMissingIncludeLeavesItsErrorPage() {
        PlainHttp.Answer answer = get("/missing.html");
        assertEquals(200, answer.status());
        assertTrue(answer.body().matches("(?s)\\(<html>.*404 Not Found.*</html>\r\n\\)"), answer.body());
    }

    @Test
    void whatIsUnknownStandsInTheErrorLog() {
        get("/unknown.html");
        Scenario.soon().untilAsserted(() -> {
            String log = String.join("\n", weir.logLines("error.log"));
            assertTrue(log.contains("invalid SSI command: \"frob\", client: 127.0.0.1"), log);
        });
    }

    @Test
    void longPagesAndLongPartsComeWhole() {
        assertEquals(
                "x".repeat(300_000) + "y".repeat(300_000) + "!",
                get("/big.html").body());
    }

    @Test
    void aPageIsNoFileToItsClient() {
        PlainHttp.Answer answer = get("/file.html", "Range: bytes=0-1", "If-None-Match: \"a\"");
        assertEquals(200, answer.status());
        for (String field : new String[] {"Content-Length", "Last-Modified", "ETag", "Accept-Ranges"}) {
            assertNull(answer.header(field), field);
        }
        assertTrue(get("/kept/file.html").header("ETag").startsWith("W/\""));
    }

    @Test
    void whatAClientKnowsOfAPageIsNotKnownOfItsParts() {
        assertEquals("(part)", get("/file.html", "Range: bytes=0-1").body());
        assertEquals(
                "(part)",
                get("/file.html", "If-Modified-Since: Fri, 01 Jan 1999 00:00:00 GMT")
                        .body());
    }

    @Test
    void aPageIsCompressedWhenItIsComplete() {
        PlainHttp.Answer answer = PlainHttp.get(weir.port(), "/zipped/file.html", "Accept-Encoding: gzip");
        assertEquals("gzip", answer.header("Content-Encoding"));
        assertNull(answer.header("Content-Length"));
    }
}
