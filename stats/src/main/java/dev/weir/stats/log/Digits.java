package dev.weir.stats.log;

/** Writes numbers as decimal digits into bytes without making an object. Thread: any. */
final class Digits {
    /** Most bytes of a number. */
    static final int LONGEST = 20;

    /** The two digits of each number below 100, tens first. */
    private static final byte[] PAIRS = new byte[200];

    static {
        for (int i = 0; i < 100; i++) {
            PAIRS[2 * i] = (byte) ('0' + i / 10);
            PAIRS[2 * i + 1] = (byte) ('0' + i % 10);
        }
    }

    private Digits() {}

    /** Writes {@code value} at {@code at}; answers the place after it. */
    static int put(byte[] into, int at, long value) {
        if (value < 0) {
            return putNegative(into, at, value);
        }
        if (value < 10) {
            into[at] = (byte) ('0' + value);
            return at + 1;
        }
        int end = at + length(value);
        int place = end;
        long rest = value;
        while (rest >= 100) {
            long next = rest / 100;
            int pair = (int) (rest - next * 100) * 2;
            into[--place] = PAIRS[pair + 1];
            into[--place] = PAIRS[pair];
            rest = next;
        }
        if (rest >= 10) {
            into[--place] = PAIRS[(int) rest * 2 + 1];
            into[--place] = PAIRS[(int) rest * 2];
        } else {
            into[--place] = (byte) ('0' + rest);
        }
        return end;
    }

    /** Writes the lowest {@code count} digits, zeros included. */
    static int putPadded(byte[] into, int at, int value, int count) {
        int rest = value;
        for (int i = at + count - 1; i >= at; i--) {
            into[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        return at + count;
    }

    private static int putNegative(byte[] into, int at, long value) {
        into[at] = '-';
        if (value != Long.MIN_VALUE) {
            return put(into, at + 1, -value);
        }
        int next = put(into, at + 1, -(value / 10));
        return put(into, next, -(value % 10));
    }

    private static int length(long value) {
        int digits = 1;
        long bound = 10;
        while (digits < 19 && value >= bound) {
            digits++;
            bound *= 10;
        }
        return digits;
    }
}
