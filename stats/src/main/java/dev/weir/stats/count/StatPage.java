package dev.weir.stats.count;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * A page of the statistics that can be written piece by piece: with ten thousand series it is megabytes long, and a
 * worker has frames to attend to in between. So each number is of the moment in which its piece is written.
 *
 * <p>Thread: the one that made it.
 */
final class StatPage {
    /** Rows of a table that make one step: some tens of microseconds. */
    private static final int ROWS = 32;

    /** Bytes after which a piece is long enough. */
    private static final int PIECE = 32 * 1024;

    private final ArrayDeque<Runnable> steps = new ArrayDeque<>();
    private final StringBuilder out = new StringBuilder(16 * 1024);
    private char[] chars = new char[0];
    private byte[] bytes = new byte[0];

    /** What has been written and not taken yet; a byte string. */
    StringBuilder out() {
        return out;
    }

    /** Adds what writes the next part of the page: little enough to be done without a pause. */
    void then(Runnable step) {
        steps.addLast(step);
    }

    /** Adds the rows of a table, those too that come while the page is being written. */
    <T> void thenEach(Growing<? extends T> rows, Consumer<T> row) {
        then(new Rows<>(rows, row));
    }

    private final class Rows<T> implements Runnable {
        private final Growing<? extends T> rows;
        private final Consumer<T> row;
        private int next;

        private Rows(Growing<? extends T> rows, Consumer<T> row) {
            this.rows = rows;
            this.row = row;
        }

        @Override
        public void run() {
            int end = Math.min(rows.size(), next + ROWS);
            while (next < end) {
                row.accept(rows.at(next++));
            }
            if (next < rows.size()) {
                steps.addFirst(this);
            }
        }
    }

    /**
     * Writes the next piece.
     *
     * @param budgetNanos about how long it may take
     * @return whether the page is complete
     */
    boolean write(LongSupplier nanos, long budgetNanos) {
        long end = nanos.getAsLong() + budgetNanos;
        while (!steps.isEmpty() && out.length() < PIECE) {
            steps.pollFirst().run();
            if (nanos.getAsLong() - end >= 0) {
                break;
            }
        }
        return steps.isEmpty();
    }

    /** What has been written since this was asked last. */
    String take() {
        String piece = out.toString();
        out.setLength(0);
        return piece;
    }

    /**
     * The same as bytes, which are good until this is asked again: a page of megabytes in arrays of its own would have
     * the heap collected while it is written, and frames wait for that.
     */
    ByteBuffer takeBytes() {
        int length = out.length();
        if (length > bytes.length) {
            chars = new char[out.capacity()];
            bytes = new byte[chars.length];
        }
        out.getChars(0, length, chars, 0);
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) chars[i];
        }
        out.setLength(0);
        return ByteBuffer.wrap(bytes, 0, length);
    }

    /** All that is left. */
    String rest() {
        while (!steps.isEmpty()) {
            steps.pollFirst().run();
        }
        return take();
    }
}
