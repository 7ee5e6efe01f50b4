package dev.weir.core.variable;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * Points in time as nginx's logs print them, made anew once a second.
 *
 * <p>Thread: any; threads that meet at the turn of a second may both make the text.
 */
public final class TimeText {
    private final DateTimeFormatter format;
    private volatile Made last = new Made(Long.MIN_VALUE, "");

    private record Made(long second, String text) {}

    private TimeText(String pattern) {
        format = DateTimeFormatter.ofPattern(pattern, Locale.US).withZone(ZoneId.systemDefault());
    }

    /** {@code $time_local}: {@code 21/Nov/2026:01:02:03 +0000}. */
    public static TimeText local() {
        return new TimeText("dd/MMM/yyyy:HH:mm:ss xx");
    }

    /** {@code $time_iso8601}: {@code 2026-11-21T01:02:03+00:00}. */
    public static TimeText iso8601() {
        return new TimeText("yyyy-MM-dd'T'HH:mm:ssxxx");
    }

    /** The error log's: {@code 2026/11/21 01:02:03}. */
    public static TimeText errorLog() {
        return new TimeText("yyyy/MM/dd HH:mm:ss");
    }

    /** The text for a point in time in milliseconds since 1970. */
    public String at(long wallMillis) {
        long second = Math.floorDiv(wallMillis, 1000);
        Made made = last;
        if (made.second != second) {
            made = new Made(second, format.format(Instant.ofEpochSecond(second)));
            last = made;
        }
        return made.text;
    }

    /** Seconds with milliseconds, as {@code $msec} and {@code $request_time} print them. */
    public static String seconds(long millis) {
        long rest = Math.floorMod(millis, 1000L);
        return Math.floorDiv(millis, 1000L) + (rest < 10 ? ".00" : rest < 100 ? ".0" : ".") + rest;
    }
}
