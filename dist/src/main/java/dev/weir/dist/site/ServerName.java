package dev.weir.dist.site;

import dev.weir.config.directive.Arg;
import dev.weir.config.directive.Args;
import dev.weir.config.directive.Refusal;
import dev.weir.config.syntax.Word;
import dev.weir.core.variable.Regex;
import java.util.ArrayList;
import java.util.List;

/**
 * One name of a server.
 *
 * @param text as written, without the tilde of an expression
 * @param regex the expression; null for a plain or wildcard name
 * @param word where it stands
 */
record ServerName(String text, Regex regex, Word word) {

    static Arg<List<ServerName>> arg() {
        return Args.of("name ...", 1, Integer.MAX_VALUE, ServerName::read);
    }

    private static List<ServerName> read(List<Word> args) throws Refusal {
        List<ServerName> names = new ArrayList<>();
        for (Word word : args) {
            names.add(read(word));
        }
        return List.copyOf(names);
    }

    private static ServerName read(Word word) throws Refusal {
        String text = word.text();
        if (text.startsWith("~")) {
            if (text.length() == 1) {
                throw new Refusal(word, "holds no expression", "expected such as ~^www\\d+\\.example\\.com$");
            }
            return new ServerName(text.substring(1), Expressions.compile(word, text.substring(1), true), word);
        }
        if (text.equals(".") || text.equals("*.") || text.startsWith("*") && !text.startsWith("*.")) {
            throw new Refusal(word, "is not a valid name", "expected such as example.com or *.example.com");
        }
        return new ServerName(text, null, word);
    }

    /** Whether it has a star where a star stands for itself, so that no host ever has this name. */
    boolean isInVain() {
        int star = regex != null ? -1 : text.indexOf('*');
        boolean leading = star == 0 && text.startsWith("*.") && text.indexOf('*', 1) < 0;
        boolean trailing = star == text.length() - 1 && text.endsWith(".*") && text.length() > 2;
        return star >= 0 && !leading && !trailing;
    }

    /** The name for {@code $server_name}; wildcards give it as they are, but for the dot that stands for one. */
    String shown() {
        return regex != null ? "~" + text : text.startsWith(".") ? text.substring(1) : text;
    }
}
