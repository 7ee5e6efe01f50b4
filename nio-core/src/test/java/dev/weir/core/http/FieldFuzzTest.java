package dev.weir.core.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.core.access.AddressRange;
import dev.weir.testkit.fuzz.FuzzRun;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Values of fields: dates, ranges, addresses. None makes a reader fail, and what is read makes sense. */
public class FieldFuzzTest {
    private static final long LENGTH = 1000;
    private static final int MOST_RANGES = 3;
    private static final Pattern PLAIN_RANGE = Pattern.compile("bytes=([0-9]{1,3})-([0-9]{1,3})");

    private static final String[] SEEDS = {
        "Sun, 06 Nov 1994 08:49:37 GMT",
        "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994",
        "bytes=0-499",
        "bytes=500-600, 601-999",
        "bytes=-1",
        "bytes=0-0,-1",
        "bytes=9500-",
        "bytes= 1 - 2 , 3-4,5-6,7-8",
        "192.0.2.1",
        "2001:db8::1",
        "::ffff:192.0.2.128",
        "fe80::1%eth0",
        "1:2:3:4:5:6:7:8",
        "\"etag\"",
        "W/\"x\"",
    };
    private static final String[] WORDS = {
        "bytes=",
        "-",
        ",",
        " ",
        "GMT",
        ":",
        "::",
        ".",
        "999999999999999999999999",
        "-1",
        "00",
        "Feb",
        "29",
        "30",
        "60",
        "1900",
        "9999",
        "+10000",
        "-0001",
        ", ",
        "ffff",
        "255",
        "256",
        "[",
        "]",
    };

    /** A target of the fuzzers. */
    public static void fuzzerTestOneInput(byte[] input) throws Exception {
        String text = new String(input, StandardCharsets.ISO_8859_1);
        long date = HttpDate.parse(text);
        // Beyond, the form of a year has no place for it.
        if (date >= 0 && date < 253_402_300_800L) {
            assertEquals(date, HttpDate.parse(HttpDate.of(date)), HttpDate.of(date));
        }
        ranges(text);
        InetAddress address = AddressRange.literal(text);
        if (address != null) {
            assertEquals(address, AddressRange.literal(Peering.text(address)));
        }
    }

    private static void ranges(String text) {
        Headers asked = Headers.of("Range", text);
        Headers.Builder fields = Headers.builder().add("ETag", "\"a\"");
        ByteRanges ranges = ByteRanges.of(asked, fields, LENGTH, MOST_RANGES);
        if (ranges != null) {
            assertTrue(ranges.list().size() <= MOST_RANGES);
            ranges.list()
                    .forEach(range -> assertTrue(
                            0 <= range.from() && range.from() < range.end() && range.end() <= LENGTH, range::toString));
        }
        var plain = PLAIN_RANGE.matcher(text);
        if (plain.matches()) {
            long from = Long.parseLong(plain.group(1));
            long last = Long.parseLong(plain.group(2));
            if (from <= last) {
                assertEquals(1, ranges.list().size());
                assertEquals(new ByteRanges.Range(from, last + 1), ranges.list().get(0));
            }
        }
        ByteRanges.of(Headers.of("Range", "bytes=0-1", "If-Range", text), fields, LENGTH, Integer.MAX_VALUE);
        ByteRanges.of(asked, fields, 0, Integer.MAX_VALUE);
    }

    @Test
    void damagedValues() throws InterruptedException {
        FuzzRun.of(FieldFuzzTest::fuzzerTestOneInput, SEEDS).words(WORDS).run(20_000);
    }
}
