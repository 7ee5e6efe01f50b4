package dev.weir.config.syntax;

/**
 * A stretch of a source: the characters from {@code start} up to, not including, {@code end}.
 *
 * <p>Thread: any; immutable.
 */
public record Span(Source source, int start, int end) {
    private static final int LONGEST_EXCERPT = 60;

    public int line() {
        return source.line(start);
    }

    public int column() {
        return source.column(start);
    }

    /** {@code file:line}, as nginx names a place. */
    public String place() {
        return source.name() + ":" + line();
    }

    /** The text as it is written, in quotes for a message: its first line, cut where that is long. */
    public String excerpt() {
        String text = source.text().substring(start, end);
        int lineEnd = text.indexOf('\n');
        String line = lineEnd < 0 ? text : text.substring(0, lineEnd).stripTrailing();
        if (line.length() > LONGEST_EXCERPT || lineEnd >= 0) {
            line = line.substring(0, Math.min(line.length(), LONGEST_EXCERPT)) + "...";
        }
        boolean hasQuotes = line.startsWith("\"") || line.startsWith("'");
        return hasQuotes ? line : "\"" + line + "\"";
    }
}
