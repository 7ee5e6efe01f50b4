package dev.weir.testkit.fuzz;

import dev.weir.testkit.EveryChunking;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import java.util.function.Supplier;

/**
 * Feeds bytes to a parser whole, cut at one place, cut at several and, of some inputs, byte by byte, and demands the
 * same result each time: what {@link EveryChunking} does in full, at a price that a fuzzer can pay for each input. The
 * places follow from the input, so that it alone repeats a failure.
 *
 * <p>Thread: the one that made it.
 */
public final class FewChunkings {
    private static final int MARGIN = 8;
    private static final int CUTS = 6;
    private static final byte FOREIGN = (byte) 0xA5;

    /** All bytes are foreign but those of the present piece: who reads too far, or keeps a piece, is found out. */
    private final ByteBuffer[] pieces = {ByteBuffer.allocateDirect(1 << 16), ByteBuffer.allocate(1 << 16)};

    private int turn;

    public FewChunkings() {
        for (ByteBuffer piece : pieces) {
            spoil(piece, 0);
        }
    }

    /**
     * Feeds {@code input}.
     *
     * @param subjects makes one for each way of cutting; it must consume all of each piece
     * @return the result, which is the same for all ways
     */
    public <R> R check(byte[] input, Supplier<? extends EveryChunking.Subject<R>> subjects) throws Exception {
        R whole = feed(input, new int[0], subjects.get());
        Random random = new Random(Arrays.hashCode(input));
        for (int[] cuts : ways(input.length, random)) {
            R other = feed(input, cuts, subjects.get());
            if (!Objects.equals(whole, other)) {
                throw new AssertionError(
                        "cut at " + Arrays.toString(cuts) + "\n  whole: " + whole + "\n  cut:   " + other);
            }
        }
        return whole;
    }

    private static int[][] ways(int length, Random random) {
        if (length < 2) {
            return new int[0][];
        }
        int[] some = new int[Math.min(length - 1, CUTS)];
        Arrays.setAll(some, i -> 1 + random.nextInt(length - 1));
        Arrays.sort(some);
        int[] one = {1 + random.nextInt(length - 1)};
        if (random.nextInt(4) > 0) {
            return new int[][] {one, some};
        }
        int[] everywhere = new int[length - 1];
        Arrays.setAll(everywhere, i -> i + 1);
        return new int[][] {one, some, everywhere};
    }

    /** A piece may be empty. */
    private <R> R feed(byte[] input, int[] cuts, EveryChunking.Subject<R> subject) throws Exception {
        int from = 0;
        for (int i = 0; i <= cuts.length; i++) {
            int to = i < cuts.length ? cuts[i] : input.length;
            ByteBuffer piece = pieces[turn++ % pieces.length].clear();
            piece.put(MARGIN, input, from, to - from).position(MARGIN).limit(MARGIN + to - from);
            subject.feed(piece);
            if (piece.hasRemaining() || piece.limit() != MARGIN + to - from) {
                throw new AssertionError("the piece was left at " + piece);
            }
            spoil(piece, MARGIN);
            from = to;
        }
        return subject.result();
    }

    private static void spoil(ByteBuffer piece, int from) {
        for (int i = from; i < piece.limit(); i++) {
            piece.put(i, FOREIGN);
        }
    }
}
