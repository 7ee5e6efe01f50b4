package dev.weir.proxy;

import dev.weir.config.directive.Context;
import dev.weir.config.scope.Scope;
import dev.weir.config.syntax.Word;
import java.util.List;

/**
 * The path that a location matches, as far as it is a plain one.
 *
 * <p>Source: nginx, {@code location}. Thread: any; immutable.
 *
 * @param prefix the path; empty when the location is none of plain paths
 * @param isPlain whether it is a prefix or an exact path, not an expression or a name
 */
record LocationPath(String prefix, boolean isPlain) {
    private static final LocationPath OTHER = new LocationPath("", false);

    static LocationPath of(Scope location) {
        List<Word> args =
                location.block() == null ? List.of() : location.block().args();
        if (args.isEmpty() || location.context() != Context.LOCATION) {
            return OTHER;
        }
        String first = args.get(0).text();
        String pattern = args.size() == 2 ? args.get(1).text() : first;
        if (first.startsWith("~") || first.startsWith("@")) {
            return OTHER;
        }
        if (args.size() == 1) {
            pattern = first.startsWith("=") ? first.substring(1) : first.startsWith("^~") ? first.substring(2) : first;
        }
        return new LocationPath(dev.weir.core.http.ByteText.of(pattern), true);
    }
}
