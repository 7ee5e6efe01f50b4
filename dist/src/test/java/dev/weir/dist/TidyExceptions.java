package dev.weir.dist;

import java.util.List;
import java.util.Map;

/** Files that may break a rule of {@link TidyTest}, each with the reason why. The list is to shrink. */
final class TidyExceptions {
    private static final Map<String, Map<String, String>> REASONS = Map.of();

    private TidyExceptions() {}

    /** The files excused from the rule of this name. */
    static List<String> of(String rule) {
        return List.copyOf(REASONS.getOrDefault(rule, Map.of()).keySet());
    }
}
