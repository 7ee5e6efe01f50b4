package dev.weir.config.syntax;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Guesses, from how the lines are indented, which block lacks its closing brace: the parser can only tell that the
 * outermost one is left open in the end.
 *
 * <p>Thread: the one that reads the configuration.
 */
final class BraceIndents {
    private final Deque<Span> open = new ArrayDeque<>();
    private Span suspect;

    void open(Span brace) {
        open.push(brace);
    }

    /** A brace that begins its line should be indented as the line that opened its block. */
    void close(Span brace) {
        Span opener = open.poll();
        boolean spread = opener != null && opener.line() != brace.line();
        if (suspect == null && spread && indent(brace) == brace.column() - 1 && indent(brace) < indent(opener)) {
            suspect = opener;
        }
    }

    /** The opening brace whose block was probably left open; null when the indentation is consistent. */
    Span suspect() {
        return suspect;
    }

    /** How many blanks begin the line of a span. */
    private static int indent(Span span) {
        int lineStart = span.start() - span.column() + 1;
        int at = lineStart;
        while (at < span.start() && " \t".indexOf(span.source().text().charAt(at)) >= 0) {
            at++;
        }
        return at - lineStart;
    }
}
