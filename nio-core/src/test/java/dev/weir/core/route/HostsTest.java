package dev.weir.core.route;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.core.http.HeadLimits;
import dev.weir.core.http.Headers;
import dev.weir.core.http.HttpStand;
import dev.weir.core.http.VirtualServer;
import dev.weir.core.variable.Regex;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostsTest {

    private static VirtualServer server(String name) {
        return new VirtualServer(
                name,
                Duration.ofSeconds(1),
                HeadLimits.DEFAULT,
                null,
                new Locations(),
                LocationsTest.location("", null),
                java.util.List.of());
    }

    private static Hosts table() {
        Hosts hosts = new Hosts(server("default"));
        for (String name : new String[] {
            "Example.com", "*.example.com", "*.a.example.com", "www.example.*", "www.*", ".both.org", "deep.*"
        }) {
            assertTrue(hosts.add(name, server(name)));
        }
        hosts.add(new Regex(Pattern.compile("^(?:user)([0-9]+)\\.net$"), Map.of()), server("first expression"));
        hosts.add(new Regex(Pattern.compile(".*\\.net$"), Map.of()), server("second expression"));
        hosts.add(new Regex(Pattern.compile("^$"), Map.of()), server("empty expression"));
        return hosts;
    }

    @ParameterizedTest
    @CsvSource({
        "example.com, Example.com",
        "x.example.com, *.example.com",
        "x.y.example.com, *.example.com",
        "x.a.example.com, *.a.example.com",
        "a.example.com, *.example.com",
        "www.example.com, *.example.com",
        "www.example.de, www.example.*",
        "www.example.co.uk, www.example.*",
        "www.other.de, www.*",
        "both.org, .both.org",
        "x.both.org, .both.org",
        "xboth.org, default",
        "deep, default",
        "user7.net, first expression",
        "userx.net, second expression",
        "other, default",
        "'', default",
        ", default"
    })
    void choosesAsNginxDocuments(String host, String expected) {
        Hosts hosts = table();
        String[] found = new String[2];
        new HttpStand()
                .at("/", x -> {
                    found[0] = hosts.server(host, x).name();
                    found[1] = x.captures().get(1);
                    x.respond(200, Headers.EMPTY, new byte[0]);
                })
                .talk(HttpStand.get("/"));
        assertEquals(expected, found[0]);
        assertEquals("first expression".equals(expected) ? "7" : null, found[1]);
    }

    @Test
    void theFirstServerKeepsAName() {
        Hosts hosts = table();
        VirtualServer late = server("late");
        assertFalse(hosts.add("EXAMPLE.com", late));
        assertFalse(hosts.add("*.example.com", late));
        assertFalse(hosts.add(".both.org", late));
        assertFalse(hosts.add("www.*", late));
        assertTrue(hosts.add("", late));
        assertEquals("late", hosts.server(null, null).name());
    }
}
