package dev.weir.config.scope;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.config.diagnostic.CaretRenderer;
import dev.weir.config.diagnostic.Diagnostics;
import dev.weir.config.directive.Address;
import dev.weir.config.directive.Catalog;
import dev.weir.config.directive.Context;
import dev.weir.config.directive.Directive;
import dev.weir.config.directive.Feature;
import dev.weir.config.syntax.Source;
import dev.weir.config.syntax.SyntaxReader;
import dev.weir.config.syntax.Word;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BinderTest {
    private static final Catalog CATALOG = new Catalog(List.of(new TestFeature()));

    @Test
    void innerValuesGoBeforeOuterOnesAndThoseBeforeTheDefault() {
        Scope server = http("""
                ws_conn_age 1h;
                server {
                    location /a { ws_conn_age 5m; location /a/b { } }
                    location /c { }
                }
                """).blocks(TestFeature.SERVER_BLOCK).get(0);
        Scope a = server.blocks(TestFeature.LOCATION_BLOCK).get(0);
        Scope c = server.blocks(TestFeature.LOCATION_BLOCK).get(1);
        assertEquals(Duration.ofHours(1), server.get(TestFeature.WS_CONN_AGE));
        assertEquals(Duration.ofMinutes(5), a.get(TestFeature.WS_CONN_AGE));
        assertEquals(Duration.ofMinutes(5), a.children().get(0).get(TestFeature.WS_CONN_AGE));
        assertEquals(Duration.ofHours(1), c.get(TestFeature.WS_CONN_AGE));
        assertEquals(4096, c.get(TestFeature.BUFFER));
        assertTrue(c.has(TestFeature.WS_CONN_AGE));
        assertFalse(c.hasOwn(TestFeature.WS_CONN_AGE));
        assertFalse(c.has(TestFeature.BUFFER));
        assertEquals(2, c.where(TestFeature.WS_CONN_AGE).line());
        assertNull(c.where(TestFeature.BUFFER));
    }

    @Test
    void blocksThatSayNothingToInheritShareTheSettingsAroundThem() {
        Scope server = http("""
                ws_conn_age 1h;
                server {
                    location /a { proxy_pass x; location /a/b { } }
                    location /c { ws_conn_age 5m; location /c/d { } }
                }
                """).blocks(TestFeature.SERVER_BLOCK).get(0);
        Scope a = server.blocks(TestFeature.LOCATION_BLOCK).get(0);
        Scope c = server.blocks(TestFeature.LOCATION_BLOCK).get(1);
        assertSame(server.parent(), a.settings());
        assertSame(server.parent(), a.children().get(0).settings());
        assertSame(c, c.settings());
        assertSame(c, c.children().get(0).settings());
    }

    @Test
    void listsThatAreWrittenInPiecesAreOneList() {
        Scope server =
                http("server { index a b; sendfile on; index c; }").children().get(0);
        assertEquals(
                List.of("a", "b", "c"),
                server.get(TestFeature.INDEX).stream().map(Word::text).toList());
    }

    @Test
    void perLevelValuesAreNotInherited() {
        Scope outer = http("server { location / { proxy_pass x; location /a { } } }")
                .children()
                .get(0)
                .children()
                .get(0);
        assertEquals("x", outer.get(TestFeature.PROXY_PASS).text());
        assertNull(outer.children().get(0).get(TestFeature.PROXY_PASS));
        assertFalse(outer.children().get(0).has(TestFeature.PROXY_PASS));
    }

    @Test
    void repeatableValuesAreThoseOfTheInnermostLevelThatHasAny() {
        Scope http = http("add_header a 1; add_header b 2; server { } server { add_header c 3; }");
        Scope inheriting = http.children().get(0);
        Scope own = http.children().get(1);
        assertEquals(2, inheriting.get(TestFeature.ADD_HEADER).size());
        assertEquals(2, inheriting.wheres(TestFeature.ADD_HEADER).size());
        assertEquals("c", own.get(TestFeature.ADD_HEADER).get(0).get(0).text());
        assertEquals(List.of(), http.parent().get(TestFeature.ADD_HEADER));
    }

    @Test
    void blocksKeepTheirHeadsAndEntries() {
        Scope http = http("map $a $b { default x; 'y z' 1; } upstream u { server a; server b:1; } server { }");
        Scope map = http.blocks(TestFeature.MAP).get(0);
        assertEquals("$b", map.head(TestFeature.MAP).get(1).text());
        assertEquals(2, map.entries().size());
        assertEquals("y z", map.entries().get(1).name().text());
        assertEquals(Context.HTTP, map.context());
        Scope upstream = http.blocks(TestFeature.UPSTREAM_BLOCK).get(0);
        assertEquals("u", upstream.head(TestFeature.UPSTREAM_BLOCK).text());
        assertEquals(List.of(new Address.Tcp("a", 80), new Address.Tcp("b", 1)), upstream.get(TestFeature.PEER));
        assertThrows(IllegalStateException.class, () -> upstream.head(TestFeature.MAP));
        assertEquals(1, http.blocks(TestFeature.SERVER_BLOCK).size());
    }

    @Test
    void everyFaultlessScopeIsChecked() {
        List<Scope> checked = new ArrayList<>();
        Feature watching = new Feature() {
            @Override
            public List<Directive<?>> directives() {
                return List.of();
            }

            @Override
            public void check(Scope scope, Diagnostics diagnostics) {
                checked.add(scope);
            }
        };
        Catalog catalog = new Catalog(List.of(new TestFeature(), watching));
        Diagnostics diagnostics = new Diagnostics();
        String text = "http { server { location / { } } server { oops; location / { } } map $a $b { c d; } }";
        Scope main = Binder.bind(SyntaxReader.read(new Source("x", text), diagnostics), catalog, diagnostics);
        Scope http = main.children().get(0);
        Scope server = http.children().get(0);
        assertEquals(
                List.of(
                        main,
                        http,
                        server,
                        server.children().get(0),
                        http.children().get(2)),
                checked);
    }

    /** The bound is loose because machines differ; it takes about a tenth of it. */
    @Test
    void tenThousandLocationsLoadQuickly() {
        StringBuilder text = new StringBuilder("http { server {\n");
        for (int i = 0; i < 10_000; i++) {
            text.append("  location /service/")
                    .append(i)
                    .append(" {\n")
                    .append("    proxy_pass http://127.0.0.1:8010/app")
                    .append(i)
                    .append(";\n")
                    .append("    add_header X-Name \"number ")
                    .append(i)
                    .append("\";\n")
                    .append("    ws_conn_age 12h; # a comment\n  }\n");
        }
        text.append("} }\n");
        long start = System.nanoTime();
        Diagnostics diagnostics = new Diagnostics();
        Scope main =
                Binder.bind(SyntaxReader.read(new Source("x", text.toString()), diagnostics), CATALOG, diagnostics);
        Duration taken = Duration.ofNanos(System.nanoTime() - start);
        assertEquals(10_000, main.children().get(0).children().get(0).children().size());
        assertFalse(diagnostics.hasErrors());
        assertTrue(taken.compareTo(Duration.ofSeconds(10)) < 0, taken::toString);
    }

    @Test
    void aFileWithoutSemicolonsIsToldLineByLine() {
        Diagnostics diagnostics = new Diagnostics();
        String text = "http {\n" + "sendfile on\n".repeat(20_000) + ";}";
        Binder.bind(SyntaxReader.read(new Source("x", text), diagnostics), CATALOG, diagnostics);
        long missing = diagnostics.all().stream()
                .filter(d -> d.problem().startsWith("missing"))
                .count();
        assertEquals(19_999, missing);
    }

    private static Scope http(String body) {
        Diagnostics diagnostics = new Diagnostics();
        Source source = new Source("x", "http {\n" + body + "}");
        Scope main = Binder.bind(SyntaxReader.read(source, diagnostics), CATALOG, diagnostics);
        assertEquals("", CaretRenderer.render(diagnostics));
        return main.blocks(TestFeature.HTTP_BLOCK).get(0);
    }
}
