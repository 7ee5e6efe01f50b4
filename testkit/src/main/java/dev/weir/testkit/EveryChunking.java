package dev.weir.testkit;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.function.Supplier;

/**
 * Feeds the same bytes to a parser in every way a network may cut them (whole, byte by byte, at each single place, at
 * random places) and demands the same outcome each time.
 *
 * <p>The bytes lie in the middle of a larger buffer whose other bytes are {@code 0xA5}, and are overwritten after each
 * piece: a parser that reads past its piece, or keeps one, is found out. Heap and direct buffers take turns.
 *
 * <p>A failure names the cut, or the seed of the random ones; {@code -Dchunking.seed=N} repeats it.
 *
 * <p>Thread: the test's.
 */
public final class EveryChunking {
    /** Up to here every single place is tried; of longer input the beginning, the end and a sample. */
    private static final int SHORT_INPUT = 2048;

    private static final int RANDOM_ROUNDS = 50;
    private static final int MARGIN = 16;
    private static final byte FOREIGN = (byte) 0xA5;

    /** What is fed: a parser, fresh for each way of cutting. */
    public interface Subject<R> {
        /**
         * Takes a piece. Unless it returns true it must consume all of it.
         *
         * @return whether it wants no more; then the piece stands behind what it took
         */
        boolean feed(ByteBuffer piece) throws Exception;

        /** What has been understood; asked once, after the last piece. Compared by {@code equals}. */
        R result();
    }

    /**
     * How a feeding ended.
     *
     * @param result what the subject said; null after a failure
     * @param consumed bytes taken when the subject said it was done, the whole input when it never did; -1 after a
     *     failure
     * @param failure the exception as text; null when there was none
     */
    public record Outcome<R>(R result, int consumed, String failure) {}

    private EveryChunking() {}

    /** As {@link #check(byte[], Supplier, long)}, with the seed of {@code -Dchunking.seed} or a new one. */
    public static <R> Outcome<R> check(byte[] input, Supplier<? extends Subject<R>> subjects) {
        return check(input, subjects, Long.getLong("chunking.seed", System.nanoTime()));
    }

    /**
     * Feeds {@code input} in all ways.
     *
     * @param seed of the random cuts
     * @return the outcome, which is the same for all of them
     * @throws AssertionError when two ways differ
     */
    public static <R> Outcome<R> check(byte[] input, Supplier<? extends Subject<R>> subjects, long seed) {
        Pieces pieces = new Pieces(input.length);
        Outcome<R> whole = feed(input, new int[0], subjects.get(), pieces);
        for (int[] cuts : plan(input.length, new Random(seed))) {
            Outcome<R> outcome = feed(input, cuts, subjects.get(), pieces);
            if (!Objects.equals(whole, outcome)) {
                throw new AssertionError("cut " + describe(cuts, input.length) + " (seed " + seed + ")" + "\n  whole: "
                        + whole + "\n  cut:   " + outcome);
            }
        }
        return whole;
    }

    /** The outcome of feeding everything in one piece. */
    public static <R> Outcome<R> whole(byte[] input, Subject<R> subject) {
        return feed(input, new int[0], subject, new Pieces(input.length));
    }

    private static List<int[]> plan(int length, Random random) {
        List<int[]> plan = new ArrayList<>();
        int[] everywhere = new int[Math.max(0, length - 1)];
        Arrays.setAll(everywhere, i -> i + 1);
        plan.add(everywhere);
        for (int at = 1; at < length; at++) {
            boolean nearEdge = at < SHORT_INPUT / 4 || at > length - SHORT_INPUT / 4;
            if (length <= SHORT_INPUT || nearEdge || random.nextInt(length) < SHORT_INPUT / 4) {
                plan.add(new int[] {at});
            }
        }
        for (int i = 0; i < RANDOM_ROUNDS && length > 2; i++) {
            plan.add(random.ints(2 + random.nextInt(8), 1, length)
                    .sorted()
                    .distinct()
                    .toArray());
        }
        return plan;
    }

    private static <R> Outcome<R> feed(byte[] input, int[] cuts, Subject<R> subject, Pieces pieces) {
        try {
            int from = 0;
            for (int i = 0; i <= cuts.length; i++) {
                int to = i < cuts.length ? cuts[i] : input.length;
                ByteBuffer piece = pieces.of(input, from, to);
                boolean done = subject.feed(piece);
                int taken = piece.position() - MARGIN;
                if (piece.limit() != MARGIN + to - from || taken < 0 || !done && piece.hasRemaining()) {
                    throw new AssertionError("the piece was left at " + piece + ", done " + done);
                }
                Pieces.spoil(piece);
                if (done) {
                    return new Outcome<>(subject.result(), from + taken, null);
                }
                from = to;
            }
            return new Outcome<>(subject.result(), input.length, null);
        } catch (Exception e) {
            return new Outcome<>(null, -1, e.toString());
        }
    }

    /** The two buffers that pieces are given in, in turn. */
    private static final class Pieces {
        private final ByteBuffer[] buffers;
        private int turn;

        Pieces(int longest) {
            int size = longest + 2 * MARGIN;
            buffers = new ByteBuffer[] {ByteBuffer.allocateDirect(size), ByteBuffer.allocate(size)};
            for (ByteBuffer buffer : buffers) {
                spoil(buffer);
            }
        }

        ByteBuffer of(byte[] input, int from, int to) {
            ByteBuffer piece = buffers[turn++ % buffers.length].clear();
            return piece.put(MARGIN, input, from, to - from).position(MARGIN).limit(MARGIN + to - from);
        }

        static void spoil(ByteBuffer piece) {
            for (int i = 0; i < piece.limit(); i++) {
                piece.put(i, FOREIGN);
            }
        }
    }

    private static String describe(int[] cuts, int length) {
        return cuts.length == length - 1 && length > 2 ? "after each byte" : "at " + Arrays.toString(cuts);
    }
}
