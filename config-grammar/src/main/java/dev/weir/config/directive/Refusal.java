package dev.weir.config.directive;

import dev.weir.config.syntax.Word;

/**
 * A word that a directive cannot take. The binder turns it into one diagnostic:
 * {@code "<word>" <problem> for <directive>} with {@code help} below the caret.
 */
public final class Refusal extends Exception {
    private final transient Word word;
    private final String help;

    /**
     * @param word the word at fault, which the caret will mark; null marks the whole statement
     * @param problem what is wrong, to follow the quoted word: {@code is not a valid time}
     * @param help what was expected; may be null
     */
    public Refusal(Word word, String problem, String help) {
        super(problem, null, false, false);
        this.word = word;
        this.help = help;
    }

    public Word word() {
        return word;
    }

    public String help() {
        return help;
    }
}
