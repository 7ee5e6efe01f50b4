package dev.weir.config.syntax;

import org.antlr.v4.runtime.Token;

/**
 * Where the tokens of a text stand: ANTLR counts code points, a {@link Span} counts characters.
 *
 * <p>Thread: any; immutable.
 */
final class TokenSpans {
    private final Source source;
    private final int[] unitOffsets;

    TokenSpans(Source source) {
        this.source = source;
        this.unitOffsets = unitOffsets(source.text());
    }

    Source source() {
        return source;
    }

    Span of(Token token) {
        return new Span(source, unitOffset(token.getStartIndex()), unitOffset(token.getStopIndex() + 1));
    }

    private int unitOffset(int codePoints) {
        return unitOffsets == null ? codePoints : unitOffsets[codePoints];
    }

    /** Where each code point begins; null when all are single characters, as they nearly always are. */
    private static int[] unitOffsets(String text) {
        int count = text.codePointCount(0, text.length());
        if (count == text.length()) {
            return null;
        }
        int[] offsets = new int[count + 1];
        for (int i = 0, at = 0; i <= count; i++) {
            offsets[i] = at;
            at += at < text.length() ? Character.charCount(text.codePointAt(at)) : 0;
        }
        return offsets;
    }
}
