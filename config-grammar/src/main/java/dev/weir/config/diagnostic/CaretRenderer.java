package dev.weir.config.diagnostic;

import dev.weir.config.syntax.Source;
import dev.weir.config.syntax.Span;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Shows diagnostics with the source line and a caret below what is wrong:
 *
 * <pre>
 * edge.conf:2:17: error: "12x" is not a valid time for ws_conn_age
 *  2 |     ws_conn_age 12x;
 *    |                 ^^^
 *    help: expected a time such as 30s, 5m or 12h
 * </pre>
 *
 * <p>Thread: any; stateless.
 */
public final class CaretRenderer {
    /** Beyond this column a line is shown from nearer its mistake, and never whole beyond one and a half of it. */
    private static final int LONGEST_LINE = 160;

    private static final String CUT = "...";

    private CaretRenderer() {}

    /** All of them, in the order of files and lines, each ended by a line feed. */
    public static String render(Diagnostics diagnostics) {
        StringBuilder out = new StringBuilder();
        for (Diagnostic diagnostic : sorted(diagnostics.all())) {
            out.append(render(diagnostic));
        }
        return out.toString();
    }

    /** One, with all its lines, the last ended by a line feed. */
    public static String render(Diagnostic diagnostic) {
        StringBuilder out = new StringBuilder();
        Span subject = diagnostic.subject();
        String severity = diagnostic.severity().name().toLowerCase(Locale.ROOT);
        place(out, subject)
                .append(severity)
                .append(": ")
                .append(printable(diagnostic.problem()))
                .append('\n');
        if (subject != null) {
            excerpt(out, subject);
        }
        if (diagnostic.help() != null) {
            indent(out, subject)
                    .append("help: ")
                    .append(printable(diagnostic.help()))
                    .append('\n');
        }
        for (Diagnostic.Related related : diagnostic.related()) {
            place(out, related.span())
                    .append("note: ")
                    .append(printable(related.text()))
                    .append('\n');
            excerpt(out, related.span());
        }
        return out.toString();
    }

    /** Files in the order in which they are first complained about; what has no place comes first. */
    private static List<Diagnostic> sorted(List<Diagnostic> all) {
        Map<Source, Integer> order = new IdentityHashMap<>();
        for (Diagnostic diagnostic : all) {
            if (diagnostic.subject() != null) {
                order.putIfAbsent(diagnostic.subject().source(), order.size());
            }
        }
        List<Diagnostic> sorted = new ArrayList<>(all);
        sorted.sort(Comparator.<Diagnostic>comparingInt(
                        d -> d.subject() == null ? -1 : order.get(d.subject().source()))
                .thenComparingInt(d -> d.subject() == null ? 0 : d.subject().start()));
        return sorted;
    }

    private static StringBuilder place(StringBuilder out, Span span) {
        return span == null
                ? out
                : out.append(span.place()).append(':').append(span.column()).append(": ");
    }

    private static void excerpt(StringBuilder out, Span span) {
        String line = span.source().lineText(span.line());
        int from = Math.min(span.column() - 1, line.length());
        int to = Math.max(from + 1, Math.min(from + span.end() - span.start(), line.length()));
        int start = from < LONGEST_LINE ? 0 : from - LONGEST_LINE / 2;
        int end = Math.min(line.length(), start + LONGEST_LINE + LONGEST_LINE / 2);
        String before = start > 0 ? CUT : "";
        String shown = before + line.substring(start, end) + (end < line.length() ? CUT : "");
        int shift = before.length() - start;
        out.append(' ')
                .append(span.line())
                .append(" | ")
                .append(printable(shown))
                .append('\n');
        indent(out, span).append("| ");
        carets(out, shown, from + shift, Math.min(to, Math.max(end, from + 1)) + shift);
        out.append('\n');
    }

    private static void carets(StringBuilder out, String shown, int from, int to) {
        for (int i = 0; i < to; i++) {
            boolean tail = i < shown.length() && Character.isLowSurrogate(shown.charAt(i));
            if (!tail) {
                out.append(i >= from ? '^' : shown.charAt(i) == '\t' ? '\t' : ' ');
            }
        }
    }

    private static StringBuilder indent(StringBuilder out, Span span) {
        int width = span == null ? 0 : Integer.toString(span.line()).length() + 1;
        return out.append(" ".repeat(width + 1));
    }

    /** What stands in a file must neither steer the terminal that shows it nor break a line. */
    private static String printable(String line) {
        StringBuilder out = new StringBuilder(line.length());
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            out.append(c != '\t' && Character.isISOControl(c) ? '?' : c);
        }
        return out.toString();
    }
}
