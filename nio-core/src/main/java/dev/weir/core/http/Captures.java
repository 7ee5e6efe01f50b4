package dev.weir.core.http;

import java.util.HashMap;
import java.util.Map;

/**
 * What regular expressions have captured in one exchange: the groups of the last match, and all named ones.
 *
 * <p>Thread: worker.
 */
public final class Captures {
    private static final String[] NONE = {};

    private String[] numbered = NONE;
    private Map<String, String> named = Map.of();

    /** Replaces the numbered groups; 0 is the whole match. */
    public void numbered(String[] groups) {
        numbered = groups;
    }

    /** Forgets the numbered groups, as an expression of a rewrite does that does not match. */
    public void forgetNumbered() {
        numbered = NONE;
    }

    /** Remembers a named group. */
    public void named(String name, String value) {
        if (named.isEmpty()) {
            named = new HashMap<>(4);
        }
        named.put(name, value);
    }

    /** A numbered group; null when there is none. */
    public String get(int group) {
        return group < numbered.length ? numbered[group] : null;
    }

    /** A named group; null when there is none. */
    public String get(String name) {
        return named.get(name);
    }
}
