package dev.weir.dist.site;

import dev.weir.config.directive.Arg;
import dev.weir.config.directive.Args;
import dev.weir.config.directive.Refusal;
import dev.weir.config.syntax.Word;

/** What {@code set} says: the variable's name without its dollar sign, and its value. */
record SetRule(Word name, Word value) {

    static Arg<SetRule> arg() {
        return Args.of("$variable value", 2, 2, args -> {
            Word name = args.get(0);
            if (!name.text().startsWith("$") || name.text().length() < 2) {
                throw new Refusal(name, "is not a valid variable name", "expected a name such as $backend");
            }
            return new SetRule(Args.part(name, name.text().substring(1)), args.get(1));
        });
    }
}
