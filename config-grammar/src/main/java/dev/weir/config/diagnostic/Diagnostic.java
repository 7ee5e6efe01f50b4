package dev.weir.config.diagnostic;

import dev.weir.config.syntax.Span;
import java.util.List;

/**
 * One complaint about the operator's configuration.
 *
 * @param severity whether Weir starts all the same
 * @param problem one line without a full stop, naming the thing and what is wrong with it
 * @param subject the tightest span that is wrong; null when there is none (a file that cannot be read)
 * @param help what was expected or what to do; null when there is nothing to add
 * @param related other places that explain it, such as the first of two duplicates
 */
public record Diagnostic(Severity severity, String problem, Span subject, String help, List<Related> related) {

    /** Whether a complaint keeps Weir from starting. */
    public enum Severity {
        ERROR,
        WARNING
    }

    /** Another place that explains a complaint. */
    public record Related(String text, Span span) {}

    public static Diagnostic error(Span subject, String problem, String help) {
        return new Diagnostic(Severity.ERROR, problem, subject, help, List.of());
    }

    public static Diagnostic warning(Span subject, String problem, String help) {
        return new Diagnostic(Severity.WARNING, problem, subject, help, List.of());
    }

    public Diagnostic relatedTo(String text, Span span) {
        return new Diagnostic(severity, problem, subject, help, List.of(new Related(text, span)));
    }
}
