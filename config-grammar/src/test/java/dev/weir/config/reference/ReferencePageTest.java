package dev.weir.config.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.config.directive.Args;
import dev.weir.config.directive.Catalog;
import dev.weir.config.directive.Context;
import dev.weir.config.directive.Directive;
import dev.weir.config.directive.Feature;
import dev.weir.config.scope.TestFeature;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReferencePageTest {

    /** One directive with everything. */
    private static final class LogFeature implements Feature {
        @Override
        public List<Directive<?>> directives() {
            return List.of(Directive.named("ws_log_enabled")
                    .in(Context.SERVER, Context.HTTP)
                    .doc("Whether events are logged.")
                    .example("ws_log_enabled off;")
                    .takes(Args.flag())
                    .defaultsTo(true, "on"));
        }
    }

    @Test
    void showsEverythingThatIsDeclared() {
        String page = ReferencePage.directives(new Catalog(List.of(new LogFeature())));
        assertTrue(page.endsWith("""

                ## Log

                ### ws_log_enabled

                | | |
                |---|---|
                | Syntax | `ws_log_enabled on \\| off;` |
                | Default | `on` |
                | Context | http, server |

                Whether events are logged.

                ```nginx
                ws_log_enabled off;
                ```
                """), page);
        assertTrue(page.contains("## Language\n\n### include\n"), page);
    }

    @Test
    void listsEveryDirectiveOnce() {
        Catalog catalog = new Catalog(List.of(new TestFeature()));
        String page = ReferencePage.directives(catalog);
        long headings = page.lines().filter(l -> l.startsWith("### ")).count();
        assertEquals(catalog.directives().size() + 1, headings);
    }
}
