package dev.weir.config.directive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.weir.config.diagnostic.Diagnostics;
import dev.weir.config.syntax.Source;
import dev.weir.config.syntax.SyntaxReader;
import dev.weir.config.syntax.Word;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArgsTest {
    private static final Arg<Duration> ANY_TIME =
            Args.of("time", 1, 1, a -> Args.time(a.get(0), a.get(0).text()));

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "30, 30000",
        "30s, 30000",
        "500ms, 500",
        "5m, 300000",
        "12h, 43200000",
        "1d, 86400000",
        "1w, 604800000",
        "1M, 2592000000",
        "1y, 31536000000",
        "1h30m, 5400000",
        "'1h 30m', 5400000",
        "1m30, 90000",
        "1s500ms, 1500",
        "1M1m, 2592060000",
        "'1y 1M  1w1d1h1m1s1ms', 34822861001",
        "99y, 3122064000000",
        "500y, 3153600000000"
    })
    void readsTimes(String text, long millis) throws Refusal {
        assertEquals(Duration.ofMillis(millis), read(ANY_TIME, text));
    }

    /** As nginx, which counts some times in milliseconds and others in seconds. */
    @Test
    void refusesUnitsThatAreTooLargeOrTooSmall() throws Refusal {
        assertEquals(Duration.ofMillis(1500), read(Args.time(), "1s500ms"));
        for (String tooLarge : List.of("1M", "1y", "1M1d")) {
            assertEquals("is not a valid time", refusal(Args.time(), tooLarge).getMessage());
        }
        Arg<Duration> seconds =
                Args.of("time", 1, 1, a -> Args.seconds(a.get(0), a.get(0).text()));
        assertEquals(Duration.ofDays(31), read(seconds, "1M1d"));
        assertEquals("is not a valid time", refusal(seconds, "500ms").getMessage());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "s", "12x", "1.5h", "-1", "+1", "1m1h", "1s1s", "1ms1s", "off", "1 h", " 1h", "1mm", "١h"})
    void refusesTimes(String text) {
        assertEquals("is not a valid time", refusal(ANY_TIME, text).getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"9223372036854775808", "9223372036854775807s", "9223372036854775807ms1s", "300000000y"})
    void refusesTimesThatOverflow(String text) {
        String expected = text.endsWith("ms1s") ? "is not a valid time" : "is too long a time";
        assertEquals(expected, refusal(ANY_TIME, text).getMessage());
    }

    @Test
    void takesOffOnlyWhereADirectiveSaysSo() throws Refusal {
        assertEquals(Duration.ZERO, read(Args.timeOrOff(), "off"));
        assertEquals(Duration.ofSeconds(3), read(Args.timeOrOff(), "3s"));
        assertEquals("is not a valid time", refusal(Args.timeOrOff(), "on").getMessage());
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "512, 512", "8k, 8192", "8K, 8192", "1m, 1048576", "1M, 1048576", "2097151k, 2147482624"})
    void readsSizes(String text, int bytes) throws Refusal {
        assertEquals(bytes, read(Args.size(), text));
        assertEquals(bytes, read(Args.offset(), text));
    }

    @ParameterizedTest
    @CsvSource({"2g, 2147483648", "1G, 1073741824", "9223372036854775807, 9223372036854775807"})
    void readsOffsets(String text, long bytes) throws Refusal {
        assertEquals(bytes, read(Args.offset(), text));
    }

    @ParameterizedTest
    @CsvSource({
        "'', is not a valid size",
        "k, is not a valid size",
        "1g, is not a valid size",
        "1kb, is not a valid size",
        "-1, is not a valid size",
        "1 k, is not a valid size",
        "2g, is not a valid size",
        "2147483648, is too large a size",
        "2097152k, is too large a size",
        "9999999999999999999999, is too large a size"
    })
    void refusesSizes(String text, String problem) {
        assertEquals(problem, refusal(Args.size(), text).getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"8589934592g", "9223372036854775808"})
    void refusesOffsetsThatOverflow(String text) {
        assertEquals("is too large a size", refusal(Args.offset(), text).getMessage());
    }

    @Test
    void readsNumbers() throws Refusal {
        assertEquals(1, read(Args.number(1, 9), "1"));
        assertEquals(9, read(Args.number(1, 9), "9"));
        assertEquals(-1, read(Args.number(-1, 9), "-1"));
        assertEquals(0, read(Args.numberOrAuto(1, 9, 0), "auto"));
        assertEquals("is out of range", refusal(Args.number(1, 9), "10").getMessage());
        assertEquals(
                "is out of range", refusal(Args.number(1, 9), "99999999999").getMessage());
        assertEquals("is not a valid number", refusal(Args.number(1, 9), "-1").getMessage());
        assertEquals("is not a valid number", refusal(Args.number(-1, 9), "-").getMessage());
        assertEquals("is not a valid number", refusal(Args.number(1, 9), "1x").getMessage());
        assertEquals(
                "expected a whole number from 1 up",
                refusal(Args.number(1, Integer.MAX_VALUE), "0").help());
    }

    @Test
    void readsFlagsAndChoices() throws Refusal {
        assertEquals(true, read(Args.flag(), "on"));
        assertEquals(false, read(Args.flag(), "OFF"));
        Map<String, Integer> choices = new LinkedHashMap<>();
        choices.put("wait", 1);
        choices.put("drop", 2);
        assertEquals(2, read(Args.oneOf(choices), "drop"));
        assertEquals("wait | drop", Args.oneOf(choices).usage());
        assertEquals(
                "expected one of wait, drop",
                refusal(Args.oneOf(choices), "keep").help());
    }

    @Test
    void marksOnlyTheValueOfAKey() {
        Word word = word("flush=12x");
        assertEquals("12x", Args.keyed(word, "flush"));
        assertNull(Args.keyed(word, "buffer"));
        Refusal refusal = assertThrows(Refusal.class, () -> Args.time(word, Args.keyed(word, "flush")));
        assertEquals("12x", refusal.word().text());
        assertEquals(word.span().start() + 6, refusal.word().span().start());
        Word quoted = word("\"flush=12x\"");
        Refusal whole = assertThrows(Refusal.class, () -> Args.bytes(quoted, "12x"));
        assertEquals(quoted.span(), whole.word().span());
    }

    @Test
    void mapsValues() throws Refusal {
        Arg<Long> seconds = Args.time().map(Duration::toSeconds);
        assertEquals(90L, read(seconds, "1m30s"));
        assertEquals("time", seconds.usage());
    }

    static Word word(String text) {
        return SyntaxReader.read(new Source("x", "name " + text + ";"), new Diagnostics())
                .get(0)
                .args()
                .get(0);
    }

    private static <T> T read(Arg<T> arg, String text) throws Refusal {
        return arg.read(List.of(word("\"" + text + "\"")));
    }

    private static Refusal refusal(Arg<?> arg, String text) {
        return assertThrows(Refusal.class, () -> read(arg, text));
    }
}
