package dev.weir.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.core.http.BodyStore;
import dev.weir.core.http.ErrorPages;
import dev.weir.core.http.Exchange;
import dev.weir.core.loop.ManualWorker;
import dev.weir.core.loop.MemoryTransport;
import dev.weir.core.variable.Variables;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What upstreams ask of us in their answers, and what of these is taken. */
class AnswersTest {
    private static final String NAMED = " location @named { proxy_pass http://127.0.0.1:8012; }";

    private final ManualWorker loop = new ManualWorker();
    private final List<Exchange> ended = new ArrayList<>();
    private MemoryTransport client;

    private MemoryTransport serve(String http, ErrorPages pages, String request) {
        Stand stand = new Stand(http, List.of(), List.of(ended::add), pages);
        client = loop.accept(stand.listener().get());
        MemoryTransport upstream = loop.expectConnect();
        client.send(request);
        loop.settle();
        return upstream;
    }

    private MemoryTransport ask(String directives, String request) {
        return serve(
                "location / { proxy_pass http://127.0.0.1:8010; " + directives + " }"
                        + " location /in { proxy_pass http://127.0.0.1:8011; }" + NAMED,
                ErrorPages.NONE,
                request);
    }

    private MemoryTransport get(String directives) {
        return ask(directives, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    }

    private void answer(MemoryTransport upstream, String head) {
        upstream.send("HTTP/1.1 " + head + "\r\nContent-Length: 0\r\n\r\n");
        loop.settle();
    }

    @ParameterizedTest
    @CsvSource({
        "/in/x,            GET /in/x HTTP/1.0",
        "/in/x?a=b?c,      GET /in/x?a=b?c HTTP/1.0",
        "/in/a%20b?%20,    GET /in/a%20b?%20 HTTP/1.0",
        "/in/..x/...,      GET /in/..x/... HTTP/1.0",
        "@named,           GET / HTTP/1.0",
    })
    void redirectsInsideWeir(String to, String expected) {
        boolean named = to.startsWith("@");
        MemoryTransport upstream =
                ask("", (named ? "GET" : "POST") + " / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n");
        MemoryTransport second = loop.expectConnect();
        answer(upstream, "204 No Content\r\nX-Accel-Redirect: " + to);
        assertEquals(expected, second.text().lines().findFirst().orElse(""));
        assertTrue(upstream.isClosed());
        second.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        loop.settle();
        String text = client.text();
        assertTrue(text.startsWith("HTTP/1.1 200 OK\r\n") && text.endsWith("\r\n\r\nok"), text);
    }

    @Test
    void carriesSomeFieldsOverTheRedirect() {
        MemoryTransport upstream = get("proxy_cookie_path / /new/;");
        MemoryTransport second = loop.expectConnect();
        answer(
                upstream,
                "200 OK\r\nX-Accel-Redirect: /in\r\nContent-Type: text/first\r\nSet-Cookie: a=b; Path=/\r\nExpires: e\r\n"
                        + "Cache-Control: no-cache\r\nContent-Disposition: d\r\nAccept-Ranges: r\r\nX-Lost: l");
        answer(second, "200 OK\r\nContent-Type: text/second\r\nSet-Cookie: c=d");
        String text = client.text();
        for (String field : List.of(
                "Content-Type: text/second",
                "Set-Cookie: c=d",
                "Set-Cookie: a=b; Path=/new/",
                "Expires: e",
                "Cache-Control: no-cache",
                "Content-Disposition: d",
                "Accept-Ranges: r")) {
            assertTrue(text.contains("\r\n" + field + "\r\n"), field + " in " + text);
        }
        assertFalse(text.contains("X-Lost") || text.contains("text/first") || text.contains("X-Accel"), text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", "../x", "/x/..", "/x/../y", "/x/.%2e", "/x%00", "/%zz", "?x"})
    void refusesUrisThatClimb(String to) {
        answer(get(""), "200 OK\r\nX-Accel-Redirect: " + to);
        assertTrue(client.text().startsWith("HTTP/1.1 404 "), client.text());
    }

    @Test
    void refusesANamedLocationThatIsNotThere() {
        answer(get(""), "200 OK\r\nX-Accel-Redirect: @other");
        assertTrue(client.text().startsWith("HTTP/1.1 500 "), client.text());
    }

    @Test
    void ignoresWhatItIsToldToIgnore() {
        answer(get("proxy_ignore_headers X-Accel-Redirect Vary;"), "203 Own\r\nX-Accel-Redirect: /in");
        String text = client.text();
        assertTrue(text.startsWith("HTTP/1.1 203 Own\r\n") && !text.contains("X-Accel"), text);
    }

    @ParameterizedTest
    @CsvSource({
        "proxy_buffering on;,                                         no,  false",
        "proxy_buffering on;,                                         x,   true",
        "proxy_buffering off;,                                        Yes, true",
        "proxy_buffering on; proxy_ignore_headers X-Accel-Buffering;, no,  true",
    })
    void buffersAsTheUpstreamWishes(String directives, String wish, boolean buffered) {
        MemoryTransport upstream =
                get(directives + " proxy_max_temp_file_size 0; proxy_buffer_size 1k; proxy_buffers 8 8k;");
        client.takeOnly(0);
        upstream.send("HTTP/1.1 200 OK\r\nX-Accel-Buffering: " + wish + "\r\nContent-Length: 100000\r\n\r\n"
                + "x".repeat(20_000));
        loop.settle();
        assertEquals(buffered, upstream.isRead(), "whether more is read while the client takes nothing");
    }

    @ParameterizedTest
    @CsvSource({
        "'', 20, 20",
        "'', 0, 0",
        "'', -5, 0",
        "'', 9e9, 0",
        "proxy_ignore_headers X-Accel-Limit-Rate;, 20, 0",
    })
    void leavesAsFastAsTheUpstreamWishes(String directives, String rate, int atOnce) {
        answer(get(directives), "200 OK\r\nX-Accel-Limit-Rate: " + rate);
        String text = client.text();
        assertEquals(atOnce == 0, text.endsWith("\r\n\r\n"), text);
        assertTrue(atOnce == 0 || text.length() == atOnce, text);
    }

    @Test
    void takesTheFirstOfFieldsThatStandOnce() {
        answer(get(""), "200 OK\r\nExpires: first\r\nETag: e\r\nX-Own: 1\r\nX-Own: 2\r\nexpires: second\r\nEtag: f");
        String text = client.text();
        assertTrue(text.contains("\r\nExpires: first\r\nETag: e\r\nX-Own: 1\r\nX-Own: 2\r\n"), text);
        assertFalse(text.contains("second") || text.contains(": f\r"), text);
    }

    @Test
    void anErrorPageForA401AsksForTheSameCredentials() {
        MemoryTransport upstream = serve(
                "location / { proxy_pass http://127.0.0.1:8010; proxy_intercept_errors on; }" + NAMED,
                new ErrorPages(Map.of(401, new ErrorPages.Page(x -> "@named", -1))),
                "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        MemoryTransport second = loop.expectConnect();
        answer(upstream, "401 No\r\nWWW-Authenticate: one\r\nWWW-Authenticate: two\r\nX-Lost: l");
        answer(second, "200 OK");
        String text = client.text();
        assertTrue(text.startsWith("HTTP/1.1 401 "), text);
        assertTrue(text.contains("\r\nWWW-Authenticate: one\r\nWWW-Authenticate: two\r\n"), text);
        assertFalse(text.contains("X-Lost"), text);
    }

    @ParameterizedTest
    @CsvSource({"hash $arg_k; least_conn;, 2", "least_conn; hash $arg_k;, 1"})
    void theLastWayOfBalancingCounts(String methods, int servers) {
        Stand stand = new Stand(
                "upstream u { " + methods + " server 127.0.0.1:8010; server 127.0.0.1:8011; }"
                        + " location / { proxy_pass http://u; }",
                List.of(),
                List.of(ended::add));
        client = loop.accept(stand.listener().get());
        Set<String> used = new HashSet<>();
        for (int i = 0; i < 4; i++) {
            MemoryTransport upstream = loop.expectConnect();
            client.send("GET /?k=1 HTTP/1.1\r\nHost: a\r\n\r\n");
            loop.settle();
            answer(upstream, "200 OK");
            used.add(variable("upstream_addr"));
        }
        assertEquals(servers, used.size(), used.toString());
    }

    @Test
    void aStreamedBodyGoesOnInAsManyChunksAsItCameInReads() {
        MemoryTransport upstream = ask(
                "proxy_request_buffering off; proxy_http_version 1.1;",
                "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n3\r\ncde\r\n");
        assertTrue(upstream.text().endsWith("\r\n\r\n5\r\nabcde\r\n"));
        client.send("1\r\nf\r\n1\r\ng\r\n0\r\n\r\n");
        loop.settle();
        assertEquals("2\r\nfg\r\n0\r\n\r\n", upstream.text());
        answer(upstream, "200 OK");
        assertEquals("abcdefg", BodyStore.text(ended.get(0)));
    }

    @ParameterizedTest
    @CsvSource({"1024, true", "1025, false"})
    void aStreamedBodyStaysAtHandWhileItIsSmall(int bytes, boolean kept) {
        String body = "x".repeat(bytes);
        String length = kept
                ? "Content-Length: " + bytes + "\r\n\r\n" + body
                : "Transfer-Encoding: chunked\r\n\r\n" + Integer.toHexString(bytes) + "\r\n" + body + "\r\n0\r\n\r\n";
        MemoryTransport upstream =
                ask("proxy_request_buffering off; proxy_http_version 1.1;", "POST / HTTP/1.1\r\nHost: a\r\n" + length);
        assertTrue(upstream.text().contains(body));
        answer(upstream, "200 OK");
        assertEquals(kept ? body : null, BodyStore.text(ended.get(0)));
    }

    private String variable(String name) {
        Variables variables = new Variables();
        UpstreamVariables.define(variables);
        return variables.find(name).value(ended.get(ended.size() - 1));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "tc=x,                 x",
                "tc = content,         content",
                "'tc=con  tent; a=b',  'con  tent'",
                "TC==abc,              =abc",
                "'tc\t=x',             -",
                "=tc=x,                -",
                "tcc=x,                -",
                "tc,                   -",
            })
    void readsACookieAsNginxDoes(String line, String expected) {
        answer(get(""), "200 OK\r\nSet-Cookie: other=1\r\nSet-Cookie: " + line);
        assertEquals(expected, variable("upstream_cookie_tc"));
    }
}
