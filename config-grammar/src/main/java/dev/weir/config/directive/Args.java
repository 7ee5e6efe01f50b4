package dev.weir.config.directive;

import dev.weir.config.syntax.Span;
import dev.weir.config.syntax.Word;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The kinds of arguments that directives take, with nginx's spellings and ranges.
 *
 * <p>Thread: any; all answers are immutable.
 */
public final class Args {
    private Args() {}

    /** No argument; the value says that the directive is there. */
    public static Arg<Boolean> none() {
        return of("", 0, 0, args -> true);
    }

    /** {@code on} or {@code off}, in any case. */
    public static Arg<Boolean> flag() {
        return choice("on | off", "is neither on nor off", Map.of("on", true, "off", false), "expected on or off");
    }

    /**
     * nginx's time: {@code 500ms}, {@code 30} (seconds), {@code 5m}, {@code 1h30m}, {@code "1h 30m"}, {@code 1d},
     * {@code 1w}, {@code 1M} (30 days), {@code 1y} (365 days). More than 100 years count as 100 years, so that adding a
     * time to a clock never overflows. Source: nginx, "Configuration file measurement units".
     */
    public static Arg<Duration> time() {
        return of("time", 1, 1, args -> Units.millis(args.get(0)));
    }

    /** As {@link #time}, and {@code off} for {@link Duration#ZERO}. */
    public static Arg<Duration> timeOrOff() {
        return of("time | off", 1, 1, args -> isOff(args.get(0)) ? Duration.ZERO : Units.time(args.get(0)));
    }

    /** nginx's size in bytes, up to 2 GiB: {@code 512}, {@code 8k}, {@code 1m}; {@code g} only for {@link #offset}. */
    public static Arg<Integer> size() {
        return of("size", 1, 1, args -> (int) Units.bytes(args.get(0), Integer.MAX_VALUE, false));
    }

    /** nginx's offset in bytes: as a size, with {@code g} too. */
    public static Arg<Long> offset() {
        return of("size", 1, 1, args -> Units.bytes(args.get(0), Long.MAX_VALUE, true));
    }

    /** A whole number in a range, both ends included. */
    public static Arg<Integer> number(int min, int max) {
        return of("number", 1, 1, args -> Units.number(args.get(0), min, max));
    }

    /** A whole number in a range, or {@code auto}, for which the value is {@code auto}. */
    public static Arg<Integer> numberOrAuto(int min, int max, int auto) {
        return of(
                "number | auto",
                1,
                1,
                args -> args.get(0).text().equals("auto") ? auto : Units.number(args.get(0), min, max));
    }

    /** One of some words, in any case, with what each means. The map's order is that of messages. */
    public static <E> Arg<E> oneOf(Map<String, E> choices) {
        String names = String.join(", ", choices.keySet());
        return choice(
                String.join(" | ", choices.keySet()), "is not a valid value", choices, "expected one of " + names);
    }

    private static <E> Arg<E> choice(String usage, String problem, Map<String, E> choices, String help) {
        return of(usage, 1, 1, args -> {
            Word word = args.get(0);
            E value = choices.get(word.text().toLowerCase(Locale.ROOT));
            if (value == null) {
                throw new Refusal(word, problem, help);
            }
            return value;
        });
    }

    /** A regular expression, case-sensitive. */
    public static Arg<Regex> regex() {
        return of("regex", 1, 1, args -> Regex.of(args.get(0), args.get(0).text(), false));
    }

    /** An address with a port, which is {@code defaultPort} where none is written; see {@link Address#peer}. */
    public static Arg<Address> address(int defaultPort) {
        return of("address", 1, 1, args -> Address.peer(args.get(0), args.get(0).text(), defaultPort));
    }

    /** One word as it is, with its place: for names, paths, and texts with variables. */
    public static Arg<Word> word(String usage) {
        return of(usage, 1, 1, args -> args.get(0));
    }

    /** A number of words as they are. */
    public static Arg<List<Word>> words(String usage, int min, int max) {
        return of(usage, min, max, args -> args);
    }

    /** What reads a list of words; may refuse. */
    @FunctionalInterface
    public interface Reading<T> {
        T read(List<Word> args) throws Refusal;
    }

    /** Arguments of a shape of their own. */
    public static <T> Arg<T> of(String usage, int min, int max, Reading<T> reading) {
        return new Arg<>() {
            @Override
            public String usage() {
                return usage;
            }

            @Override
            public int min() {
                return min;
            }

            @Override
            public int max() {
                return max;
            }

            @Override
            public T read(List<Word> args) throws Refusal {
                return reading.read(args);
            }
        };
    }

    /** Parses nginx's time inside an argument ({@code interval=10s}); a bare number counts seconds. */
    public static Duration time(Word word, String text) throws Refusal {
        return Units.time(part(word, text));
    }

    /** As {@link #time(Word, String)}, for what nginx counts in milliseconds: months and years are refused. */
    public static Duration millis(Word word, String text) throws Refusal {
        return Units.millis(part(word, text));
    }

    /** As {@link #time(Word, String)}, for what nginx counts in seconds: milliseconds are refused. */
    public static Duration seconds(Word word, String text) throws Refusal {
        return Units.seconds(part(word, text));
    }

    /** A whole number of some minimum, then a size: nginx's {@code number size} of buffers. */
    public static Arg<List<Word>> numberAndSize(int min) {
        return of("number size", 2, 2, args -> {
            Units.number(args.get(0), min, Integer.MAX_VALUE);
            if (Units.bytes(args.get(1), Integer.MAX_VALUE, false) == 0) {
                throw new Refusal(args.get(1), "is not a valid size", "expected more than nothing, such as 8k");
            }
            return args;
        });
    }

    /** Parses nginx's size or offset, in bytes, inside an argument ({@code buffer=32k}). */
    public static long bytes(Word word, String text) throws Refusal {
        return Units.bytes(part(word, text), Long.MAX_VALUE, true);
    }

    /** Parses a whole number in a range inside an argument ({@code weight=5}). */
    public static int number(Word word, String text, int min, int max) throws Refusal {
        return Units.number(part(word, text), min, max);
    }

    /** Whether a word says {@code off}. */
    public static boolean isOff(Word word) {
        return word.text().equals("off");
    }

    /** What a directive says that may be written several times and adds to a set; for {@link Directive#joins}. */
    public static <T> Set<T> union(Set<T> some, Set<T> more) {
        Set<T> all = new LinkedHashSet<>(some);
        all.addAll(more);
        return all;
    }

    /** The value of a {@code key=value} word; null when it has another key. */
    public static String keyed(Word word, String key) {
        String prefix = key + "=";
        return word.text().startsWith(prefix) ? word.text().substring(prefix.length()) : null;
    }

    /** The end of a word as a word of its own, so that a caret marks {@code 12x} alone in {@code flush=12x}. */
    public static Word part(Word word, String text) {
        Span span = word.span();
        int start = span.end() - text.length();
        boolean literal = !word.quoted()
                && !text.isEmpty()
                && start >= span.start()
                && span.source().text().startsWith(text, start);
        return new Word(text, word.quoted(), literal ? new Span(span.source(), start, span.end()) : span);
    }
}
