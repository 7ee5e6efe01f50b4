package dev.weir.dist;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads a configuration's words char by char, as nginx's manual and {@code ngx_conf_read_token} describe them. Thread:
 * the one that made it.
 */
final class NaiveConfig {
    /** Deeper than this nobody nests blocks. */
    private static final int DEEPEST = 50;

    private final String text;
    private final List<String> words = new ArrayList<>();
    private int at;
    private int depth;
    private boolean inStatement;
    private boolean wrong;

    private NaiveConfig(String text) {
        this.text = text;
    }

    /** All words in order, each behind a {@code w}, and {@code ;} and braces alone; null for a mistake. */
    static List<String> words(String text) {
        NaiveConfig config = new NaiveConfig(text);
        config.wrong = text.indexOf(0) >= 0;
        while (!config.wrong && config.at < text.length()) {
            config.next();
        }
        return config.wrong || config.inStatement || config.depth > 0 ? null : config.words;
    }

    private void next() {
        char c = text.charAt(at);
        switch (c) {
            case ' ', '\t', '\r', '\n' -> at++;
            case '#' -> at = text.indexOf('\n', at) < 0 ? text.length() : text.indexOf('\n', at);
            case ';', '{', '}' -> mark(c);
            case '"', '\'' -> quoted(c);
            default -> bare();
        }
    }

    private void mark(char c) {
        wrong |= inStatement == (c == '}');
        depth += c == '{' ? 1 : c == '}' ? -1 : 0;
        wrong |= depth < 0 || depth > DEEPEST;
        inStatement = false;
        words.add(String.valueOf(c));
        at++;
    }

    private void quoted(char quote) {
        StringBuilder word = new StringBuilder();
        for (at++; at < text.length() && text.charAt(at) != quote; at++) {
            take(word);
        }
        at++;
        wrong |= at > text.length() || at < text.length() && " \t\r\n;{})".indexOf(text.charAt(at)) < 0;
        add(word);
    }

    private void bare() {
        StringBuilder word = new StringBuilder();
        while (at < text.length() && " \t\r\n;{".indexOf(text.charAt(at)) < 0) {
            boolean variable = text.charAt(at) == '$';
            take(word);
            at++;
            while (variable && at < text.length() && text.charAt(at) == '{') {
                word.append(text.charAt(at++));
            }
        }
        add(word);
    }

    /** A char, or what it escapes; stands at its last one afterwards. */
    private void take(StringBuilder word) {
        char c = text.charAt(at);
        if (c != '\\' || at + 1 == text.length()) {
            word.append(c);
            return;
        }
        char escaped = text.charAt(++at);
        switch (escaped) {
            case '"', '\'', '\\' -> word.append(escaped);
            case 't' -> word.append('\t');
            case 'r' -> word.append('\r');
            case 'n' -> word.append('\n');
            default -> word.append(c).append(escaped);
        }
    }

    private void add(StringBuilder word) {
        words.add("w" + word);
        inStatement = true;
    }
}
