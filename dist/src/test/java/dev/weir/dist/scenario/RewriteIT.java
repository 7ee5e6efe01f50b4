package dev.weir.dist.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.testkit.PlainHttp;
import dev.weir.testkit.StubUpstream;
import dev.weir.testkit.WeirServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code if}, {@code set}, {@code rewrite}, {@code break} and {@code return} from the configuration to the answer. */
class RewriteIT {
    private static StubUpstream upstream;
    private static WeirServer weir;

    @BeforeAll
    static void start() {
        upstream = StubUpstream.http(head -> StubUpstream.ok(head.substring(0, head.indexOf(" HTTP/"))));
        weir = WeirServer.of("""
                error_log logs/error.log notice;
                http { server { listen 127.0.0.1:@port@; absolute_redirect off;
                    set $served server;
                    rewrite ^/server/(.*)$ /args/$1;
                    if ($arg_stop) { return 403; }
                    if ($http_x_mode = "a b") { set $served mode; }
                    location /args { return 200 "$uri?$args"; }
                    location /served { return 200 $served; }
                    location /plus { rewrite ^/plus(.*)$ /args$1?c=d last; return 500; }
                    location /drop { rewrite ^ /args?; }
                    location /dup { rewrite ^(.*)$ $1?p=$1 break; return 500; }
                    location /stay { rewrite ^ /html.txt break; }
                    location /then { rewrite ^ /args; set $x "$uri"; break; return 500; }
                    location /loop { rewrite ^ /loop last; }
                    location /out { rewrite ^/out/(.*)$ http://example.com/$1; }
                    location /moved { rewrite ^ /here?a=b permanent; }
                    location /found { rewrite ^ /here? redirect; }
                    location /zero { rewrite ^/zero(.*)$ $1; }
                    location /if {
                        set $kind none;
                        if ($arg_a) { set $kind truth; }
                        if ($arg_a = b) { set $kind equal; }
                        if ($arg_a != b) { set $other 1; }
                        if ($arg_a ~ ^x(.)) { set $kind "match $1"; }
                        if ($arg_a ~* ^Y) { set $kind caseless; }
                        if ($arg_a !~ ^[a-z0]*$) { set $kind capital; }
                        if (-f html/$arg_a) { set $kind file; }
                        if (!-e @prefix@) { set $kind never; }
                        return 200 "$kind $other";
                    }
                    location /file { if (-f $document_root$uri.txt) { return 200 file; } return 200 none; }
                    location /inner {
                        error_page 404 /args; add_header X-In outer;
                        if ($arg_a) { add_header X-In inner; }
                        return 204;
                    }
                    location /proxy/ {
                        proxy_pass http://127.0.0.1:@upstream@/base/;
                        if ($arg_post) { set $seen 1; }
                        rewrite ^/proxy/old/(.*)$ /new/$1 break;
                    }
                    location /unset { return 200 "[$later]"; }
                    location /sets { set $later now; return 200 "[$later]"; }
                    location /header { set $http_x_mode own; return 200 $http_x_mode; }
                    location /asked { return 200 "$http_x_mode"; }
                    location /setargs { set $args z=9; return 200 "$arg_z$is_args$args"; }
                    location /rate { set $limit_rate 40k; set $limit_rate nonsense; return 200 $limit_rate; }
                    location /log { rewrite_log on; rewrite ^/log/(.*)$ /args/$1; }
                } }
                """.replace("@upstream@", String.valueOf(upstream.port()))
                        .replace("@prefix@", "/"))
                .file("html/html.txt", "text")
                .file("html/file.txt", "text")
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
            value = {
                "/args | /args?",
                "/server/a?b | /args/a?b",
                "/served | server",
                "/plus/x | /args/x?c=d",
                "/plus/x?a=b | /args/x?c=d&a=b",
                "/plus/%25 | /args/%?c=d",
                "/drop?a=b | /args?",
                "/stay | text",
                "/if | none 1",
                "/if?a=0 | none 1",
                "/if?a=b | equal",
                "/if?a=c | truth 1",
                "/if?a=xz | match z 1",
                "/if?a=yy | caseless 1",
                "/if?a=N | capital 1",
                "/file | file",
                "/filed | none",
                "/proxy/a | GET /base/a",
                "/proxy/a?post=1 | GET /base/a?post=1",
                "/proxy/old/a%20b?c=d | GET /new/a%20b?c=d",
                "/unset | []",
                "/sets | [now]",
                "/header | own",
                "/setargs?a=b | 9?z=9",
                "/rate | 40960",
                "/log/a | /args/a?"
            })
    void answers(String target, String body) {
        PlainHttp.Answer answer = PlainHttp.get(weir.port(), target);
        assertEquals(200, answer.status());
        assertEquals(body, answer.body().strip());
    }

    @ParameterizedTest
    @CsvSource({
        "/out/a, 302, http://example.com/a",
        "/out/a?b=c, 302, http://example.com/a?b=c",
        "/moved, 301, /here?a=b",
        "/moved?c, 301, /here?a=b&c",
        "/found?c, 302, /here"
    })
    void redirects(String target, int status, String location) {
        PlainHttp.Answer answer = PlainHttp.get(weir.port(), target);
        assertEquals(status, answer.status());
        assertEquals(location, answer.header("Location"));
    }

    @ParameterizedTest
    @CsvSource({"/loop, 500", "/zero, 500", "/args?stop=1, 403", "/then, 404", "/dup, 404"})
    void refuses(String target, int status) {
        assertEquals(status, PlainHttp.get(weir.port(), target).status());
    }

    @Test
    void ifGovernsTheRestOfTheRequest() {
        assertEquals("outer", PlainHttp.get(weir.port(), "/inner").header("X-In"));
        assertEquals("inner", PlainHttp.get(weir.port(), "/inner?a=1").header("X-In"));
    }

    @Test
    void tellsItsStepsAndItsCyclesInTheErrorLog() {
        PlainHttp.get(weir.port(), "/log/steps");
        PlainHttp.get(weir.port(), "/loop");
        PlainHttp.get(weir.port(), "/unset");
        Scenario.soon().untilAsserted(() -> {
            String log = String.join("\n", weir.logLines("error.log"));
            assertTrue(log.contains("[notice]"), log);
            assertTrue(log.contains("\"^/log/(.*)$\" matches \"/log/steps\", client: 127.0.0.1"), log);
            assertTrue(log.contains("rewritten data: \"/args/steps\", args: \"\""), log);
            assertTrue(log.contains("rewrite or internal redirection cycle while processing \"/loop\""), log);
            assertTrue(log.contains("using uninitialized \"later\" variable"), log);
        });
    }
}
