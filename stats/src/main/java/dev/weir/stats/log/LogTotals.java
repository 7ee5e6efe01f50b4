package dev.weir.stats.log;

/**
 * What the log writer has done so far, for the statistics.
 *
 * @param written lines written to files
 * @param waited times a producer waited because the ring was full
 * @param dropped lines dropped by {@code overflow=drop}
 * @param lost lines a full or failing disk did not take
 * @param pending lines in the ring now
 * @param ringSize lines the ring can hold
 */
public record LogTotals(long written, long waited, long dropped, long lost, long pending, int ringSize) {
    /** Where no log writer runs. */
    public static final LogTotals NONE = new LogTotals(0, 0, 0, 0, 0, 0);
}
