package dev.weir.dist.site;

import dev.weir.config.directive.Arg;
import dev.weir.config.directive.Args;
import dev.weir.config.directive.Refusal;
import dev.weir.config.syntax.Word;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** Arguments that are chosen from a few; an enum's constants are told in small letters, in its order. Thread: any. */
final class Choices {
    private Choices() {}

    static <E extends Enum<E>> Arg<E> of(Class<E> type) {
        Map<String, E> choices = new LinkedHashMap<>();
        for (E constant : type.getEnumConstants()) {
            choices.put(constant.name().toLowerCase(Locale.ROOT), constant);
        }
        return Args.oneOf(choices);
    }

    /** Some of the words. */
    static Arg<List<Word>> several(String usage, List<String> words) {
        return Args.of(usage, 1, Integer.MAX_VALUE, args -> {
            for (Word word : args) {
                if (!words.contains(word.text())) {
                    throw new Refusal(word, "is not a valid value", "expected some of " + String.join(", ", words));
                }
            }
            return args;
        });
    }

    /** What a directive says that adds to a list. */
    static <T> List<T> both(List<T> some, List<T> more) {
        return Stream.concat(some.stream(), more.stream()).toList();
    }
}
