package dev.weir.dist;

import dev.weir.config.diagnostic.Diagnostic;
import dev.weir.config.directive.Catalog;
import dev.weir.config.directive.Context;
import dev.weir.config.directive.Directive;
import dev.weir.config.syntax.Span;
import dev.weir.config.syntax.Statement;
import dev.weir.dist.NginxAnswers.Answer;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * {@code --from-nginx}: what becomes of each directive of a configuration that was written for nginx.
 *
 * <p>Thread: main; used once.
 */
final class NginxReport {
    private static final String FOREIGN = "neither nginx nor Weir has it; a module's?";

    private final Configuration configuration;
    private final Catalog catalog;
    private final NginxAnswers answers;
    private final Set<Diagnostic> untold;
    private final Map<String, List<String>> runs = new LinkedHashMap<>();
    private final List<String> noEffect = new ArrayList<>();
    private final List<String> missing = new ArrayList<>();
    private final List<String> wrong = new ArrayList<>();
    private int directives;

    /** @param configuration as read, bound and, where it has no error, built */
    NginxReport(Configuration configuration) {
        this.configuration = configuration;
        this.catalog = configuration.catalog();
        this.answers = new NginxAnswers(catalog);
        this.untold = new LinkedHashSet<>(configuration.diagnostics().all());
    }

    /**
     * Prints it.
     *
     * @return the exit code: 0 when Weir runs the file as it is, 1 when something is missing or wrong
     */
    int print(PrintStream out) {
        walk(configuration.file().statements(), Context.MAIN);
        for (Diagnostic diagnostic : untold) {
            boolean error = diagnostic.severity() == Diagnostic.Severity.ERROR;
            (error ? wrong : noEffect).add(line(diagnostic.subject(), text(diagnostic)));
        }
        section(out, "Missing: Weir does not start with these", missing);
        section(out, "Wrong, or not to be used here", wrong);
        section(out, "Accepted without effect", noEffect);
        section(out, "Runs as it is", running());
        boolean good = missing.isEmpty() && wrong.isEmpty();
        int running = runs.values().stream().mapToInt(List::size).sum();
        out.printf(
                "%d directives: %d run as they are; %d without effect; %d missing; %d wrong.%n",
                directives, running, noEffect.size(), missing.size(), wrong.size());
        out.println(good ? "Weir runs this configuration." : "Weir does not run this configuration as it is.");
        return good ? 0 : 1;
    }

    private static void section(PrintStream out, String title, List<String> lines) {
        if (!lines.isEmpty()) {
            out.println(title + ":");
            lines.forEach(line -> out.println("  " + line));
            out.println();
        }
    }

    /** Each name with the places where it stands. */
    private List<String> running() {
        List<String> lines = new ArrayList<>();
        runs.forEach((name, places) -> lines.add(name + ": " + String.join(", ", places)));
        return lines;
    }

    // --- one directive after the other

    private void walk(List<Statement> statements, Context context) {
        for (Statement statement : statements) {
            directives++;
            Directive<?> directive = catalog.find(statement.name().text(), context);
            answer(statement, directive);
            if (directive != null && directive.opens().isPresent() && statement instanceof Statement.Block block) {
                walk(block.body(), directive.opens().get());
            }
        }
    }

    private void answer(Statement statement, Directive<?> directive) {
        String name = statement.name().text();
        List<Diagnostic> said = take(statement.span());
        boolean refused = said.stream().anyMatch(d -> d.severity() == Diagnostic.Severity.ERROR);
        if (directive == null && catalog.named(name).isEmpty()) {
            String why = catalog.isKnownToNginx(name) ? answers.to(name).why() : FOREIGN;
            missing.add(line(statement.span(), name + ": " + why + inside(statement)));
        } else if (refused || directive == null) {
            said.forEach(d -> refusedBy(d, statement.span()));
        } else {
            accepted(directive, said, statement.span());
        }
    }

    private void accepted(Directive<?> directive, List<Diagnostic> warnings, Span place) {
        Answer answer = NginxAnswers.to(directive);
        if (answer.kind() == NginxAnswers.Kind.NO_EFFECT) {
            noEffect.add(line(place, directive.name() + ": " + answer.why()));
        } else if (!warnings.isEmpty()) {
            warnings.forEach(d -> noEffect.add(line(place, text(d))));
        } else {
            runs.computeIfAbsent(directive.name(), n -> new ArrayList<>()).add(place.place());
        }
    }

    /** What nginx can and Weir cannot is missing, all else a mistake. */
    private void refusedBy(Diagnostic diagnostic, Span place) {
        boolean lacks = diagnostic.problem().contains("not supported");
        (lacks ? missing : wrong).add(line(place, text(diagnostic)));
    }

    private static String inside(Statement statement) {
        return statement instanceof Statement.Block ? "; its block is not looked into" : "";
    }

    /** The complaints about a statement, its block apart. */
    private List<Diagnostic> take(Span span) {
        List<Diagnostic> taken = untold.stream()
                .filter(d -> d.subject() != null
                        && d.subject().source() == span.source()
                        && d.subject().start() >= span.start()
                        && d.subject().start() <= span.end())
                .toList();
        taken.forEach(untold::remove);
        return taken;
    }

    private static String text(Diagnostic diagnostic) {
        return diagnostic.problem() + (diagnostic.help() == null ? "" : "; " + diagnostic.help());
    }

    private static String line(Span span, String text) {
        return (span == null ? "" : span.place() + ": ") + text;
    }
}
