package dev.weir.core.ws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.core.http.Headers;
import dev.weir.core.http.RequestHead;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OriginRuleTest {
    private static RequestHead request(String host, String... origins) {
        Headers.Builder headers = Headers.builder();
        if (host != null) {
            headers.add("Host", host);
        }
        for (String origin : origins) {
            headers.add("Origin", origin);
        }
        return new RequestHead("GET / HTTP/1.1", "GET", "/", 1, headers.build(), 0);
    }

    private static OriginRule names(String... names) {
        return OriginRule.of(false, Arrays.stream(names).map(OriginName::parse).toList());
    }

    @ParameterizedTest
    @CsvSource({
        "example.com,      http://example.com,       true",
        "example.com,      https://example.com,      true",
        "EXAMPLE.com,      https://example.COM,      true",
        "example.com:80,   http://example.com,       true",
        "example.com:443,  https://example.com,      true",
        "example.com:443,  http://example.com,       false",
        "example.com,      http://example.com:80,    true",
        "example.com,      http://example.com:443,   false",
        "example.com,      http://example.com:8080,  false",
        "example.com:8080, http://example.com:8080,  true",
        "example.com:8080, https://example.com:8080, true",
        "example.com:8080, http://example.com,       false",
        "example.com:,     http://example.com,       true",
        "example.com,      http://www.example.com,   false",
        "www.example.com,  http://example.com,       false",
        "example.com,      http://example.com.evil,  false",
        "example.com,      http://evilexample.com,   false",
        "[::1]:8080,       http://[::1]:8080,        true",
        "[::1],            http://[::1],             true",
        "[::1]:8080,       http://[::1],             false",
        "[::1],            http://[::2],             false",
        "example.com,      null,                     false",
        "null,             null,                     false",
        "example.com,      '',                       false",
        "example.com,      example.com,              false",
        "example.com,      file://,                  false",
        "example.com,      app://example.com,        false",
        "example.com,      http://example.com/,      false",
        "example.com,      http://u@example.com,     false",
        "example.com,      http://example.com:0,     false",
        "example.com,      http://example.com:080,   true",
        "example.com,      http://example.com:65616, false",
        "example.com,      http://example.com:x,     false",
        "example.com,      http://example.com http://evil.com, false",
    })
    void sameIsTheHostAndPortOfTheRequest(String host, String origin, boolean admitted) {
        assertEquals(admitted, OriginRule.SAME.admits(request(host, origin)));
    }

    @ParameterizedTest
    @CsvSource({
        "example.com,             http://example.com,           true",
        "example.com,             https://EXAMPLE.com,          true",
        "Example.COM,             https://example.com,          true",
        "example.com,             https://example.com:443,      true",
        "example.com,             https://example.com:8443,     false",
        "example.com,             https://www.example.com,      false",
        "example.com,             ws://example.com,             false",
        "*.example.com,           https://www.example.com,      true",
        "*.example.com,           https://a.b.example.com,      true",
        "*.example.com,           https://example.com,          false",
        "*.example.com,           https://.example.com,         false",
        "*.example.com,           https://evilexample.com,      false",
        "*.example.com,           https://www.example.com.evil, false",
        "*.example.com,           https://www.example.com:8443, false",
        ".example.com,            https://example.com,          true",
        ".example.com,            https://www.example.com,      true",
        ".example.com,            https://evilexample.com,      false",
        "example.com:8443,        https://example.com:8443,     true",
        "example.com:8443,        http://example.com:8443,      true",
        "example.com:8443,        https://example.com,          false",
        "https://example.com,     https://example.com,          true",
        "https://example.com,     http://example.com,           false",
        "https://example.com,     https://example.com:8443,     false",
        "HTTPS://*.example.com:1, https://a.example.com:1,      true",
        "localhost,               capacitor://localhost,        false",
        "capacitor://localhost,   capacitor://localhost,        true",
        "capacitor://localhost,   http://localhost,             false",
        "[::1]:3000,              http://[::1]:3000,            true",
        "10.0.0.1,                http://10.0.0.1,              true",
        "example.com,             null,                         false",
        "null,                    null,                         true",
        "null,                    http://null,                  false",
    })
    void namesFitOrigins(String name, String origin, boolean admitted) {
        assertEquals(admitted, names(name).admits(request("gateway.test", origin)));
        assertEquals(admitted, names("other.test", name).admits(request("gateway.test", origin)));
    }

    @Test
    void namesMayStandBesideSame() {
        OriginRule rule =
                OriginRule.of(true, Arrays.asList(OriginName.parse("a.test"), OriginName.parse("https://b.test")));
        assertTrue(rule.admits(request("gateway.test", "http://gateway.test")));
        assertTrue(rule.admits(request("gateway.test", "http://a.test")));
        assertTrue(rule.admits(request("gateway.test", "https://b.test")));
        assertFalse(rule.admits(request("gateway.test", "http://b.test")));
        assertFalse(names("a.test").admits(request("gateway.test", "http://gateway.test")));
    }

    @Test
    void whoSendsNoOriginIsNoBrowser() {
        assertTrue(OriginRule.SAME.admits(request("a.test")));
        assertTrue(OriginRule.SAME.admits(request(null)));
        assertTrue(names("b.test").admits(request("a.test")));
    }

    @Test
    void severalOriginsAreRefused() {
        assertFalse(OriginRule.SAME.admits(request("a.test", "http://a.test", "http://a.test")));
        assertFalse(names("a.test").admits(request("b.test", "http://a.test", "http://evil.test")));
        assertFalse(OriginRule.SAME.admits(request(null, "http://a.test")));
    }

    @Test
    void anyAdmitsAll() {
        assertTrue(OriginRule.ANY.isAny());
        assertFalse(OriginRule.SAME.isAny());
        assertTrue(OriginRule.ANY.admits(request("a.test", "null", "what ever")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "*",
                ".",
                "*.",
                "a b",
                "https://",
                "https://a/",
                "a:0",
                "a:99999",
                "a:b",
                "..a",
                "*.[::1]",
                "[::1",
                "://a",
                "~a",
                "ä"
            })
    void refusesWhatIsNoOrigin(String name) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> OriginName.parse(name));
        assertTrue(e.getMessage().matches("is not a valid origin|has a wildcard.*"), e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"www.example.*", "a*.example.com", "*.*.example.com", "example.com:*"})
    void refusesOtherWildcards(String name) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> OriginName.parse(name));
        assertEquals("has a wildcard elsewhere than at its beginning", e.getMessage());
    }
}
