package dev.weir.config.diagnostic;

import dev.weir.config.syntax.Span;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Collects complaints; never throws, so that all of a file's mistakes are told at once.
 *
 * <p>Thread: the one that reads the configuration.
 */
public final class Diagnostics {
    private final Set<Diagnostic> all = new LinkedHashSet<>();

    /** The same complaint about the same place, as a file included twice brings, is kept once. */
    public void add(Diagnostic diagnostic) {
        all.add(diagnostic);
    }

    public void error(Span subject, String problem, String help) {
        add(Diagnostic.error(subject, problem, help));
    }

    public void warning(Span subject, String problem, String help) {
        add(Diagnostic.warning(subject, problem, help));
    }

    public boolean hasErrors() {
        return all.stream().anyMatch(d -> d.severity() == Diagnostic.Severity.ERROR);
    }

    /** In the order in which they were found. */
    public List<Diagnostic> all() {
        return List.copyOf(all);
    }
}
