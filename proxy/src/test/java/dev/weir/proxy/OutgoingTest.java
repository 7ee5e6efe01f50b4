package dev.weir.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.core.loop.ManualWorker;
import dev.weir.core.loop.MemoryTransport;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a location replaces of requests to upstreams, and of the cookies that come back. */
class OutgoingTest {
    private final ManualWorker loop = new ManualWorker();
    private MemoryTransport client;

    private MemoryTransport ask(String directives, String request) {
        Stand stand =
                new Stand("location / { proxy_pass http://127.0.0.1:8010; " + directives + " }", List.of(), List.of());
        client = loop.accept(stand.listener().get());
        MemoryTransport upstream = loop.expectConnect();
        client.send(request);
        loop.settle();
        return upstream;
    }

    private static String post(String target) {
        return "POST " + target + " HTTP/1.1\r\nHost: a\r\nX-Own: 1\r\nContent-Length: 5\r\n\r\nhello";
    }

    @ParameterizedTest
    @CsvSource({
        "proxy_method PUT;,                          /,        PUT / HTTP/1.0|Host|Connection|Content-Length|X-Own||hello",
        "proxy_method $arg_m;,                       /?m=FOO,  FOO /?m=FOO HTTP/1.0|Host|Connection|Content-Length|X-Own||hello",
        "proxy_method $arg_m;,                       /,        POST / HTTP/1.0|Host|Connection|Content-Length|X-Own||hello",
        "proxy_set_body x$arg_b;,                    /?b=y,    POST /?b=y HTTP/1.0|Host|Connection|Content-Length|X-Own||xy",
        "proxy_pass_request_headers off;,            /,        POST / HTTP/1.0|Host|Connection|Content-Length||hello",
        "proxy_pass_request_body off;,               /,        POST / HTTP/1.0|Host|Connection|X-Own||",
        "proxy_pass_request_body off; proxy_set_body new;, /,  POST / HTTP/1.0|Host|Connection|Content-Length|X-Own||new",
    })
    void replacesPartsOfTheRequest(String directives, String target, String expected) {
        String sent = ask(directives, post(target)).text();
        int end = sent.indexOf("\r\n\r\n");
        String names = sent.substring(0, end).replaceAll(": [^\r]*", "").replace("\r\n", "|");
        String body = sent.substring(end + 4);
        assertEquals(expected, names + "||" + body);
        if (!body.isEmpty()) {
            assertTrue(sent.contains("\r\nContent-Length: " + body.length() + "\r\n"), sent);
        }
    }

    @Test
    void aReplacedBodyIsSentAgainToTheNextServer() {
        Stand stand = new Stand(
                "upstream u { server 127.0.0.1:8010; server 127.0.0.1:8011; } location / { proxy_pass http://u;"
                        + " proxy_set_body new; }",
                List.of(),
                List.of());
        client = loop.accept(stand.listener().get());
        MemoryTransport first = loop.expectConnect();
        MemoryTransport second = loop.expectConnect();
        client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        loop.settle();
        assertTrue(first.text().endsWith("\r\n\r\nnew"));
        first.breakOff();
        loop.settle();
        assertTrue(second.text().endsWith("\r\n\r\nnew"));
    }

    @Test
    void aMethodThatEndsTheLineIsRefused() {
        ask("proxy_method \"GET $arg_m\";", "GET /?m=x HTTP/1.1\r\nHost: a\r\n\r\n");
        assertTrue(client.text().startsWith("HTTP/1.1 400 "), client.text());
    }

    @Test
    void aHeadAnswersAGetWithoutABody() {
        MemoryTransport upstream = ask("proxy_method HEAD;", "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        upstream.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
        loop.settle();
        assertTrue(client.text().contains("\r\nContent-Length: 0\r\n"), client.text());
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.2,        127.0.0.2, 0",
        "127.0.0.2:81,     127.0.0.2, 81",
        "::1,              ::1,       0",
        "[::1],            ::1,       0",
        "[::1]:8000,       ::1,       8000",
    })
    void readsAddressesOfOurs(String text, String host, int port) throws Exception {
        assertEquals(new InetSocketAddress(java.net.InetAddress.getByName(host), port), LocalAddress.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"localhost", "127.0.0", "127.0.0.256", "127.0.0.1:", "127.0.0.1:65536", "[::1", "[::1]x", "a:b:c"
            })
    void refusesWhatIsNoAddress(String text) {
        assertThrows(IllegalArgumentException.class, () -> LocalAddress.parse(text));
        assertThrows(
                IllegalArgumentException.class,
                () -> Stand.of("location / { proxy_pass http://127.0.0.1:1; proxy_bind " + text + "; }"));
    }

    @ParameterizedTest
    @CsvSource({
        "proxy_cookie_domain www.Example.org .new.example;,  c=1; Domain=.WWW.example.org, c=1; Domain=.new.example",
        "proxy_cookie_domain .old.example new.example;,      c=1;domain=old.example;x,     c=1; domain=new.example; x",
        "proxy_cookie_domain ~^(.+)\\.com$ $1.org;,          c=1; Domain=a.COM,            c=1; Domain=a.org",
        "proxy_cookie_domain other.example x;,               c=1;Domain=a.example,         c=1;Domain=a.example",
        "proxy_cookie_domain off;,                           c=1;Domain=a.example,         c=1;Domain=a.example",
        "proxy_cookie_path /old/ /new/;,                     c=1; Path=/old/x,             c=1; Path=/new/x",
        "proxy_cookie_path /OLD/ /new/;,                     c=1; Path=/old/x,             c=1; Path=/old/x",
        "proxy_cookie_path ~*^/OLD/(.+)$ /$1;,               c=1; Path=/old/x,             c=1; Path=/x",
        "proxy_cookie_path / /new/;,                         Path=/,                       Path=/",
        "proxy_cookie_flags C secure samesite=lax;,          c=1; a,                       c=1; a; Secure; SameSite=Lax",
        "proxy_cookie_flags c samesite=lax;,                 c=1; samesite=None,           c=1; SameSite=Lax",
        "proxy_cookie_flags c samesite=lax secure;,          c=1; secure; samesite=lax,    c=1; secure; samesite=lax",
        "proxy_cookie_flags ~^[A-C]$ nosecure nohttponly nosamesite;, c=1; Secure; HttpOnly; SameSite=Lax, c=1",
        "proxy_cookie_flags d secure;,                       c=1;a,                        c=1;a",
        "proxy_cookie_flags c nonsense;,                     c=1;a,                        c=1;a",
        "proxy_cookie_flags off;,                            c=1;a,                        c=1;a",
    })
    void rewritesCookies(String directives, String cookie, String expected) {
        MemoryTransport upstream = ask(directives, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        upstream.send("HTTP/1.1 200 OK\r\nSet-Cookie: " + cookie + "\r\nContent-Length: 0\r\n\r\n");
        loop.settle();
        assertTrue(client.text().contains("\r\nSet-Cookie: " + expected + "\r\n"), client.text());
    }

    @ParameterizedTest
    @ValueSource(strings = {"proxy_cookie_path /;", "proxy_cookie_flags off; proxy_cookie_flags a secure;"})
    void refusesCookieLinesThatSayNothing(String directives) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> ask(directives, ""));
        assertFalse(e.getMessage().isEmpty());
    }
}
