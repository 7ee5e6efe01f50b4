package dev.weir.stats.connections;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.testkit.fuzz.FuzzRun;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Queries of the connections' page: refused in words that can be shown, or within their bounds. */
public class QueryFuzzTest {
    private static final String[] SEEDS = {
        "limit=0&offset=5",
        "sort=age&order=asc&offset=0&limit=100",
        "remote_addr=127.0.0.1&kind=tunnel",
        "id=1&idle=10s&min_age=1m&max_age=1h30m",
        "q=%c3%a4+b&uri=/a%2fb",
        "worker=0&server=a&location=/&upstream=u&peer=1.2.3.4:80",
        "",
    };
    private static final String[] WORDS = {
        "&",
        "=",
        "%",
        "%00",
        "%ff",
        "+",
        "limit=",
        "offset=",
        "sort=",
        "order=",
        "id=",
        "idle=",
        "999999999999",
        "-1",
        "2147483647",
        "10ms",
        "1y",
        "q=",
    };

    /** A target of the fuzzers. */
    public static void fuzzerTestOneInput(byte[] input) {
        String query = new String(input, StandardCharsets.ISO_8859_1);
        try {
            Listing listing = Listing.of(new Arguments(query));
            assertTrue(listing.limit() > 0 && listing.limit() <= Listing.MOST && listing.offset() >= 0);
            assertTrue(listing.reach() > 0);
        } catch (BadQuery bad) {
            assertTrue(bad.getMessage().chars().allMatch(c -> c >= ' ' && c < 0x7f), bad.getMessage());
        }
    }

    @Test
    void damagedQueries() throws InterruptedException {
        FuzzRun.of(QueryFuzzTest::fuzzerTestOneInput, SEEDS).words(WORDS).run(10_000);
    }
}
