package dev.weir.stats.count;

import dev.weir.config.directive.Arg;
import dev.weir.config.directive.Args;
import dev.weir.config.directive.KeyedWords;
import dev.weir.config.directive.Refusal;
import dev.weir.config.syntax.Word;
import java.util.List;
import java.util.Map;

/**
 * What a {@code ws_stat_zone} says.
 *
 * @param name of the zone
 * @param key a text with variables, each of whose values has a series; null for one series in all
 * @param max where the number of values stands; null where it does not
 * @param most how many values; 0 without a key
 */
public record ZoneRule(Word name, Word key, Word max, int most) {
    private static final int USUAL = 1000;
    private static final int MOST = 1_000_000;
    private static final String HELP = "expected key=$http_x_api_key or max=1000";

    static Arg<ZoneRule> arg() {
        return Args.of("name [key=$variable] [max=number]", 1, 3, ZoneRule::read);
    }

    private static ZoneRule read(List<Word> args) throws Refusal {
        Word name = args.get(0);
        if (!name.text().matches("[A-Za-z0-9_.:-]+")) {
            throw new Refusal(name, "is not a name for a zone", "expected letters, digits, and _ . : -");
        }
        Map<String, Word> said = KeyedWords.read(args.subList(1, args.size()), HELP, "key", "max");
        Word key = said.get("key");
        Word max = said.get("max");
        if (key == null) {
            if (max != null) {
                throw new Refusal(max, "limits a zone that has no key", "expected key=$http_x_api_key before it");
            }
            return new ZoneRule(name, null, null, 0);
        }
        if (!key.text().contains("$")) {
            throw new Refusal(key, "has no variable", "expected key=$http_x_api_key or the like");
        }
        return new ZoneRule(name, key, max, max == null ? USUAL : Args.number(max, max.text(), 1, MOST));
    }

    /** Where it says {@code key} or {@code max}, else its name. */
    Word place(String what) {
        Word place = what.equals("key") ? key : max;
        return place == null ? name : place;
    }

    /** What another use of the same name says otherwise, {@code key} or {@code max}; null when both agree. */
    String differenceFrom(ZoneRule first) {
        if (!text(key).equals(text(first.key))) {
            return "key";
        }
        return most == first.most ? null : "max";
    }

    private static String text(Word word) {
        return word == null ? "" : word.text();
    }
}
