package dev.weir.config.directive;

import dev.weir.config.syntax.Word;
import java.time.Duration;

/**
 * nginx's numbers and units. Thread: any; stateless.
 *
 * <p>nginx's directives count milliseconds (and refuse months and years) or seconds (and refuse milliseconds); Weir's
 * own take all units. Source: nginx, "Configuration file measurement units".
 */
final class Units {
    private static final String TIME_HELP = "expected a time such as 30s, 5m or 12h";
    private static final long LONGEST_MILLIS = Duration.ofDays(36_500).toMillis();

    /** Largest first: a unit may follow only a larger one. */
    private static final String[] TIME_UNITS = {"y", "M", "w", "d", "h", "m", "s", "ms"};

    private static final long[] TIME_MILLIS = {
        365L * 86_400_000, 30L * 86_400_000, 7L * 86_400_000, 86_400_000, 3_600_000, 60_000, 1_000, 1
    };

    private Units() {}

    /** As {@link #time}, without months and years. */
    static Duration millis(Word word) throws Refusal {
        if (word.text().indexOf('M') >= 0 || word.text().indexOf('y') >= 0) {
            throw new Refusal(word, "is not a valid time", TIME_HELP + "; months and years are too long here");
        }
        return time(word);
    }

    /** As {@link #time}, without milliseconds. */
    static Duration seconds(Word word) throws Refusal {
        if (word.text().contains("ms")) {
            throw new Refusal(word, "is not a valid time", "expected whole seconds, such as 30s, 5m or 12h");
        }
        return time(word);
    }

    static Duration time(Word word) throws Refusal {
        long total = 0;
        String text = word.text();
        int unit = -1;
        int at = 0;
        if (text.isEmpty()) {
            throw new Refusal(word, "is not a valid time", TIME_HELP);
        }
        while (at < text.length()) {
            int digits = digits(text, at);
            int next = unit(text, digits);
            boolean bare = next < 0 && digits == text.length();
            if (digits == at || (next <= unit && !bare)) {
                throw new Refusal(word, "is not a valid time", TIME_HELP);
            }
            long scale = bare ? 1_000 : TIME_MILLIS[next];
            try {
                total = Math.addExact(total, Math.multiplyExact(Long.parseLong(text.substring(at, digits)), scale));
            } catch (NumberFormatException | ArithmeticException overflow) {
                throw new Refusal(word, "is too long a time", TIME_HELP);
            }
            unit = next;
            at = bare ? digits : spaces(text, digits + TIME_UNITS[next].length());
        }
        return Duration.ofMillis(Math.min(total, LONGEST_MILLIS));
    }

    static long bytes(Word word, long most, boolean gigabytes) throws Refusal {
        String text = word.text();
        String help = gigabytes ? "expected a size such as 512, 8k, 1m or 2g" : "expected a size such as 512, 8k or 1m";
        int shift = text.isEmpty() ? 0 : shift(text.charAt(text.length() - 1), gigabytes);
        String number = shift > 0 ? text.substring(0, text.length() - 1) : text;
        if (number.isEmpty() || digits(number, 0) < number.length()) {
            throw new Refusal(word, "is not a valid size", help);
        }
        try {
            long value = Long.parseLong(number);
            if (value <= most >> shift) {
                return value << shift;
            }
        } catch (NumberFormatException overflow) {
            throw new Refusal(word, "is too large a size", help);
        }
        throw new Refusal(word, "is too large a size", help);
    }

    static int number(Word word, int min, int max) throws Refusal {
        String text = word.text();
        String help = max == Integer.MAX_VALUE
                ? "expected a whole number from " + min + " up"
                : "expected a whole number from " + min + " to " + max;
        int first = min < 0 && text.startsWith("-") ? 1 : 0;
        if (first == text.length() || digits(text, first) < text.length()) {
            throw new Refusal(word, "is not a valid number", help);
        }
        try {
            int value = Integer.parseInt(text);
            if (value >= min && value <= max) {
                return value;
            }
        } catch (NumberFormatException overflow) {
            throw new Refusal(word, "is out of range", help);
        }
        throw new Refusal(word, "is out of range", help);
    }

    private static int shift(char unit, boolean gigabytes) {
        return switch (unit) {
            case 'k', 'K' -> 10;
            case 'm', 'M' -> 20;
            case 'g', 'G' -> gigabytes ? 30 : 0;
            default -> 0;
        };
    }

    /** Where the ASCII digits that begin at {@code from} end. */
    private static int digits(String text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        return at;
    }

    private static int spaces(String text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) == ' ') {
            at++;
        }
        return at;
    }

    /** Which unit stands at {@code at}; -1 when none does. */
    private static int unit(String text, int at) {
        for (int i = TIME_UNITS.length - 1; i >= 0; i--) {
            if (text.startsWith(TIME_UNITS[i], at)) {
                return i;
            }
        }
        return -1;
    }
}
