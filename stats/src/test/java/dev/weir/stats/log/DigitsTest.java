package dev.weir.stats.log;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DigitsTest {
    private final byte[] line = new byte[32];

    @ParameterizedTest
    @ValueSource(
            longs = {
                0,
                1,
                9,
                10,
                11,
                99,
                100,
                101,
                999,
                1000,
                65_535,
                65_536,
                1_000_000,
                4_294_967_296L,
                999_999_999_999L,
                Long.MAX_VALUE - 1,
                Long.MAX_VALUE,
                -1,
                -10,
                -123,
                Long.MIN_VALUE,
                Long.MIN_VALUE + 1
            })
    void writesWhatLongWrites(long value) {
        check(value);
    }

    @Test
    void writesAnyNumber() {
        Random random = new Random(7);
        for (int i = 0; i < 100_000; i++) {
            check(random.nextLong() >> random.nextInt(64));
        }
    }

    @Test
    void padsWithZeros() {
        assertEquals(7, Digits.putPadded(line, 3, 42, 4));
        assertEquals("0042", new String(line, 3, 4, StandardCharsets.ISO_8859_1));
    }

    private void check(long value) {
        int end = Digits.put(line, 2, value);
        assertEquals(Long.toString(value), new String(line, 2, end - 2, StandardCharsets.ISO_8859_1));
    }
}
