package dev.weir.proxy;

import dev.weir.core.http.HttpDate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * When a credential ends, in the forms in which backends and tokens say it.
 *
 * <p>Thread: any.
 */
final class Expiry {
    static final long NONE = -1;

    /** RFC 7519 section 2, NumericDate: seconds, which may have a fraction. */
    private static final Pattern NUMBER = Pattern.compile("(\\d{1,15})(?:\\.(\\d{1,9}))?");

    private static final Pattern TIME = Pattern.compile("(\\d{1,9})(ms|[smhdw])");

    private static final long LEAST_UNIX_SECONDS = 100_000_000;
    private static final long LEAST_UNIX_MILLIS = 1_000_000_000_000L;

    private Expiry() {}

    /**
     * The end of a credential.
     *
     * @return milliseconds since 1970; {@link #NONE} when the text says no time
     */
    static long millis(String text, long nowMillis) {
        Matcher number = NUMBER.matcher(text);
        if (number.matches()) {
            return ofNumber(Long.parseLong(number.group(1)), number.group(2), nowMillis);
        }
        long time = time(text);
        if (time != NONE) {
            return nowMillis + time;
        }
        long second = HttpDate.parse(text);
        return second < 0 ? NONE : second * 1000;
    }

    private static long ofNumber(long whole, String fraction, long nowMillis) {
        if (whole >= LEAST_UNIX_MILLIS) {
            return whole;
        }
        long millis = whole * 1000 + (fraction == null ? 0 : Long.parseLong((fraction + "00").substring(0, 3)));
        return whole >= LEAST_UNIX_SECONDS ? millis : nowMillis + millis;
    }

    private static long time(String text) {
        Matcher part = TIME.matcher(text);
        long millis = 0;
        int at = 0;
        while (at < text.length() && part.find(at) && part.start() == at) {
            millis += Long.parseLong(part.group(1)) * unit(part.group(2));
            at = part.end();
        }
        return at == text.length() ? millis : NONE;
    }

    private static long unit(String name) {
        return switch (name) {
            case "ms" -> 1;
            case "s" -> 1_000;
            case "m" -> 60_000;
            case "h" -> 3_600_000;
            case "d" -> 86_400_000;
            default -> 604_800_000;
        };
    }
}
