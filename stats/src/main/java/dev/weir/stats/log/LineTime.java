package dev.weir.stats.log;

import java.nio.charset.StandardCharsets;
import java.util.TimeZone;

/**
 * Times as log lines print them; a second's text is made once and copied into each line of that second.
 *
 * <p>Thread: log.
 */
final class LineTime {
    /** Bytes of {@code 21/Nov/2026:01:02:03 +0000}. */
    static final int LOCAL_BYTES = 26;

    /** Bytes of {@code 2026-11-21T01:02:03+00:00}. */
    static final int ISO_BYTES = 25;

    private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";

    private final TimeZone zone;
    private final byte[] local = "00/Xxx/0000:00:00:00 +0000".getBytes(StandardCharsets.ISO_8859_1);
    private final byte[] iso = "0000-00-00T00:00:00+00:00".getBytes(StandardCharsets.ISO_8859_1);
    private long second = Long.MIN_VALUE;

    LineTime(TimeZone zone) {
        this.zone = zone;
    }

    /** Writes {@code $time_local}; answers the place after it. */
    int putLocal(byte[] into, int at, long wallMillis) {
        refresh(wallMillis);
        System.arraycopy(local, 0, into, at, LOCAL_BYTES);
        return at + LOCAL_BYTES;
    }

    /** Writes {@code $time_iso8601}. */
    int putIso(byte[] into, int at, long wallMillis) {
        refresh(wallMillis);
        System.arraycopy(iso, 0, into, at, ISO_BYTES);
        return at + ISO_BYTES;
    }

    /** Writes {@code $msec}: seconds and three digits of milliseconds. */
    static int putMsec(byte[] into, int at, long wallMillis) {
        int dot = Digits.put(into, at, wallMillis / 1000);
        into[dot] = '.';
        return Digits.putPadded(into, dot + 1, (int) (wallMillis % 1000), 3);
    }

    private void refresh(long wallMillis) {
        long now = Math.floorDiv(wallMillis, 1000L);
        if (now != second) {
            second = now;
            render(CivilTime.of(wallMillis, zone));
        }
    }

    private void render(CivilTime t) {
        Digits.putPadded(local, 0, t.day(), 2);
        for (int i = 0; i < 3; i++) {
            local[3 + i] = (byte) MONTHS.charAt((t.month() - 1) * 3 + i);
        }
        Digits.putPadded(local, 7, t.year(), 4);
        clock(local, 12, t);
        Digits.putPadded(iso, 0, t.year(), 4);
        Digits.putPadded(iso, 5, t.month(), 2);
        Digits.putPadded(iso, 8, t.day(), 2);
        clock(iso, 11, t);
        int offset = Math.abs(t.offsetMinutes());
        byte sign = (byte) (t.offsetMinutes() < 0 ? '-' : '+');
        local[21] = sign;
        Digits.putPadded(local, 22, offset / 60 * 100 + offset % 60, 4);
        iso[19] = sign;
        Digits.putPadded(iso, 20, offset / 60, 2);
        Digits.putPadded(iso, 23, offset % 60, 2);
    }

    private static void clock(byte[] into, int at, CivilTime t) {
        Digits.putPadded(into, at, t.hour(), 2);
        Digits.putPadded(into, at + 3, t.minute(), 2);
        Digits.putPadded(into, at + 6, t.second(), 2);
    }
}
