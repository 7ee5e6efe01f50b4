package dev.weir.stats.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.core.ws.WsEnd;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SampleTest {

    /** Numbers of connections are even or odd by turns where each has an upstream: the share must not see that. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 10, 100})
    void takesItsShareOfAnySteps(int of) {
        for (int step : new int[] {1, 2, 3, 16}) {
            int count = 100_000;
            long in = LongStream.range(0, count)
                    .filter(i -> new Sample(of).takes(1 + i * step))
                    .count();
            double expected = (double) count / of;
            assertTrue(Math.abs(in - expected) < 5 * Math.sqrt(expected), in + " of " + expected);
        }
    }

    @Test
    void takesAllOfOne() {
        assertTrue(LongStream.range(0, 1000).allMatch(Sample.ALL::takes));
    }

    @Test
    void alwaysTakesTheSame() {
        Sample sample = new Sample(7);
        LongStream.range(0, 1000).forEach(i -> assertEquals(sample.takes(i), new Sample(7).takes(i)));
    }

    @ParameterizedTest
    @CsvSource({
        "CLOSE, 1000, false",
        "CLOSE, 1001, false",
        "CLOSE, 1005, false",
        "CLOSE, 1002, true",
        "CLOSE, 1011, true",
        "CLOSE, 4000, true",
        "AGE, 4001, false",
        "SHUTDOWN, 1001, false",
        "EOF, 1006, true",
        "RESET, 1006, true",
        "TIMEOUT, 1001, true",
        "LIMIT, 1009, true",
        "PROTOCOL, 1002, true",
        "KILL, 1000, true",
        "ERROR, 1006, true"
    })
    void knowsAnAbnormalEnd(WsEnd.Cause cause, int code, boolean abnormal) {
        assertEquals(abnormal, Sample.isAbnormal(new WsEnd(WsEnd.By.CLIENT, code, cause, 0, 0)));
    }
}
