package dev.weir.core.http;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * The IMF-fixdate of RFC 9110 section 5.6.7, made anew once a second.
 *
 * <p>Thread: any; two threads at the turn of a second may both make it.
 */
final class HttpDate {
    private static final DateTimeFormatter FORMAT = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
            .withZone(ZoneOffset.UTC);

    private record Made(long second, String text) {}

    private volatile Made last = new Made(Long.MIN_VALUE, "");

    String at(long wallMillis) {
        long second = Math.floorDiv(wallMillis, 1000);
        Made made = last;
        if (made.second != second) {
            made = new Made(second, FORMAT.format(Instant.ofEpochSecond(second)));
            last = made;
        }
        return made.text;
    }
}
