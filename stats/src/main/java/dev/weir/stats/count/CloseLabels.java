package dev.weir.stats.count;

/**
 * The close codes that are counted one by one, and ranges for the rest, so that no peer can make the list of series
 * grow (RFC 6455 section 7.4.2). Thread: any.
 */
final class CloseLabels {
    private static final int FIRST = 1000;
    private static final int SINGLE = 16;
    private static final int RANGE_3000 = SINGLE;
    private static final int AGED = SINGLE + 1;
    private static final int RANGE_4000 = SINGLE + 2;
    private static final int OTHER = SINGLE + 3;

    /** Number of labels. */
    static final int COUNT = SINGLE + 4;

    private CloseLabels() {}

    /** The label's index for a code; codes outside RFC 6455's ranges share one. */
    static int indexOf(int code) {
        if (code >= FIRST && code < FIRST + SINGLE) {
            return code - FIRST;
        }
        if (code == 4001) {
            return AGED;
        }
        if (code >= 3000 && code <= 4999) {
            return code < 4000 ? RANGE_3000 : RANGE_4000;
        }
        return OTHER;
    }

    static String text(int index) {
        return switch (index) {
            case RANGE_3000 -> "3000-3999";
            case AGED -> "4001";
            case RANGE_4000 -> "4000-4999";
            case OTHER -> "other";
            default -> Integer.toString(FIRST + index);
        };
    }
}
