package dev.weir.stats.count;

import java.math.BigDecimal;

/**
 * The bounds of a histogram's buckets. A bucket holds the values above the bound before and up to its own, that one
 * included; the last bucket has none.
 *
 * <pre>
 *   bucket:   0     |     1     |  ...  |  n
 *   value:    <= b0 | <= b1     |       |  > b(n-1)
 * </pre>
 *
 * <p>Thread: any; immutable.
 */
final class Buckets {
    /** Times in nanoseconds, shown in seconds: 50 µs to 10 s. */
    static final Buckets LATENCY = new Buckets(
            9,
            50_000,
            100_000,
            250_000,
            500_000,
            1_000_000,
            2_500_000,
            5_000_000,
            10_000_000,
            25_000_000,
            50_000_000,
            100_000_000,
            250_000_000,
            500_000_000,
            1_000_000_000,
            2_500_000_000L,
            5_000_000_000L,
            10_000_000_000L);

    /** Bytes of messages: 16 to 64 Mi. */
    static final Buckets SIZE = new Buckets(
            0, 16, 64, 256, 1024, 4096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304, 16_777_216, 67_108_864);

    /** Times in milliseconds, shown in seconds: 1 s to a week. */
    static final Buckets LIFE = new Buckets(
            3,
            1_000,
            5_000,
            15_000,
            60_000,
            300_000,
            900_000,
            3_600_000,
            10_800_000,
            21_600_000,
            43_200_000,
            86_400_000,
            172_800_000,
            604_800_000);

    private static final BigDecimal LEAST_PLAIN = new BigDecimal("0.0001");
    private static final BigDecimal LEAST_GREAT = new BigDecimal("1000000");

    private final int decimals;
    private final long[] bounds;

    /** For each number of bits the bucket of the lowest value that has so many. */
    private final int[] starts = new int[Long.SIZE + 1];

    /**
     * @param decimals digits of a value behind the decimal point when it is shown: 9 turns nanoseconds into seconds
     * @param bounds at least one, each greater than the one before
     */
    Buckets(int decimals, long... bounds) {
        for (int i = 1; i < bounds.length; i++) {
            if (bounds[i] <= bounds[i - 1]) {
                throw new IllegalArgumentException("bound " + bounds[i] + " is not above the one before");
            }
        }
        this.decimals = decimals;
        this.bounds = bounds.clone();
        for (int bits = 1; bits <= Long.SIZE; bits++) {
            starts[bits] = search(1L << bits - 1);
        }
    }

    /** Number of buckets, the one without a bound included. */
    int size() {
        return bounds.length + 1;
    }

    /** The bucket's highest value; not for the last bucket. */
    long bound(int bucket) {
        return bounds[bucket];
    }

    /**
     * The bucket of a value that is not negative. By its number of bits it is found after a comparison or two, where a
     * binary search makes the processor guess wrong at every other one.
     */
    int indexOf(long value) {
        int bucket = starts[Long.SIZE - Long.numberOfLeadingZeros(value)];
        while (bucket < bounds.length && value > bounds[bucket]) {
            bucket++;
        }
        return bucket;
    }

    private int search(long value) {
        int bucket = 0;
        while (bucket < bounds.length && value > bounds[bucket]) {
            bucket++;
        }
        return bucket;
    }

    /** A value as a plain decimal number in the unit that is shown: nanoseconds in seconds. Valid JSON. */
    String text(long value) {
        return shown(value).toPlainString();
    }

    /** A number of such a fraction as a plain decimal number: thousandths with 3. */
    static String decimal(long value, int decimals) {
        return BigDecimal.valueOf(value, decimals).stripTrailingZeros().toPlainString();
    }

    /**
     * A bucket's bound as the label {@code le} has it. Prometheus compares labels as texts, and its newer versions
     * rewrite them as Go prints numbers ({@code 5e-05}): so that is what is written.
     */
    String label(int bucket) {
        if (bucket == bounds.length) {
            return "+Inf";
        }
        BigDecimal bound = shown(bounds[bucket]);
        boolean plain = bound.compareTo(LEAST_PLAIN) >= 0 && bound.compareTo(LEAST_GREAT) < 0;
        if (bound.signum() == 0 || plain) {
            return bound.toPlainString();
        }
        int exponent = bound.precision() - bound.scale() - 1;
        String digits = bound.movePointLeft(exponent).stripTrailingZeros().toPlainString();
        return digits + (exponent < 0 ? "e-" : "e+") + (Math.abs(exponent) < 10 ? "0" : "") + Math.abs(exponent);
    }

    /** The same for OpenMetrics, which shows that a number is none of the whole ones' kind. */
    String openLabel(int bucket) {
        String label = label(bucket);
        return label.chars().allMatch(c -> c >= '0' && c <= '9') ? label + ".0" : label;
    }

    private BigDecimal shown(long value) {
        return BigDecimal.valueOf(value, decimals).stripTrailingZeros();
    }
}
