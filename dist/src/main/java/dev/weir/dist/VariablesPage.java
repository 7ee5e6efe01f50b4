package dev.weir.dist;

import dev.weir.core.variable.Variables;
import java.util.Map;

/** The reference page of all variables, in Markdown. Thread: any; stateless. */
final class VariablesPage {
    private VariablesPage() {}

    static String of(Variables variables) {
        StringBuilder page = new StringBuilder("""
                # Variables

                Generated from the code by `weir --reference`; do not edit. They may stand wherever a directive takes a
                text with variables: in logs, fields, maps and keys. A variable without value counts as empty; a log
                line prints `-` for it. Captures of regular expressions are `$1` to `$9` and `$name`; a `map` makes
                further ones.

                | Variable | Value |
                |---|---|
                """);
        for (Map.Entry<String, String> variable : variables.documented()) {
            page.append("| `$").append(variable.getKey()).append("` | ");
            page.append(variable.getValue().replace("|", "\\|")).append(" |\n");
        }
        return page.toString();
    }
}
