package dev.weir.stats.log;

import java.util.TimeZone;

/**
 * A moment as calendar and clock show it in a time zone. Computed by hand (Gregorian calendar, days counted from
 * 0000-03-01) so that a start need not load the JDK's formatters.
 *
 * @param month 1 to 12
 * @param offsetMinutes what the zone adds to UTC
 */
record CivilTime(int year, int month, int day, int hour, int minute, int second, int offsetMinutes) {
    private static final int DAYS_OF_ERA = 146_097;
    private static final int DAYS_TO_1970 = 719_468;

    /** The moment {@code wallMillis} after 1970-01-01T00:00:00Z. */
    static CivilTime of(long wallMillis, TimeZone zone) {
        int offset = zone.getOffset(wallMillis);
        long seconds = Math.floorDiv(wallMillis + offset, 1000L);
        long days = Math.floorDiv(seconds, 86_400L) + DAYS_TO_1970;
        int rest = (int) Math.floorMod(seconds, 86_400L);
        long era = Math.floorDiv(days, (long) DAYS_OF_ERA);
        int dayOfEra = (int) (days - era * DAYS_OF_ERA);
        int yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        int dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        int marchMonth = (5 * dayOfYear + 2) / 153;
        int day = dayOfYear - (153 * marchMonth + 2) / 5 + 1;
        int month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
        int year = (int) (yearOfEra + era * 400) + (month <= 2 ? 1 : 0);
        return new CivilTime(year, month, day, rest / 3600, rest / 60 % 60, rest % 60, offset / 60_000);
    }
}
