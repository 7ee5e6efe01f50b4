package dev.weir.dist.site;

import dev.weir.config.directive.Arg;
import dev.weir.config.directive.Args;
import dev.weir.config.directive.Refusal;
import dev.weir.config.syntax.Word;
import dev.weir.core.variable.Regex;
import java.util.List;

/**
 * What stands between {@code location} and its brace.
 *
 * @param kind how it is matched
 * @param pattern the path, expression or name, without modifier
 * @param regex the expression compiled; null for the other kinds
 * @param word where the pattern stands
 */
record LocationHead(Kind kind, String pattern, Regex regex, Word word) {

    /** How a location is matched. */
    enum Kind {
        EXACT,
        PREFIX,
        PREFIX_NO_REGEX,
        REGEX,
        NAMED
    }

    static Arg<LocationHead> arg() {
        return Args.of("[ = | ~ | ~* | ^~ ] uri | @name", 1, 2, LocationHead::read);
    }

    private static LocationHead read(List<Word> args) throws Refusal {
        Word first = args.get(0);
        if (args.size() == 2) {
            return of(first.text(), args.get(1), args.get(1).text(), first);
        }
        String text = first.text();
        for (String modifier : List.of("~*", "^~", "=", "~")) {
            if (text.startsWith(modifier)) {
                return of(modifier, first, text.substring(modifier.length()), first);
            }
        }
        Kind kind = text.startsWith("@") ? Kind.NAMED : Kind.PREFIX;
        return new LocationHead(kind, text, null, first);
    }

    private static LocationHead of(String modifier, Word word, String pattern, Word modifierWord) throws Refusal {
        return switch (modifier) {
            case "=" -> new LocationHead(Kind.EXACT, pattern, null, word);
            case "^~" -> new LocationHead(Kind.PREFIX_NO_REGEX, pattern, null, word);
            case "~", "~*" ->
                new LocationHead(Kind.REGEX, pattern, Expressions.compile(word, pattern, modifier.equals("~*")), word);
            default -> throw new Refusal(modifierWord, "is not a location modifier", "expected =, ~, ~* or ^~");
        };
    }
}
