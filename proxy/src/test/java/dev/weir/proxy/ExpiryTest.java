package dev.weir.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpiryTest {
    private static final long NOW = 1_700_000_000_000L;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1700000060                      | 1700000060000",
                "1700000060.5                    | 1700000060500",
                "1700000060.123456               | 1700000060123",
                "1700000060123                   | 1700000060123",
                "999999999999                    | 999999999999000",
                "100000000                       | 100000000000",
                "99999999                        | 1799999999000",
                "0                               | 1700000000000",
                "3600                            | 1700003600000",
                "15m                             | 1700000900000",
                "1h30m                           | 1700005400000",
                "2d                              | 1700172800000",
                "1w                              | 1700604800000",
                "1500ms                          | 1700000001500",
                "Tue, 14 Nov 2023 22:14:20 GMT   | 1700000060000",
                "Tuesday, 14-Nov-23 22:14:20 GMT | 1700000060000",
                "soon                            | -1",
                "15x                             | -1",
                "1h 30m                          | -1",
                "-5                              | -1",
                "1700000060,1700000070           | -1",
                "99999999999999999999            | -1",
            })
    void reads(String text, long millis) {
        assertEquals(millis, Expiry.millis(text, NOW));
    }
}
