package dev.weir.config.syntax;

import dev.weir.config.diagnostic.Diagnostics;

/**
 * The few mistakes of syntax there are, each in the words of the one who made it.
 *
 * <p>An unclosed quote swallows the rest of the file: the braces and semicolons missed after it are no mistakes of
 * their own and are not told. Thread: the one that reads the configuration.
 */
final class SyntaxErrors {
    private final Source source;
    private final Diagnostics diagnostics;
    private boolean restIsLost;
    private boolean blockTold;

    SyntaxErrors(Source source, Diagnostics diagnostics) {
        this.source = source;
        this.diagnostics = diagnostics;
    }

    /** A character that no name of a file can hold, nor any text of HTTP. */
    void nul(int at) {
        diagnostics.error(
                new Span(source, at, at + 1), "a NUL character in the text", "is the file a text, saved as UTF-8?");
    }

    /** A quote without its end; the caret marks the line it begins on. */
    void unclosedQuote(Span quote) {
        restIsLost = true;
        int lineEnd = source.text().indexOf('\n', quote.start());
        Span firstLine = lineEnd < 0 || lineEnd > quote.end() ? quote : new Span(source, quote.start(), lineEnd);
        char mark = source.text().charAt(quote.start());
        diagnostics.error(firstLine, "this quote has no end", "close it with " + mark);
    }

    /** Text directly behind a closing quote, as in {@code "a"b}. */
    void glued(Span quote, Span text) {
        String help = quote.line() == source.line(quote.end() - 1)
                ? "put a space or \";\" after the quote"
                : "the quote that ends here began on line " + quote.line() + "; is an earlier quote left open?";
        diagnostics.error(text, "unexpected " + text.excerpt() + " after the closing quote", help);
    }

    /** A directive that neither {@code ;} nor a block ends. */
    void missingSemicolon(Span lastWord, boolean atEnd) {
        if (restIsLost) {
            return;
        }
        diagnostics.error(
                new Span(source, lastWord.end(), lastWord.end()),
                "missing \";\" after " + lastWord.excerpt(),
                atEnd ? "nothing follows that ends this directive" : null);
    }

    /**
     * A block that the end of the file cuts off. Told once: one brace may leave several open.
     *
     * @param open the innermost block that is open in the end
     * @param suspect the block that was probably meant to end earlier; may be null
     */
    void missingBrace(Span open, Span suspect) {
        if (restIsLost || blockTold) {
            return;
        }
        blockTold = true;
        String help = isQuantifier(open)
                ? "a regular expression with braces must stand in quotes"
                : "the file ends within this block";
        if (suspect == null) {
            diagnostics.error(open, "missing \"}\" for this \"{\"", help);
        } else {
            diagnostics.error(
                    suspect, "missing \"}\" for this \"{\"", "the next \"}\" is indented like an outer block's");
        }
    }

    /** Whether a brace stands as in {@code [a-z]{2}}, where nginx begins a block. */
    private boolean isQuantifier(Span open) {
        String text = source.text();
        boolean glued = open.start() > 0 && !Character.isWhitespace(text.charAt(open.start() - 1));
        return glued && open.end() < text.length() && Character.isDigit(text.charAt(open.end()));
    }

    void strayClose(Span brace) {
        diagnostics.error(brace, "unexpected \"}\"", "no block is open here");
    }

    void straySemicolon(Span semicolon, boolean afterBlock) {
        String help = afterBlock ? "a block ends with \"}\" alone" : "no directive stands before it";
        diagnostics.error(semicolon, "unexpected \";\"", help);
    }

    void strayOpen(Span brace) {
        diagnostics.error(brace, "unexpected \"{\"", "a block begins with the name of a directive");
    }

    void tooDeep(Span brace, int deepest) {
        diagnostics.error(brace, "blocks are nested too deeply", "at most " + deepest + " levels are read");
    }
}
