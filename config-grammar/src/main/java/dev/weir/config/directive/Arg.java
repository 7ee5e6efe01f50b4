package dev.weir.config.directive;

import dev.weir.config.syntax.Word;
import java.util.List;
import java.util.function.Function;

/**
 * How the arguments of a directive are read into a value.
 *
 * @param <T> the value
 */
public interface Arg<T> {

    /** What the reference prints after the directive's name, e.g. {@code time} or {@code on | off}. */
    String usage();

    /** Fewest arguments. */
    int min();

    /** Most arguments; {@link Integer#MAX_VALUE} when there is no end. */
    int max();

    /**
     * Reads the arguments; the binder has checked their number.
     *
     * @throws Refusal when a word is not what was expected; it becomes a diagnostic at that word
     */
    T read(List<Word> args) throws Refusal;

    /** The same arguments, the value turned into another. */
    default <U> Arg<U> map(Function<? super T, ? extends U> mapping) {
        Arg<T> self = this;
        return new Arg<>() {
            @Override
            public String usage() {
                return self.usage();
            }

            @Override
            public int min() {
                return self.min();
            }

            @Override
            public int max() {
                return self.max();
            }

            @Override
            public U read(List<Word> args) throws Refusal {
                return mapping.apply(self.read(args));
            }
        };
    }
}
