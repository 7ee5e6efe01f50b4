package dev.weir.core.rewrite;

import dev.weir.core.http.Exchange;
import dev.weir.core.variable.Template;

/**
 * Texts whose captures are escaped, because the path that they were taken from came escaped.
 *
 * <p>Thread: worker.
 */
final class CaptureText {
    private static final String HEX = "0123456789ABCDEF";
    private static final String NOT_IN_ARGUMENTS = "\"#%&+;<>?\\^`{|}";

    private CaptureText() {}

    /** Whether the client's path had a {@code %} or a {@code +}. */
    static boolean isEscaped(Exchange exchange) {
        String raw = exchange.target().raw();
        int end = raw.indexOf('?');
        for (int i = 0; i < (end < 0 ? raw.length() : end); i++) {
            if (raw.charAt(i) == '%' || raw.charAt(i) == '+') {
                return true;
            }
        }
        return false;
    }

    static String escaped(Template template, Exchange exchange) {
        StringBuilder out = new StringBuilder(64);
        for (Template.Piece piece : template.pieces()) {
            out.append(value(piece, exchange, true));
        }
        return out.toString();
    }

    /** The value of one piece; nothing for none. */
    static String value(Template.Piece piece, Exchange exchange, boolean escapes) {
        if (piece.literal() != null) {
            return piece.literal();
        }
        String value = piece.variable().value(exchange);
        return value == null ? "" : escapes && Run.isCapture(piece) ? escape(value) : value;
    }

    /** Escapes what may not stand in an argument. */
    static String escape(String text) {
        StringBuilder out = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c > ' ' && c < 0x7f && NOT_IN_ARGUMENTS.indexOf(c) < 0) {
                out.append(c);
            } else {
                out.append('%').append(HEX.charAt(c >> 4 & 15)).append(HEX.charAt(c & 15));
            }
        }
        return out.toString();
    }

    /**
     * Resolves escapes up to the first question mark, but for those of controls, blank and what a URL reserves: a
     * redirect's own text cannot break out of its line.
     */
    static String unescapeRedirect(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int high = c == '%' && i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
            int low = high < 0 ? -1 : Character.digit(text.charAt(i + 2), 16);
            char decoded = low < 0 ? c : (char) (high << 4 | low);
            boolean resolves = low >= 0 && decoded > '%' && decoded < 0x7f;
            if (resolves) {
                i += 2;
            }
            out.append(resolves ? decoded : c);
            if (c == '?' || resolves && decoded == '?') {
                return out.append(text, i + 1, text.length()).toString();
            }
        }
        return out.toString();
    }
}
