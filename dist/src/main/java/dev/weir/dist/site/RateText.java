package dev.weir.dist.site;

import dev.weir.config.directive.Arg;
import dev.weir.config.directive.Args;
import dev.weir.config.directive.Assembly;
import dev.weir.config.directive.Refusal;
import dev.weir.config.syntax.Word;
import dev.weir.core.http.Exchange;
import dev.weir.core.http.Rate;
import dev.weir.core.variable.Template;
import java.util.function.Function;

/**
 * What {@code limit_rate} or {@code limit_rate_after} says.
 *
 * @param word a text with variables; null when {@code bytes} is all there is to know
 */
record RateText(Word word, long bytes) {
    static final RateText NONE = new RateText(null, 0);

    static Arg<RateText> arg() {
        return Args.of("size", 1, 1, args -> {
            Word word = args.get(0);
            return word.text().contains("$")
                    ? new RateText(word, 0)
                    : new RateText(null, Args.size().read(args));
        });
    }

    /** Both together; null when nothing can ever be limited. */
    static Rate rate(RateText limit, RateText after, Assembly assembly) {
        return limit.isNone() && after.isNone() ? null : new Rate(limit.value(assembly), after.value(assembly));
    }

    private boolean isNone() {
        return word == null && bytes == 0;
    }

    private Function<Exchange, Long> value(Assembly assembly) {
        if (word == null) {
            return x -> bytes;
        }
        Template text = ContentFeature.template(word, assembly);
        return x -> read(text.apply(x));
    }

    /** As in nginx, a variable's value that is no size sets no limit. */
    private long read(String text) {
        try {
            return text.isEmpty() ? 0 : Args.bytes(new Word(text, true, word.span()), text);
        } catch (Refusal noSize) {
            return 0;
        }
    }
}
