package dev.weir.core.route;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.core.http.ErrorPages;
import dev.weir.core.http.Exchange;
import dev.weir.core.http.Headers;
import dev.weir.core.http.HttpOptions;
import dev.weir.core.http.HttpStand;
import dev.weir.core.http.Location;
import dev.weir.core.variable.Regex;
import dev.weir.core.ws.WsOptions;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class LocationsTest {
    private final Locations top = new Locations();

    static Location location(String name, String autoRedirect) {
        return new Location(
                name,
                false,
                autoRedirect,
                x -> x.respond(200, Headers.EMPTY, new byte[0]),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                ErrorPages.NONE,
                x -> "html",
                HttpOptions.DEFAULTS,
                WsOptions.DEFAULTS);
    }

    private static Locations add(Locations level, String modifier, String path) {
        Locations inner = new Locations();
        String name = modifier + path;
        switch (modifier) {
            case "=" -> assertTrue(level.addExact(path, location(name, null), inner));
            case "^~" -> assertTrue(level.addPrefix(path, true, location(name, null), inner));
            case "~" -> level.addRegex(new Regex(Pattern.compile(path), Map.of()), location(name, null), inner);
            case "/" ->
                assertTrue(level.addPrefix(path, false, location(path, path.substring(0, path.length() - 1)), inner));
            default -> assertTrue(level.addPrefix(path, false, location(path, null), inner));
        }
        return inner;
    }

    /** An exchange of a real request whose location table is {@code top}. */
    private static String find(Locations top, String uri) {
        String[] found = new String[1];
        new HttpStand()
                .at("/", (Exchange x) -> {
                    Location location = top.find(x);
                    found[0] = location == null
                            ? null
                            : location.name()
                                    + (x.captures().get(1) == null
                                            ? ""
                                            : x.captures().get(1));
                    x.respond(200, Headers.EMPTY, new byte[0]);
                })
                .talk(HttpStand.get(uri));
        return found[0];
    }

    private String find(String uri) {
        return find(top, uri);
    }

    @Test
    void theExampleOfNginxsDocumentation() {
        add(top, "=", "/");
        add(top, "", "/");
        add(top, "", "/documents/");
        add(top, "^~", "/images/");
        add(top, "~", "\\.(gif|jpg|jpeg)$");
        assertEquals("=/", find("/"));
        assertEquals("/", find("/index.html"));
        assertEquals("/documents/", find("/documents/document.html"));
        assertEquals("^~/images/", find("/images/1.gif"));
        assertEquals("~\\.(gif|jpg|jpeg)$jpg", find("/documents/1.jpg"));
    }

    @Test
    void expressionsAreTriedInOrderAndExactEndsTheSearch() {
        add(top, "~", "^/a");
        add(top, "~", "^/ab");
        add(top, "=", "/abc");
        assertEquals("~^/a", find("/ab"));
        assertEquals("=/abc", find("/abc"));
        assertNull(find("/b"));
    }

    @Test
    void theLongestPrefixWinsWhateverTheOrder() {
        add(top, "", "/a/b/");
        add(top, "", "/");
        add(top, "", "/a/b/c");
        add(top, "", "/a");
        assertEquals("/a/b/c", find("/a/b/cc"));
        assertEquals("/a/b/", find("/a/b/x"));
        assertEquals("/a", find("/a/b"));
        assertEquals("/", find("/x"));
    }

    @Test
    void nestedOnesAreSearchedWithinTheLongestPrefix() {
        Locations inner = add(top, "", "/o/");
        add(top, "~", "\\.x$");
        add(inner, "^~", "/o/in");
        add(inner, "~", "\\.y$");
        add(inner, "=", "/o/same.x");
        assertEquals("^~/o/in", find("/o/in"));
        // Asked of nginx 1.22: an inner ^~ keeps only the expressions of its own level away.
        assertEquals("~\\.x$", find("/o/in.x"));
        assertEquals("^~/o/in", find("/o/in.y"));
        assertEquals("~\\.y$", find("/o/else.y"));
        assertEquals("=/o/same.x", find("/o/same.x"));
        assertEquals("/o/", find("/o/else"));
    }

    @Test
    void anOuterNoRegexHoldsForItsExpressionsOnly() {
        Locations inner = add(top, "^~", "/o/");
        add(top, "~", "\\.x$");
        add(inner, "~", "\\.y$");
        assertEquals("^~/o/", find("/o/a.x"));
        assertEquals("~\\.y$", find("/o/a.y"));
    }

    @Test
    void nestedWithinAnExpression() {
        Locations inner = add(top, "~", "^/user/");
        add(inner, "~", "/(pic)$");
        add(inner, "", "/user/fixed");
        assertEquals("~/(pic)$pic", find("/user/1/pic"));
        assertEquals("/user/fixed", find("/user/fixed"));
        assertEquals("~^/user/", find("/user/x"));
    }

    @Test
    void aMissingSlashLeadsToTheLocationThatAddsIt() {
        add(top, "/", "/proxy/");
        add(top, "", "/");
        assertEquals("/proxy/", find("/proxy"));
        assertEquals("/", find("/prox"));
        add(top, "", "/proxy");
        assertEquals("/proxy", find("/proxy"), "a location of that very name answers itself");
        Locations exact = new Locations();
        exact.addExact("/e/", location("=/e/", "/e"), new Locations());
        assertEquals("=/e/", find(exact, "/e"));
    }

    @Test
    void duplicatesAreTold() {
        add(top, "", "/a");
        assertFalse(top.addPrefix("/a", true, location("/a", null), new Locations()));
        add(top, "=", "/a");
        assertFalse(top.addExact("/a", location("/a", null), new Locations()));
        assertTrue(top.addNamed("@a", location("@a", null)));
        assertFalse(top.addNamed("@a", location("@a", null)));
        assertEquals("@a", top.named("@a").name());
        assertNull(top.named("@b"));
    }

    @Test
    void tenThousandPrefixesAreFound() {
        for (int i = 0; i < 10_000; i++) {
            add(top, "", "/service" + i + "/" + "x".repeat(i % 50));
        }
        HttpStand stand = new HttpStand();
        int[] right = {0};
        stand.at("/", x -> {
            Location location = top.find(x);
            right[0] += location != null && x.uri().startsWith(location.name()) ? 1 : 0;
            x.respond(200, Headers.EMPTY, new byte[0]);
        });
        StringBuilder requests = new StringBuilder();
        for (int i = 0; i < 10_000; i += 11) {
            requests.append(HttpStand.get("/service" + i + "/" + "x".repeat(i % 50) + "y"));
        }
        stand.talk(requests.toString());
        assertEquals(910, right[0]);
    }
}
