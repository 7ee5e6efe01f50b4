package dev.weir.dist.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.testkit.PlainHttp;
import dev.weir.testkit.WeirServer;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Fields, trailers and framing of responses, from the configuration to the wire. */
class ResponseIT {
    private static final String CONFIGURATION = """
            http {
                client_body_temp_path bodies 1;
                server {
                    listen 127.0.0.1:@port@;
                    add_header X-Outer o;
                    location /epoch { expires epoch; return 200 x; }
                    location /max { expires max; return 200 x; }
                    location /past { expires -1; return 200 x; }
                    location /after { expires 1h; return 200 x; }
                    location /file { expires modified 0; }
                    location /day { expires @15h30m33s; return 200 x; }
                    location /var { expires $arg_e; return 200 x; }
                    location /error { expires max; return 404; }
                    location /own { add_header X-Own 1; return 200 x; }
                    location /merge { add_header_inherit merge; add_header X-Own 1; return 200 x; }
                    location /none { add_header_inherit off; return 200 x; }
                    location /sent { add_header A 1; add_header A 2; add_header X-Sent $sent_http_a; return 200 x; }
                    location /clear { add_header ETag "" always; add_header Last-Modified "" always; }
                    location /trailer { add_trailer X-T $sent_http_x_outer$status; return 200 x; }
                    location /whole { add_trailer X-T t; chunked_transfer_encoding off; return 200 x; }
                    location /zip { gzip on; gzip_types text/plain; gzip_min_length 4; gzip_vary on; }
                    location /port { return 200 "$is_request_port$request_port"; }
                    location /body {
                        client_body_in_file_only clean;
                        add_header X-File $request_body_file;
                        proxy_pass http://127.0.0.1:@port@/own;
                    }
                    location /text { add_header X-Body $request_body; proxy_pass http://127.0.0.1:@port@/own; }
                }
            }
            """;

    private static WeirServer weir;

    @BeforeAll
    static void start() {
        weir = WeirServer.of(CONFIGURATION)
                .file("html/file", "text")
                .file("html/clear", "text")
                .file("html/zip", "text")
                .start();
    }

    @AfterAll
    static void stop() {
        weir.close();
    }

    private static String head(String target) {
        return PlainHttp.get(weir.port(), target).head();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/epoch|Expires: Thu, 01 Jan 1970 00:00:01 GMT|Cache-Control: no-cache",
                "/max|Expires: Thu, 31 Dec 2037 23:55:55 GMT|Cache-Control: max-age=315360000",
                "/past|Expires: .* GMT|Cache-Control: no-cache",
                "/after|Expires: .* GMT|Cache-Control: max-age=3600",
                "/day|Expires: .*:33 GMT|Cache-Control: max-age=\\d+",
                "/var?e=5m|Expires: .* GMT|Cache-Control: max-age=300",
                "/var?e=epoch|Expires: Thu, 01 Jan 1970 00:00:01 GMT|Cache-Control: no-cache",
                "/merge|X-Outer: o|X-Own: 1",
                "/sent|A: 2|X-Sent: 1, 2",
            })
    void hasBothLines(String target, String first, String second) {
        String head = head(target);
        assertTrue(Pattern.compile("(?m)^" + first + "\\r?$").matcher(head).find(), head);
        assertTrue(Pattern.compile("(?m)^" + second + "\\r?$").matcher(head).find(), head);
    }

    @ParameterizedTest
    @CsvSource({
        "/var, Expires",
        "/var?e=soon, Expires",
        "/error, Expires",
        "/own, X-Outer",
        "/none, X-Outer",
        "/clear, ETag",
        "/clear, Last-Modified",
        "/none, X-Own",
    })
    void hasNoSuchField(String target, String field) {
        String head = head(target);
        assertFalse(head.contains("\r\n" + field + ": "), head);
    }

    @Test
    void aFilesExpiryCountsFromItsModification() {
        String head = head("/file");
        String modified = head.replaceAll("(?s).*\r\nLast-Modified: (.*?)\r\n.*", "$1");
        assertTrue(head.contains("\r\nExpires: " + modified + "\r\n"), head);
    }

    @Test
    void trailersStandBehindTheLastChunk() {
        String body = PlainHttp.get(weir.port(), "/trailer").body();
        assertEquals("1\r\nx\r\n0\r\nX-T: o200\r\n\r\n", body);
        assertEquals(
                "x", PlainHttp.say(weir.port(), "GET /trailer HTTP/1.0\r\n\r\n").body());
        assertEquals("x", PlainHttp.get(weir.port(), "/whole").body());
    }

    @Test
    void whatIsZippedHasNoRangesAndTellsCaches() {
        String zipped = PlainHttp.get(weir.port(), "/zip", "Accept-Encoding: gzip", "Range: bytes=0-1")
                .head();
        assertTrue(zipped.startsWith("HTTP/1.1 200 "), zipped);
        assertTrue(zipped.contains("\r\nContent-Encoding: gzip\r\n"), zipped);
        assertTrue(zipped.contains("\r\nVary: Accept-Encoding\r\n"), zipped);
        assertFalse(zipped.contains("Accept-Ranges"), zipped);
        PlainHttp.Answer plain = PlainHttp.get(weir.port(), "/zip", "Range: bytes=0-1");
        assertEquals("te", plain.body());
        assertTrue(plain.head().contains("\r\nVary: Accept-Encoding\r\n"), plain.head());
    }

    @Test
    void thePortIsThatOfTheRequest() {
        String absolute = "GET http://a:77/port HTTP/1.1\r\nHost: b:88\r\nConnection: close\r\n\r\n";
        assertEquals(":77", PlainHttp.say(weir.port(), absolute).body());
        assertEquals(
                "", PlainHttp.say(weir.port(), "GET /port HTTP/1.0\r\n\r\n").body());
    }

    @Test
    void aStoredBodyIsNamedOrShown() {
        String post = " HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 3\r\n\r\nabc";
        String file = PlainHttp.say(weir.port(), "POST /body" + post).head();
        assertTrue(file.contains("\r\nX-File: " + weir.prefix() + "/bodies/"), file);
        String text = PlainHttp.say(weir.port(), "POST /text" + post).head();
        assertTrue(text.contains("\r\nX-Body: abc\r\n"), text);
    }
}
