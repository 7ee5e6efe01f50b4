package dev.weir.core.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each row was asked of nginx 1.22 with {@code return 200 "$uri|$args|$request_uri"}. One differs: of {@code http://h?q}
 * nginx's {@code $request_uri} is {@code ?q}, which no upstream could take as a target.
 */
class RequestTargetTest {

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = ' ',
            value = {
                "/ / - /",
                "// / - //",
                "/./ / - /./",
                "/a/../b /b - /a/../b",
                "/a/b/.. /a/ - /a/b/..",
                "/a/b/. /a/b/ - /a/b/.",
                "/a/%2e%2e/b /b - /a/%2e%2e/b",
                "/a%2fb /a/b - /a%2fb",
                "/a%2f%2fb /a/b - /a%2f%2fb",
                "/... /... - /...",
                "/a/.../b /a/.../b - /a/.../b",
                "/a%3fb /a?b - /a%3fb",
                "/a%23b /a#b - /a%23b",
                "/a%25b /a%b - /a%25b",
                "/a%252e /a%2e - /a%252e",
                "/a#f?x /a - /a#f?x",
                "/a?x#f /a x /a?x#f",
                "/a?# /a `` /a?#",
                "/a? /a `` /a?",
                "/.%25 /.% - /.%25",
                "/..%25 /..% - /..%25",
                "/a//..//b /b - /a//..//b",
                "/.a /.a - /.a",
                "/..a/b /..a/b - /..a/b",
                "/a/.%2e / - /a/.%2e",
                "/+ab /+ab - /+ab",
                "/a%ff /a\u00ff - /a%ff",
                "http://h/x/../y?z /y z /x/../y?z",
                "http://h / - /",
                "http://h?q / q /?q",
                "/a\\..\\b /a\\..\\b - /a\\..\\b",
                "/a;/../b /b - /a;/../b",
                "/a/./ /a/ - /a/./",
                "/a/.. / - /a/..",
                "/a/../ / - /a/../",
                "/a/.#x /a/ - /a/.#x",
                "/a/..?x / x /a/..?x",
                "/a/.?x /a/ x /a/.?x",
                "/%2e / - /%2e",
                "/a%2f.. / - /a%2f..",
                "/%252e%252e/ /%2e%2e/ - /%252e%252e/",
                "/a/%2e/b /a/b - /a/%2e/b"
            })
    void normalizesAsNginx(String target, String path, String args, String raw) throws HttpFault {
        RequestTarget parsed = RequestTarget.parse(target);
        assertEquals(path, parsed.path());
        assertEquals("-".equals(args) ? null : args, parsed.args());
        assertEquals(raw, parsed.raw());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/..",
                "/a/../..",
                "/%2e%2e/",
                "/a%2f..%2f..%2f",
                "/%00",
                "/%0",
                "/%",
                "/%zz",
                "/%2E%2E",
                "/a/../%2e%2e/",
                "/.%2e/",
                "*",
                "a",
                "",
                "http:///x",
                "//..",
                "/a/%"
            })
    void refusesAsNginx(String target) {
        assertEquals(
                400,
                assertThrows(HttpFault.class, () -> RequestTarget.parse(target)).status());
    }

    @Test
    void neverLeavesAWayUp() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        String[] parts = {"/", ".", "..", "%2e", "%2F", "a", "%25", "%", "//", "\\", "%5c", "?", "#", "%00", "%2"};
        for (int i = 0; i < 200_000; i++) {
            StringBuilder target = new StringBuilder("/");
            for (int n = random.nextInt(9); n >= 0; n--) {
                target.append(parts[random.nextInt(parts.length)]);
            }
            String path;
            try {
                path = RequestTarget.parse(target.toString()).path();
            } catch (HttpFault refused) {
                assertEquals(400, refused.status());
                continue;
            }
            assertTrue(path.startsWith("/"), target + " seed " + seed);
            assertFalse(
                    (path + "/").contains("/../") || (path + "/").contains("/./") || path.contains("//"),
                    target + " gave " + path);
        }
    }

    @Test
    void whatIsEscapedNormalizesToItself() throws HttpFault {
        StringBuilder all = new StringBuilder("/");
        for (char c = 1; c < 256; c++) {
            all.append(c == '/' ? 'x' : c);
        }
        String escaped = RequestTarget.escape(all.toString());
        assertEquals(all.toString(), RequestTarget.parse(escaped).path());
        assertEquals("/a%20b%3Fc%23d%25e%0D%0A%FF&=;+", RequestTarget.escape("/a b?c#d%e\r\n\u00ff&=;+"));
    }
}
