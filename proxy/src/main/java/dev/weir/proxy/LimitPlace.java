package dev.weir.proxy;

import dev.weir.config.directive.Directive;
import dev.weir.config.scope.Scope;
import dev.weir.config.syntax.Statement;
import dev.weir.config.syntax.Word;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a limit's count is known by from one configuration to the next: the names of the blocks down to the one that
 * sets it. Its line will not do, for an edit above would begin the count anew while its connections go on.
 *
 * <p>Thread: any; stateless.
 */
final class LimitPlace {
    /** What tells servers apart. */
    private static final Set<String> OF_SERVER = Set.of("listen", "server_name");

    private LimitPlace() {}

    /** Such as {@code http server (listen 80) (server_name a b) location /ws}. */
    static String of(Directive<?> limit, Scope scope) {
        Scope level = scope;
        while (!level.hasOwn(limit)) {
            level = level.parent();
        }
        String place = "";
        for (; level != null && level.block() != null; level = level.parent()) {
            place = name(level.block()) + (place.isEmpty() ? "" : " " + place);
        }
        return place;
    }

    private static String name(Statement.Block block) {
        String said = block.body().stream()
                .filter(s -> block.name().text().equals("server")
                        && OF_SERVER.contains(s.name().text()))
                .map(s -> " (" + s.name().text() + text(s.args()) + ")")
                .sorted()
                .collect(Collectors.joining());
        return block.name().text() + text(block.args()) + said;
    }

    private static String text(List<Word> words) {
        return words.stream().map(w -> " " + w.text()).collect(Collectors.joining());
    }
}
