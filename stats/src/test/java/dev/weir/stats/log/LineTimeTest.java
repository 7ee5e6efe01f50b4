package dev.weir.stats.log;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Random;
import java.util.TimeZone;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LineTimeTest {
    private static final DateTimeFormatter LOCAL =
            DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss xx", Locale.ENGLISH);
    private static final DateTimeFormatter ISO =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ssxxx", Locale.ENGLISH);

    private final byte[] line = new byte[64];

    @ParameterizedTest
    @ValueSource(strings = {"UTC", "America/New_York", "Asia/Kolkata", "Pacific/Kiritimati", "America/St_Johns"})
    void printsWhatTheCalendarSays(String zone) {
        LineTime time = new LineTime(TimeZone.getTimeZone(zone));
        Random random = new Random(3);
        for (int i = 0; i < 20_000; i++) {
            long millis = random.nextLong(4_102_444_800_000L);
            ZonedDateTime moment = Instant.ofEpochMilli(millis)
                    .atZone(TimeZone.getTimeZone(zone).toZoneId());
            int end = time.putLocal(line, 1, millis);
            assertEquals(LOCAL.format(moment), text(1, end));
            assertEquals(ISO.format(moment), text(0, time.putIso(line, 0, millis)));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 999, 1000, 1_795_222_923_045L})
    void printsSecondsAndMilliseconds(long millis) {
        String expected = millis / 1000 + "." + String.format("%03d", millis % 1000);
        assertEquals(expected, text(0, LineTime.putMsec(line, 0, millis)));
    }

    private String text(int from, int to) {
        return new String(line, from, to - from, StandardCharsets.ISO_8859_1);
    }
}
