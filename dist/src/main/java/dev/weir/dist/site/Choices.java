package dev.weir.dist.site;

import dev.weir.config.directive.Arg;
import dev.weir.config.directive.Args;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Arguments that are one of an enum's constants, told in small letters and in the enum's order. Thread: any. */
final class Choices {
    private Choices() {}

    static <E extends Enum<E>> Arg<E> of(Class<E> type) {
        Map<String, E> choices = new LinkedHashMap<>();
        for (E constant : type.getEnumConstants()) {
            choices.put(constant.name().toLowerCase(Locale.ROOT), constant);
        }
        return Args.oneOf(choices);
    }
}
