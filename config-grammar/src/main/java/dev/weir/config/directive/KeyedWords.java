package dev.weir.config.directive;

import dev.weir.config.syntax.Word;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads {@code key=value} arguments, in any order, each at most once. Thread: any. */
public final class KeyedWords {
    private KeyedWords() {}

    /**
     * The value of each key that is there, as a word of its own.
     *
     * @param help for a word that has none of the keys
     * @throws Refusal for such a word, and for a key that comes a second time
     */
    public static Map<String, Word> read(List<Word> words, String help, String... keys) throws Refusal {
        Map<String, Word> values = new HashMap<>();
        for (Word word : words) {
            String key = keyOf(word, keys);
            if (key == null) {
                throw new Refusal(word, "is not a valid parameter", help);
            }
            if (values.put(key, Args.part(word, Args.keyed(word, key))) != null) {
                throw new Refusal(word, "repeats \"" + key + "\"", "say it once");
            }
        }
        return values;
    }

    private static String keyOf(Word word, String... keys) {
        for (String key : keys) {
            if (Args.keyed(word, key) != null) {
                return key;
            }
        }
        return null;
    }
}
