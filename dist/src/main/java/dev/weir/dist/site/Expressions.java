package dev.weir.dist.site;

import dev.weir.config.directive.Refusal;
import dev.weir.config.syntax.Word;
import dev.weir.core.variable.Regex;

/** From the configuration's expressions to those that leave captures in an exchange. Thread: any. */
final class Expressions {
    private Expressions() {}

    /** Compiles {@code text}, which is {@code word} or its end. */
    static Regex compile(Word word, String text, boolean ignoreCase) throws Refusal {
        dev.weir.config.directive.Regex regex = dev.weir.config.directive.Regex.of(word, text, ignoreCase);
        return new Regex(regex.pattern(), regex.names());
    }
}
