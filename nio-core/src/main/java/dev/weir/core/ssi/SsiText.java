package dev.weir.core.ssi;

import java.util.function.UnaryOperator;

/** Texts in commands and of their output. Thread: any; stateless. */
final class SsiText {
    private SsiText() {}

    /**
     * Puts variables in: {@code $name}, <code>${name}</code>; a backslash takes their meaning from {@code $} and
     * {@code \}.
     *
     * @param values the value of a name; null, as nothing, for an unknown one
     */
    static String evaluate(String text, UnaryOperator<String> values) throws SsiFault {
        if (text.indexOf('$') < 0 && text.indexOf('\\') < 0) {
            return text;
        }
        StringBuilder out = new StringBuilder();
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i++);
            if (c == '\\' && i < text.length() && (text.charAt(i) == '$' || text.charAt(i) == '\\')) {
                out.append(text.charAt(i++));
            } else if (c == '$') {
                i = variable(text, i, values, out);
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    /** @return the place behind it */
    private static int variable(String text, int at, UnaryOperator<String> values, StringBuilder out) throws SsiFault {
        boolean braced = at < text.length() && text.charAt(at) == '{';
        int from = braced ? at + 1 : at;
        int end = from;
        while (end < text.length() && isNameChar(text.charAt(end))) {
            end++;
        }
        if (end == from || braced && (end == text.length() || text.charAt(end) != '}')) {
            throw new SsiFault("invalid variable name in \"" + text + "\"");
        }
        String value = values.apply(text.substring(from, end));
        if (value != null) {
            out.append(value);
        }
        return braced ? end + 1 : end;
    }

    private static boolean isNameChar(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_';
    }

    /** Makes a text fit into HTML. */
    static String entities(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
