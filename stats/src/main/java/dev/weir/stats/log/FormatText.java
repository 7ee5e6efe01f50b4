package dev.weir.stats.log;

import dev.weir.config.directive.Assembly;
import dev.weir.config.directive.Refusal;
import dev.weir.config.syntax.Word;
import dev.weir.core.variable.Template;
import dev.weir.core.variable.Variables;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A format as written: {@code [escape=...]} and the words of its text, which are joined.
 *
 * @param words the text's words, at least one
 */
public record FormatText(Escape escape, List<Word> words) {

    /** Reads what follows a format's name or event. */
    static FormatText read(List<Word> args) throws Refusal {
        Escape escape = escape(args.get(0));
        return new FormatText(
                escape == null ? Escape.DEFAULT : escape, args.subList(escape == null ? 0 : 1, args.size()));
    }

    /** The escaping that a word asks for; null when it speaks of something else. */
    static Escape escape(Word word) throws Refusal {
        if (!word.text().startsWith("escape=")) {
            return null;
        }
        Escape escape = Escape.named(word.text().substring("escape=".length()));
        if (escape == null) {
            throw new Refusal(word, "is not a known escaping", "expected escape=default, escape=json or escape=none");
        }
        return escape;
    }

    String text() {
        return words.stream().map(Word::text).collect(Collectors.joining());
    }

    /** The compiled text; null when it is wrong, which has been told. */
    Template compile(Assembly assembly) {
        return words.isEmpty()
                ? Template.literal("")
                : assembly.at(
                        words.get(0), first -> assembly.service(Variables.class).compile(text()));
    }
}
