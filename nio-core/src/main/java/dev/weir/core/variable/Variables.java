package dev.weir.core.variable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * The variables of one configuration generation: single names, and families such as {@code $http_*}.
 *
 * <p>Thread: the one that builds the configuration; the workers use only what {@link Template} took out of it.
 */
public final class Variables {
    private final Map<String, Variable> names = new HashMap<>();
    private final Map<String, Function<String, Variable>> families = new HashMap<>();
    private final Map<String, String> docs = new HashMap<>();
    private final Set<String> fixed = new HashSet<>();

    /**
     * Defines a variable.
     *
     * @param doc one sentence for the reference
     * @throws IllegalArgumentException when the name is taken
     */
    public void define(String name, String doc, Variable variable) {
        if (names.putIfAbsent(name, variable) != null) {
            throw new IllegalArgumentException("the duplicate \"" + name + "\" variable");
        }
        docs.put(name, doc);
        fixed.add(name);
    }

    /**
     * Lets {@code set} change a variable; it is defined if it is not there.
     *
     * @throws IllegalArgumentException when it is one of those that stay as they are
     */
    public void settable(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        Variable before = find(lower);
        if (before instanceof Assignable) {
            return;
        }
        if (fixed.contains(lower)) {
            throw new IllegalArgumentException("the duplicate \"" + name + "\" variable");
        }
        redefine(lower, "Given by `set`.", new SetVariable(lower, before));
    }

    /** Defines a variable over one that may be there; for {@code map} and captures, which nginx lets repeat. */
    public void redefine(String name, String doc, Variable variable) {
        names.put(name, variable);
        docs.put(name, doc);
    }

    /**
     * Defines all variables that begin with a prefix.
     *
     * @param prefix with its underscore: {@code http_}
     * @param member the variable for what follows the prefix
     */
    public void family(String prefix, String doc, Function<String, Variable> member) {
        families.put(prefix, member);
        docs.put(prefix + "*", doc);
    }

    /** The variable of a name; null when there is none. Names compare without case. */
    public Variable find(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        Variable variable = names.get(lower);
        if (variable != null) {
            return variable;
        }
        String best = null;
        for (String prefix : families.keySet()) {
            boolean fits = lower.startsWith(prefix) && lower.length() >= prefix.length();
            if (fits && (best == null || prefix.length() > best.length())) {
                best = prefix;
            }
        }
        return best == null ? null : families.get(best).apply(lower.substring(best.length()));
    }

    /**
     * Compiles a text with variables.
     *
     * @param text ordinary text of the configuration
     * @throws IllegalArgumentException for an unknown variable or a bad {@code $}; the message is for the operator
     */
    public Template compile(String text) {
        return Template.compile(text, this);
    }

    /** All names and families with their sentences, sorted, for the reference. */
    public List<Map.Entry<String, String>> documented() {
        List<Map.Entry<String, String>> list = new ArrayList<>();
        new TreeSet<>(docs.keySet()).forEach(name -> list.add(Map.entry(name, docs.get(name))));
        return list;
    }
}
