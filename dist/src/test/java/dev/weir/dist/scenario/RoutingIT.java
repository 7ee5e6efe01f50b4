package dev.weir.dist.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.weir.testkit.PlainHttp;
import dev.weir.testkit.StubUpstream;
import dev.weir.testkit.WeirServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Error pages, {@code internal}, {@code alias}, {@code limit_except}, redirects: from the file to the answer. */
class RoutingIT {
    private static StubUpstream upstream;
    private static WeirServer weir;

    @BeforeAll
    static void start() {
        upstream = StubUpstream.http(head -> StubUpstream.ok(head.substring(0, head.indexOf(" HTTP/"))));
        weir = WeirServer.of("""
                http {
                    map $uri $kept { default $uri; }
                    map $uri $fresh { volatile; default $uri; }
                server { listen 127.0.0.1:@port@; server_name first;
                    location /text { return 200 text; }
                    location /e/text { error_page 404 /text; return 404; }
                    location /e/as { error_page 404 = /text; return 404; }
                    location /e/code { error_page 404 =410 /text; return 404; }
                    location /e/none { error_page 405 /none; return 405; }
                    location /none { return 204; }
                    location /e/named { error_page 404 = @named; return 404; }
                    location /e/args { error_page 404 =200 /args?$arg_a; return 404; }
                    location /args { return 200 $args; }
                    location /e/once { error_page 404 /e/code; return 404; }
                    location /e/deep { recursive_error_pages on; error_page 404 = /e/code; return 404; }
                    location /e/url { error_page 404 http://example.com/; return 404; }
                    location /e/url301 { error_page 404 =301 http://example.com/; return 404; }
                    location /e/moved { error_page 302 /text; return 302 first; }
                    location /e/again { error_page 302 /other; return 302 first; }
                    location /e/cycle { recursive_error_pages on; error_page 404 /e/cycle; return 404; }
                    location /e/lost { error_page 404 @lost; return 404; }
                    location /e/tls { error_page 497 https://example.com$uri; return 497; }
                    location /e/inside { error_page 404 = /inside; return 404; }
                    location /inside { internal; return 200 inside; }
                    location /other { return 302 /second; }
                    location @named { return 200 "named $uri"; }
                    location /a/ { alias html/; index one.txt; }
                    location ~ ^/r/(.*)$ { alias html/$1; }
                    location /n/ { alias html/; location ~ txt { try_files $uri =404; } }
                    location /broken/ { alias html/; rewrite ^ /broken/one.txt break; }
                    location /name { root html; return 200 "$document_root $request_filename"; }
                    location /try/ { proxy_pass http://127.0.0.1:@upstream@; try_files /one.txt =404; }
                    location /try/no { proxy_pass http://127.0.0.1:@upstream@; try_files $uri @named; }
                    location /try/go { try_files /no /args; }
                    location /limited { limit_except GET { proxy_pass http://127.0.0.1:@upstream@; } return 200 own; }
                    location /port { port_in_redirect off; return 301 /x; }
                    location /path { absolute_redirect off; return 301 /x; }
                    location /server { server_name_in_redirect on; port_in_redirect off; return 301 /x; }
                    location "/odd <>/" { absolute_redirect off; proxy_pass http://127.0.0.1:@upstream@; }
                    location /kept { set $a $kept$fresh; rewrite ^/kept /seen; }
                    location /seen { return 200 "$a $kept $fresh"; }
                }
                server { listen 127.0.0.1:@slashes@; merge_slashes off; location / { return 200 $uri; } }
                }
                """.replace("@upstream@", String.valueOf(upstream.port())))
                .file("html/one.txt", "one")
                .start();
    }

    @AfterAll
    static void stop() {
        weir.close();
        upstream.close();
    }

    @ParameterizedTest
    @CsvSource({
        "/e/text, 404, text",
        "/e/as, 200, text",
        "/e/code, 410, text",
        "/e/none, 405, ''",
        "/e/named, 200, named /e/named",
        "/e/args?a=b, 200, b",
        "/e/deep, 410, text",
        "/e/inside, 200, inside",
        "/a/one.txt, 200, one",
        "/a/, 200, one",
        "/r/one.txt, 200, one",
        "/n/one.txt, 200, one",
        "/try/, 200, GET /try/",
        "/try/no, 200, named /try/no",
        "/try/go?a=b, 200, ''",
        "/limited, 200, own",
        "/kept, 200, /kept/kept /kept /seen"
    })
    void answers(String target, int status, String body) {
        PlainHttp.Answer answer = PlainHttp.get(weir.port(), target);
        assertEquals(status, answer.status());
        assertEquals(body, answer.body());
    }

    @ParameterizedTest
    @CsvSource({"/inside, 404", "/e/once, 404", "/e/cycle, 404", "/e/lost, 500", "/broken/x, 500", "/n/two.txt, 404"})
    void refuses(String target, int status) {
        assertEquals(status, PlainHttp.get(weir.port(), target).status());
    }

    @ParameterizedTest
    @CsvSource({
        "/e/url, 302, http://example.com/",
        "/e/url301, 301, http://example.com/",
        "/e/moved, 302, first",
        "/e/again, 302, http://localhost:@port@/second",
        "/e/tls, 302, https://example.com/e/tls",
        "/port, 301, http://localhost/x",
        "/path, 301, /x",
        "/server, 301, http://first/x",
        "/odd%20%3C%3E?a=b, 301, /odd%20%3C%3E/?a=b"
    })
    void redirects(String target, int status, String location) {
        PlainHttp.Answer answer = PlainHttp.get(weir.port(), target);
        assertEquals(status, answer.status());
        assertEquals(location.replace("@port@", String.valueOf(weir.port())), answer.header("Location"));
    }

    @Test
    void aRedirectThatAnErrorPageAnswersKeepsItsTarget() {
        PlainHttp.Answer answer = PlainHttp.get(weir.port(), "/e/moved");
        assertEquals("text", answer.body());
        assertNull(PlainHttp.get(weir.port(), "/e/text").header("Location"));
    }

    @Test
    void namesTheFilesOfALocation() {
        String root = weir.prefix() + "/html";
        assertEquals(
                root + " " + root + "/name", PlainHttp.get(weir.port(), "/name").body());
    }

    @Test
    void otherMethodsGoTheirOwnWay() {
        String post = "POST /limited HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
        assertEquals("POST /limited", PlainHttp.say(weir.port(), post).body());
    }

    @ParameterizedTest
    @CsvSource({"/a//b, /a//b", "/a///../b, /a//b"})
    void slashesMayCountEach(String target, String uri) {
        assertEquals(uri, PlainHttp.get(weir.port("slashes"), target).body());
    }
}
