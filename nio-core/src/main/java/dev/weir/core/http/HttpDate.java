package dev.weir.core.http;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoField;
import java.util.Locale;

/**
 * The dates of RFC 9110 section 5.6.7; that of now is made anew once a second.
 *
 * <p>Thread: any; two threads at the turn of a second may both make it.
 */
public final class HttpDate {
    private static final DateTimeFormatter FORMAT = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
            .withZone(ZoneOffset.UTC);

    /** The three forms a recipient must read; the day of the week is cut off before, since it says nothing new. */
    private static final DateTimeFormatter USUAL = DateTimeFormatter.ofPattern("dd MMM yyyy HH:mm:ss 'GMT'", Locale.US);

    private static final DateTimeFormatter RFC_850 = new DateTimeFormatterBuilder()
            .appendPattern("dd-MMM-")
            .appendValueReduced(ChronoField.YEAR, 2, 2, 1970)
            .appendPattern(" HH:mm:ss 'GMT'")
            .toFormatter(Locale.US);
    private static final DateTimeFormatter ASCTIME = DateTimeFormatter.ofPattern("MMM ppd HH:mm:ss yyyy", Locale.US);

    private record Made(long second, String text) {}

    private volatile Made last = new Made(Long.MIN_VALUE, "");

    String at(long wallMillis) {
        long second = Math.floorDiv(wallMillis, 1000);
        Made made = last;
        if (made.second != second) {
            made = new Made(second, of(second));
            last = made;
        }
        return made.text;
    }

    /** A second since 1970 as an IMF-fixdate. */
    public static String of(long epochSecond) {
        return FORMAT.format(Instant.ofEpochSecond(epochSecond));
    }

    /** Seconds since 1970 of a date in any of the three forms; -1 when it is none. */
    public static long parse(String text) {
        int comma = text.indexOf(',');
        String date = comma > 0 ? text.substring(comma + 1).strip() : text.length() > 4 ? text.substring(4) : "";
        DateTimeFormatter form = comma < 0 ? ASCTIME : date.indexOf('-') > 0 ? RFC_850 : USUAL;
        try {
            return LocalDateTime.parse(date, form).toEpochSecond(ZoneOffset.UTC);
        } catch (DateTimeParseException notADate) {
            return -1;
        }
    }
}
