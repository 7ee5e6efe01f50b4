package dev.weir.config.scope;

import dev.weir.config.diagnostic.Diagnostic;
import dev.weir.config.diagnostic.Diagnostics;
import dev.weir.config.diagnostic.NameSuggestion;
import dev.weir.config.directive.Arg;
import dev.weir.config.directive.Catalog;
import dev.weir.config.directive.Context;
import dev.weir.config.directive.Directive;
import dev.weir.config.directive.Refusal;
import dev.weir.config.syntax.Span;
import dev.weir.config.syntax.Statement;
import dev.weir.config.syntax.Word;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The words of the complaints that are the same for every directive.
 *
 * <p>Thread: the one that reads the configuration.
 */
final class Complaints {
    private final Catalog catalog;
    private final Diagnostics diagnostics;

    Complaints(Catalog catalog, Diagnostics diagnostics) {
        this.catalog = catalog;
        this.diagnostics = diagnostics;
    }

    /** Misplaced, known to nginx alone, or unknown. */
    void noSuchDirective(Statement statement, Context context) {
        String name = statement.name().text();
        Span place = statement.name().span();
        if (!catalog.named(name).isEmpty()) {
            diagnostics.error(
                    place, "\"" + name + "\" is not allowed " + where(context), "it may stand " + allowed(statement));
        } else if (catalog.isKnownToNginx(name)) {
            diagnostics.error(
                    place,
                    "\"" + name + "\" is known to nginx, but not supported by Weir",
                    "take it out to run this file with Weir");
        } else {
            String help = NameSuggestion.help(name, catalog.names(context));
            diagnostics.error(
                    place,
                    "unknown directive \"" + name + "\"",
                    help == null ? NameSuggestion.help(name, catalog.names()) : help);
        }
    }

    private static String where(Context context) {
        return context == Context.MAIN ? "outside of any block" : "in " + context.label();
    }

    /** The contexts of the name, if it has several meanings those of the one that is written: block or not. */
    private String allowed(Statement statement) {
        Set<Context> contexts = EnumSet.noneOf(Context.class);
        Set<Context> sameForm = EnumSet.noneOf(Context.class);
        for (Directive<?> directive : catalog.named(statement.name().text())) {
            contexts.addAll(directive.contexts());
            if (directive.isBlock() == statement instanceof Statement.Block) {
                sameForm.addAll(directive.contexts());
            }
        }
        return listed(sameForm.isEmpty() ? contexts : sameForm);
    }

    private static String listed(Set<Context> contexts) {
        List<String> labels = new ArrayList<>();
        for (Context context : contexts) {
            labels.add(context == Context.MAIN ? where(context) : context.label());
        }
        String joined = String.join(", ", labels);
        return contexts.contains(Context.MAIN) ? joined.replaceFirst("block, ", "block, in ") : "in " + joined;
    }

    void wrongCount(Directive<?> directive, Statement statement) {
        List<Word> args = statement.args();
        int most = directive.arg().max();
        Span place = args.size() > most
                ? new Span(
                        statement.span().source(),
                        args.get(most).span().start(),
                        args.get(args.size() - 1).span().end())
                : statement.name().span();
        diagnostics.error(
                place,
                "\"" + directive + "\" takes " + expectedCount(directive.arg()) + ", but " + given(args.size()),
                "usage: " + usage(directive));
    }

    private static String expectedCount(Arg<?> arg) {
        if (arg.max() == 0) {
            return "no argument";
        }
        if (arg.min() == arg.max()) {
            return arg.min() + (arg.min() == 1 ? " argument" : " arguments");
        }
        if (arg.max() == Integer.MAX_VALUE) {
            return "at least " + arg.min() + (arg.min() == 1 ? " argument" : " arguments");
        }
        return arg.min() == 0
                ? "at most " + arg.max() + (arg.max() == 1 ? " argument" : " arguments")
                : arg.min() + " to " + arg.max() + " arguments";
    }

    private static String given(int count) {
        return switch (count) {
            case 0 -> "none is given";
            case 1 -> "1 is given";
            default -> count + " are given";
        };
    }

    /** How a directive is written, from its name to its end. */
    private static String usage(Directive<?> directive) {
        String args = directive.arg().usage();
        return directive.name() + (args.isEmpty() ? "" : " " + args) + (directive.isBlock() ? " { ... }" : ";");
    }

    void blockExpected(Directive<?> directive, Statement statement) {
        diagnostics.error(statement.name().span(), "\"" + directive + "\" needs a block", "usage: " + usage(directive));
    }

    void noBlockExpected(Directive<?> directive, Statement statement) {
        diagnostics.error(
                statement.name().span(), "\"" + directive + "\" takes no block", "usage: " + usage(directive));
    }

    void duplicate(Statement statement, Span first) {
        diagnostics.add(Diagnostic.error(
                        statement.span(), "\"" + statement.name().text() + "\" is given twice in this block", null)
                .relatedTo("first given here", first));
    }

    void refused(Directive<?> directive, Statement statement, Refusal refusal) {
        Word word = refusal.word();
        if (word == null) {
            diagnostics.error(statement.span(), "\"" + directive + "\" " + refusal.getMessage(), refusal.help());
        } else {
            diagnostics.error(
                    word.span(),
                    "\"" + word.text() + "\" " + refusal.getMessage() + " for " + directive,
                    refusal.help());
        }
    }

    /**
     * Which argument begins a line with the name of a directive that may stand here, and so was probably meant to be
     * one; -1 when none does.
     */
    int swallowedDirective(Statement statement, Context context) {
        List<Word> all = statement.args();
        Word before = statement.name();
        if (all.isEmpty() || endLine(before) == all.get(all.size() - 1).span().line()) {
            // On one line, as nearly all are.
            return -1;
        }
        for (int i = 0; i < statement.args().size(); i++) {
            Word word = statement.args().get(i);
            if (!word.quoted() && endLine(before) < word.span().line() && catalog.find(word.text(), context) != null) {
                return i;
            }
            before = word;
        }
        return -1;
    }

    private static int endLine(Word word) {
        return word.span().source().line(word.span().end() - 1);
    }

    void missingSemicolon(Statement statement, int index) {
        Word last = index == 0 ? statement.name() : statement.args().get(index - 1);
        Word next = statement.args().get(index);
        int end = last.span().end();
        diagnostics.error(
                new Span(last.span().source(), end, end),
                "missing \";\" after " + last.span().excerpt(),
                "\"" + next.text() + "\" on line " + next.span().line() + " begins a directive of its own");
    }

    /** For directives that take the words of the next line for arguments, where nothing else shows the mistake. */
    void warnOfSwallowed(Directive<?> directive, Statement statement, int index) {
        Word word = statement.args().get(index);
        diagnostics.warning(
                word.span(),
                "\"" + word.text() + "\" is read as an argument of " + directive,
                "is a \";\" missing on the line before?");
    }
}
