package dev.weir.stats.count;

import dev.weir.config.syntax.Source;
import dev.weir.config.syntax.Span;
import dev.weir.config.syntax.Word;

/** Rules of zones as a configuration would have them. */
final class ZoneTestRules {
    private ZoneTestRules() {}

    static ZoneRule keyed(String name, int most) {
        return keyed(name, "$arg_key", most);
    }

    static ZoneRule keyed(String name, String key, int most) {
        return new ZoneRule(word(name), word(key), word("" + most), most);
    }

    private static Word word(String text) {
        return new Word(text, false, new Span(new Source("zones.conf", text), 0, text.length()));
    }
}
