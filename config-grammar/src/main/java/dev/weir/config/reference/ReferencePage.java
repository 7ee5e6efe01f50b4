package dev.weir.config.reference;

import dev.weir.config.directive.Catalog;
import dev.weir.config.directive.Context;
import dev.weir.config.directive.Directive;
import dev.weir.config.directive.Feature;
import java.util.ArrayList;
import java.util.List;

/**
 * The reference of directives as Markdown, one section for each feature.
 *
 * <p>Thread: any; stateless.
 */
public final class ReferencePage {
    private ReferencePage() {}

    /** The page {@code directives.md}: the same text for the same catalogue. */
    public static String directives(Catalog catalog) {
        StringBuilder page = new StringBuilder("""
                # Directives

                <!-- Written by "weir --reference" from the declarations in the program: do not edit. -->
                """);
        page.append("\n## Language\n");
        describe(page, Catalog.INCLUDE);
        for (Feature feature : catalog.features()) {
            page.append("\n## ").append(feature.title()).append('\n');
            for (Directive<?> directive : feature.directives()) {
                describe(page, directive);
            }
        }
        return page.toString();
    }

    private static void describe(StringBuilder page, Directive<?> directive) {
        page.append("\n### ").append(directive.name()).append("\n\n");
        page.append("| | |\n|---|---|\n");
        row(page, "Syntax", code(syntax(directive)));
        if (directive.defaultText() != null && !directive.defaultText().isEmpty()) {
            row(page, "Default", code(directive.defaultText()));
        }
        row(page, "Context", contexts(directive));
        page.append('\n').append(directive.doc()).append('\n');
        notes(page, directive);
        if (!directive.example().isEmpty()) {
            page.append("\n```nginx\n")
                    .append(directive.example().stripTrailing())
                    .append("\n```\n");
        }
    }

    private static void row(StringBuilder page, String title, String text) {
        page.append("| ")
                .append(title)
                .append(" | ")
                .append(text.replace("|", "\\|"))
                .append(" |\n");
    }

    private static String code(String text) {
        return "`" + text + "`";
    }

    private static String syntax(Directive<?> directive) {
        String args = directive.arg().usage();
        return directive.name() + (args.isEmpty() ? "" : " " + args) + (directive.isBlock() ? " { ... }" : ";");
    }

    private static String contexts(Directive<?> directive) {
        List<String> labels = new ArrayList<>();
        for (Context context : Context.values()) {
            if (directive.contexts().contains(context)) {
                labels.add(context.label());
            }
        }
        return String.join(", ", labels);
    }

    private static void notes(StringBuilder page, Directive<?> directive) {
        if (directive.isBlock() || directive == Catalog.INCLUDE) {
            return;
        }
        if (directive.isRepeatable()) {
            page.append("\nMay be given several times.");
            page.append(directive.isPerLevel() ? "\n" : " Those of an inner block replace those of the outer ones.\n");
        }
        if (directive.isPerLevel() && directive.contexts().size() > 1) {
            page.append("\nInner blocks do not inherit it.\n");
        }
    }
}
