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

/** What the differential cases of charset and gzip_static cannot show. */
class CharsetIT {
    private static final StubUpstream UPSTREAM = StubUpstream.http(
            head -> StubUpstream.ok("x").replace("text/plain", type(head.split(" ")[1].substring(1))));
    private static WeirServer weir;

    private static String type(String path) {
        return path.substring(path.indexOf('/') + 1).replace("%20", " ").replace("%22", "\"");
    }

    @BeforeAll
    static void start() {
        weir = WeirServer.of("""
                http {
                    charset utf-8;
                    server { listen 127.0.0.1:@port@;
                        location / { proxy_pass http://127.0.0.1:@upstream@; }
                        location /over/ { override_charset on; proxy_pass http://127.0.0.1:@upstream@; }
                        location /var { charset $arg_c; default_type text/plain; return 200 x; }
                        location /files/ { alias html/; gzip_static always; }
                    }
                }
                """.replace("@upstream@", String.valueOf(UPSTREAM.port())))
                .file("html/z.html.gz", "0123456789")
                .start();
    }

    @AfterAll
    static void stop() {
        weir.close();
        UPSTREAM.close();
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "/x/text/html, text/html; charset=utf-8",
                "/x/text/html;charset=koi8-r, text/html;charset=koi8-r",
                "/x/TEXT/xml, TEXT/xml; charset=utf-8",
                "/x/image/png, image/png",
                "/over/text/html;%20charset=koi8-r, text/html; charset=koi8-r",
                "/over/text/html;q=1;charset=%22UTF-8%22, text/html; charset=utf-8",
                "/over/image/png;charset=UTF-8, image/png; charset=utf-8",
                "/var?c=x, text/plain; charset=x",
                "/var, text/plain"
            })
    void namesTheCharset(String target, String type) {
        assertEquals(type, PlainHttp.get(weir.port(), target).header("Content-Type"));
    }

    /** As nginx does since 1.29. */
    @Test
    void whatWasCompressedBeforeHasRanges() {
        PlainHttp.Answer answer = PlainHttp.get(weir.port(), "/files/z.html", "Range: bytes=2-4");
        assertEquals(206, answer.status());
        assertEquals("234", answer.body());
        assertEquals("gzip", answer.header("Content-Encoding"));
        assertEquals("text/html; charset=utf-8", answer.header("Content-Type"));
        assertNull(answer.header("Vary"));
    }
}
