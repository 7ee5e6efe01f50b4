package dev.weir.core.variable;

import dev.weir.core.http.Exchange;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A regular expression over byte strings; a match leaves its captures in the exchange.
 *
 * <p>Thread: any; immutable.
 *
 * @param pattern the expression
 * @param names the number of each named group
 */
public record Regex(Pattern pattern, Map<String, Integer> names) {

    public Regex {
        names = Map.copyOf(names);
    }

    /** Defines a variable for each named group. */
    public void defineNames(Variables variables) {
        for (String name : names.keySet()) {
            variables.redefine(
                    name.toLowerCase(Locale.ROOT),
                    "A named capture.",
                    x -> x.captures().get(name));
        }
    }

    /** Whether it is found in a byte string. */
    public boolean fits(String text) {
        return pattern.matcher(text).find();
    }

    /** Whether it is found in a byte string; if so, the captures are the exchange's from now on. */
    public boolean find(Exchange exchange, String text) {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            return false;
        }
        String[] groups = new String[matcher.groupCount() + 1];
        for (int i = 0; i < groups.length; i++) {
            groups[i] = matcher.group(i);
        }
        exchange.captures().numbered(groups);
        for (Map.Entry<String, Integer> name : names.entrySet()) {
            exchange.captures().named(name.getKey(), groups[name.getValue()]);
        }
        return true;
    }
}
