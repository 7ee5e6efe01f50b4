package dev.weir.config.syntax;

import java.util.ArrayList;
import java.util.List;

/**
 * nginx's way of cutting a file into words, character by character, as an oracle for the grammar: independent of it,
 * slow, and without any care for messages.
 */
final class NginxTokens {
    private static final String SPACE = " \t\r\n";

    private final String text;
    private final StringBuilder out = new StringBuilder();
    private int at;
    private int depth;
    private int words;

    private NginxTokens(String text) {
        this.text = text;
    }

    /** The words as {@link StatementText} shows them but without indentation; null when nginx refuses the text. */
    static String of(String text) {
        NginxTokens tokens = new NginxTokens(text);
        return tokens.run() ? tokens.out.toString() : null;
    }

    private boolean run() {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (SPACE.indexOf(c) >= 0) {
                at++;
            } else if (c == '#') {
                int end = text.indexOf('\n', at);
                at = end < 0 ? text.length() : end;
            } else if (c == ';' || c == '{' || c == '}') {
                if (!punctuation(c)) {
                    return false;
                }
            } else if (c == '"' || c == '\'') {
                if (!quoted(c)) {
                    return false;
                }
            } else {
                bare();
            }
        }
        return words == 0 && depth == 0;
    }

    private boolean punctuation(char c) {
        at++;
        if (c == '}') {
            out.append("}\n");
            return words == 0 && --depth >= 0;
        }
        out.append(c == ';' ? ";\n" : " {\n");
        depth += c == '{' ? 1 : 0;
        boolean named = words > 0;
        words = 0;
        return named;
    }

    private boolean quoted(char mark) {
        int start = ++at;
        while (at < text.length() && text.charAt(at) != mark) {
            at += text.charAt(at) == '\\' ? 2 : 1;
        }
        if (at >= text.length()) {
            return false;
        }
        add("q<", text.substring(start, at++));
        return at < text.length() && (SPACE + ";{)").indexOf(text.charAt(at)) >= 0;
    }

    private void bare() {
        int start = at;
        boolean variable = false;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '\\') {
                variable = false;
                at++;
            } else if (SPACE.indexOf(c) >= 0 || c == ';' || (c == '{' && !variable)) {
                break;
            } else if (c != '{') {
                variable = c == '$';
            }
            at++;
        }
        at = Math.min(at, text.length());
        add("<", text.substring(start, at));
    }

    private void add(String mark, String raw) {
        List<String> resolved = new ArrayList<>();
        for (int i = 0; i < raw.length(); i++) {
            String pair = raw.substring(i, Math.min(i + 2, raw.length()));
            switch (pair) {
                case "\\\"", "\\'", "\\\\" -> resolved.add(raw.substring(++i, i + 1));
                case "\\t", "\\r", "\\n" -> {
                    resolved.add(pair);
                    i++;
                }
                default -> resolved.add(shown(raw.charAt(i)));
            }
        }
        out.append(words++ == 0 ? "" : " ")
                .append(mark)
                .append(String.join("", resolved))
                .append('>');
    }

    private static String shown(char c) {
        return switch (c) {
            case '\t' -> "\\t";
            case '\r' -> "\\r";
            case '\n' -> "\\n";
            default -> String.valueOf(c);
        };
    }
}
