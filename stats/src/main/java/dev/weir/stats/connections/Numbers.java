package dev.weir.stats.connections;

/** Whole numbers in a query. Thread: any. */
final class Numbers {
    private Numbers() {}

    /**
     * Reads a number from 0 up.
     *
     * @param name whose value it is, for the message
     * @throws BadQuery when it is none, or more than {@code most}
     */
    static long of(String name, String value, long most) throws BadQuery {
        if (isNumber(value)) {
            long number = Long.parseLong(value);
            if (number <= most) {
                return number;
            }
        }
        throw new BadQuery(name + " has no such value: expected a whole number"
                + (most == Long.MAX_VALUE ? "" : " up to " + most));
    }

    /** Whether it is a whole number of at most 18 digits. */
    static boolean isNumber(String value) {
        return !value.isEmpty() && value.length() <= 18 && value.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
