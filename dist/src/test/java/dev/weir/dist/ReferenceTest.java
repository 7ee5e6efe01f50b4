package dev.weir.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.weir.config.diagnostic.CaretRenderer;
import dev.weir.config.diagnostic.Diagnostics;
import dev.weir.config.directive.Catalog;
import dev.weir.config.directive.Context;
import dev.weir.config.directive.Directive;
import dev.weir.config.scope.Binder;
import dev.weir.config.syntax.Source;
import dev.weir.config.syntax.SyntaxReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The reference pages are those that the code makes, and every example in them binds. */
class ReferenceTest {
    private final Catalog catalog = new Catalog(Features.all());

    @TempDir
    private Path folder;

    @Test
    void pagesAreUpToDate() throws IOException, StartFailure {
        new WeirGateway().writeReference(folder);
        for (String page : new String[] {"directives.md", "variables.md", "nginx.md"}) {
            assertEquals(
                    Files.readString(folder.resolve(page)),
                    Files.readString(Path.of("../docs/reference").resolve(page)),
                    page + " is stale: run dist/target/weir/bin/weir --reference docs/reference");
        }
    }

    @TestFactory
    Stream<DynamicTest> examplesBind() {
        return catalog.directives().stream()
                .map(d -> DynamicTest.dynamicTest(d.name() + " in " + d.contexts(), () -> {
                    assertFalse(d.doc().isBlank(), "no text");
                    assertFalse(d.example().isBlank(), "no example");
                    for (Context context : d.contexts()) {
                        bind(d, context);
                    }
                }));
    }

    private void bind(Directive<?> directive, Context context) {
        Diagnostics diagnostics = new Diagnostics();
        Source source =
                new Source(directive.name() + ".conf", around(context, directive.example(), declarations(directive)));
        Binder.bind(SyntaxReader.read(source, diagnostics), catalog, diagnostics);
        assertFalse(diagnostics.hasErrors(), () -> CaretRenderer.render(diagnostics));
    }

    /** What an example refers to. */
    private static String declarations(Directive<?> directive) {
        return switch (directive.name()) {
            case "limit_req" -> "limit_req_zone $uri zone=logins:1m rate=1r/s; ";
            case "limit_conn" -> "limit_conn_zone $uri zone=clients:1m; ";
            default -> "";
        };
    }

    private static String around(Context context, String example, String declared) {
        return switch (context) {
            case MAIN -> example;
            case EVENTS -> "events { " + example + " }";
            case HTTP -> "http { " + declared + example + " }";
            case SERVER -> "http { " + declared + "server { " + example + " } }";
            case LOCATION -> "http { " + declared + "server { location / { " + example + " } } }";
            case SERVER_IF -> "http { " + declared + "server { if ($uri) { " + example + " } } }";
            case LOCATION_IF -> "http { " + declared + "server { location / { if ($uri) { " + example + " } } } }";
            case LIMIT_EXCEPT ->
                "http { " + declared + "server { location / { limit_except GET { " + example + " } } } }";
            case UPSTREAM -> "http { " + declared + "upstream u { server 127.0.0.1:1; " + example + " } }";
        };
    }
}
