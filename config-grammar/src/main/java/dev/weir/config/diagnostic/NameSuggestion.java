package dev.weir.config.diagnostic;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/**
 * Finds the name that a misspelt one was meant to be.
 *
 * <p>Thread: any; stateless.
 */
public final class NameSuggestion {
    private NameSuggestion() {}

    /**
     * The candidate nearest to {@code name}, at most two slips away (one for names up to four characters); the first of
     * equals. A slip is a letter too many, too few, wrong, or two neighbours swapped.
     */
    public static Optional<String> among(String name, Collection<String> candidates) {
        String sought = name.toLowerCase(Locale.ROOT);
        int allowed = name.length() <= 4 ? 1 : 2;
        String best = null;
        int least = allowed + 1;
        for (String candidate : candidates) {
            int distance = distance(sought, candidate.toLowerCase(Locale.ROOT), least);
            if (distance < least) {
                least = distance;
                best = candidate;
            }
        }
        return Optional.ofNullable(best);
    }

    /** The sentence that goes into a diagnostic's help; null when nothing is near. */
    public static String help(String name, Collection<String> candidates) {
        return among(name, candidates)
                .map(found -> "did you mean \"" + found + "\"?")
                .orElse(null);
    }

    /** Damerau's distance without repeated edits; anything from {@code limit} up when it is not less than that. */
    private static int distance(String a, String b, int limit) {
        if (Math.abs(a.length() - b.length()) >= limit) {
            return limit;
        }
        int[] older = new int[b.length() + 1];
        int[] old = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            old[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substitute = old[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(substitute, Math.min(old[j], row[j - 1]) + 1);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    row[j] = Math.min(row[j], older[j - 2] + 1);
                }
            }
            older = old;
            old = row;
        }
        return old[b.length()];
    }
}
