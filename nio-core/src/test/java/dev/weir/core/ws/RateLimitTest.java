package dev.weir.core.ws;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.core.loop.ManualClock;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RateLimitTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final ManualClock clock = new ManualClock();

    private static WsOptions.Allowance per(long amount, Duration period, long burst) {
        return new WsOptions.Allowance(amount, period, burst);
    }

    private RateLimit messages(long amount, Duration period, long burst) {
        return limit(per(amount, period, burst), WsOptions.Allowance.NONE);
    }

    private RateLimit bytes(long amount, Duration period, long burst) {
        return limit(WsOptions.Allowance.NONE, per(amount, period, burst));
    }

    private RateLimit limit(WsOptions.Allowance messages, WsOptions.Allowance bytes) {
        return new RateLimit(new WsOptions.Rate(messages, bytes, false), clock.nanos());
    }

    @Test
    void nothingIsLimitedWithoutAnAllowance() {
        RateLimit limit = limit(WsOptions.Allowance.NONE, WsOptions.Allowance.NONE);
        assertEquals(0, limit.take(clock.nanos(), Integer.MAX_VALUE, Long.MAX_VALUE));
    }

    @Test
    void aBurstComesAtOnceAndThenOneAfterTheOther() {
        RateLimit limit = messages(10, SECOND, 20);
        for (int i = 0; i < 20; i++) {
            assertEquals(0, limit.take(clock.nanos(), 1, 0), "message " + i);
        }
        assertEquals(100_000_000, limit.take(clock.nanos(), 1, 0));
        clock.advance(Duration.ofMillis(40));
        assertEquals(60_000_000, limit.take(clock.nanos(), 0, 0), "asking costs nothing");
        clock.advance(Duration.ofMillis(60));
        assertEquals(0, limit.take(clock.nanos(), 0, 0), "the wait was exact");
        assertEquals(100_000_000, limit.take(clock.nanos(), 1, 0));
    }

    @Test
    void aMicrosecondEarlierIsTooEarly() {
        RateLimit limit = messages(3, SECOND, 1);
        assertEquals(0, limit.take(clock.nanos(), 1, 0));
        long wait = limit.take(clock.nanos(), 1, 0);
        assertEquals(333_334_000, wait);
        clock.advance(Duration.ofNanos(wait - 1));
        assertEquals(1, limit.take(clock.nanos(), 0, 0));
        clock.advance(Duration.ofNanos(1));
        assertEquals(0, limit.take(clock.nanos(), 0, 0));
    }

    @Test
    void silenceSavesUpNoMoreThanTheBurst() {
        RateLimit limit = messages(10, SECOND, 5);
        clock.advance(Duration.ofDays(36_500));
        assertEquals(0, limit.take(clock.nanos(), 5, 0));
        assertEquals(100_000_000, limit.take(clock.nanos(), 1, 0));
    }

    @Test
    void whatIsLargerThanTheBucketPassesAndIsPaidFor() {
        RateLimit limit = bytes(65_536, SECOND, 65_536);
        assertEquals(2_000_000_000L, limit.take(clock.nanos(), 1, 3 * 65_536));
        clock.advance(SECOND);
        assertEquals(SECOND.toNanos(), limit.take(clock.nanos(), 0, 0));
        clock.advance(SECOND);
        assertEquals(0, limit.take(clock.nanos(), 0, 0));
    }

    @Test
    void theLongerWaitCounts() {
        RateLimit limit = limit(per(10, SECOND, 1), per(1000, SECOND, 1000));
        assertEquals(0, limit.take(clock.nanos(), 1, 1000));
        assertEquals(500_000_000, limit.take(clock.nanos(), 1, 500));
        clock.advance(Duration.ofMillis(500));
        assertEquals(0, limit.take(clock.nanos(), 1, 0), "the bucket of messages was refilled meanwhile");
        assertEquals(100_000_000, limit.take(clock.nanos(), 1, 1));
    }

    /** Looked at every 0.7 µs to 2 s for hours, a bucket never gives more nor less than its rate. */
    @ParameterizedTest
    @CsvSource({"7, 60, 3", "1, 60, 1", "1000003, 1, 1000", "137438953472, 60, 137438953472", "999999937, 60, 1"})
    void nothingDriftsHoweverOftenItIsAsked(long amount, int seconds, long burst) {
        RateLimit limit = bytes(amount, Duration.ofSeconds(seconds), burst);
        limit.take(clock.nanos(), 0, burst);
        long taken = 0;
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            // In debt for longer than the next round takes, so that nothing is ever lost at the bucket's brim.
            long now = granted(amount, seconds) + 3 * amount / seconds + 1 + random.nextInt(5);
            long wait = limit.take(clock.nanos(), 0, now - taken);
            taken = now;
            assertEquals(waitFor(taken, amount, seconds), wait, "round " + i);
            clock.advance(Duration.ofNanos(700 + random.nextInt(i % 2 == 0 ? 3_000 : 2_000_000_000)));
        }
    }

    private long micros() {
        return clock.nanos() / 1000;
    }

    private long granted(long amount, int seconds) {
        return BigInteger.valueOf(micros())
                .multiply(BigInteger.valueOf(amount))
                .divide(BigInteger.valueOf(seconds * 1_000_000L))
                .longValueExact();
    }

    /** From now until the whole microsecond at which {@code taken} have flowed in since the start. */
    private long waitFor(long taken, long amount, int seconds) {
        BigInteger[] parts = BigInteger.valueOf(taken)
                .multiply(BigInteger.valueOf(seconds * 1_000_000L))
                .divideAndRemainder(BigInteger.valueOf(amount));
        long at = parts[0].longValueExact() + (parts[1].signum() > 0 ? 1 : 0);
        return Math.max(0, at * 1000 - clock.nanos());
    }

    @Test
    void aMinuteIsAPeriodToo() {
        RateLimit limit = messages(90, MINUTE, 1);
        assertEquals(0, limit.take(clock.nanos(), 1, 0));
        assertEquals(666_667_000, limit.take(clock.nanos(), 1, 0));
    }
}
