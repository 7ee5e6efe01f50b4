package dev.weir.core.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Finds the lines of one message head in bytes that come in any pieces. Holds a byte array only from the first byte of
 * a head to its last, and never more of it than the line being read.
 *
 * <pre>
 *   bytes  [ lines taken | line being read ... | bytes behind the head ... | free ]
 *                        start                 next                      filled
 * </pre>
 *
 * <p>Thread: worker.
 */
final class HeadLines {
    private static final int SMALLEST = 64;

    /** What a look for the next line gave. */
    enum Found {
        LINE,
        INCOMPLETE,
        TOO_LONG
    }

    private final int firstSize;
    private byte[] bytes;
    private int start;
    private int end;
    private int next;
    private int scanned;
    private int filled;
    private int taken;

    /** @param firstSize bytes to begin with; the array grows up to the limit of a line */
    HeadLines(int firstSize) {
        this.firstSize = firstSize;
    }

    /**
     * Looks for the next line and consumes what it looks at; {@link #finish} gives back what was too much.
     *
     * @param limit bytes the line may have, its line end included
     */
    Found next(ByteBuffer in, int limit) {
        start = next;
        while (true) {
            int stop = (int) Math.min(filled, (long) start + limit);
            for (int i = scanned; i < stop; i++) {
                if (bytes[i] == '\n') {
                    take(i);
                    return Found.LINE;
                }
            }
            scanned = stop;
            if (stop - start >= limit) {
                end = stop;
                return Found.TOO_LONG;
            }
            if (!in.hasRemaining()) {
                end = stop;
                return Found.INCOMPLETE;
            }
            fill(in, limit);
        }
    }

    private void take(int lineFeed) {
        end = lineFeed > start && bytes[lineFeed - 1] == '\r' ? lineFeed - 1 : lineFeed;
        next = lineFeed + 1;
        scanned = next;
        taken += next - start;
    }

    private void fill(ByteBuffer in, int limit) {
        if (bytes == null) {
            bytes = new byte[Math.min(firstSize, Math.max(SMALLEST, in.remaining()))];
        } else if (filled == bytes.length) {
            makeRoom(limit);
        }
        int count = Math.min(in.remaining(), bytes.length - filled);
        in.get(bytes, filled, count);
        filled += count;
    }

    private void makeRoom(int limit) {
        int kept = filled - start;
        byte[] from = bytes;
        if (kept == bytes.length) {
            bytes = new byte[(int) Math.min(limit, 2L * kept)];
        }
        System.arraycopy(from, start, bytes, 0, kept);
        scanned -= start;
        filled = kept;
        start = 0;
        next = 0;
    }

    /**
     * Ends the head behind the last line: bytes behind it go back to {@code in}, the array is given up.
     *
     * @return bytes of the head
     */
    int finish(ByteBuffer in) {
        in.position(in.position() - (filled - next));
        int length = taken;
        reset();
        return length;
    }

    void reset() {
        bytes = null;
        start = 0;
        end = 0;
        next = 0;
        scanned = 0;
        filled = 0;
        taken = 0;
    }

    boolean started() {
        return filled > 0;
    }

    /** Bytes of the lines found so far. */
    int taken() {
        return taken;
    }

    /** The array that {@link #start} and {@link #end} index; good until the next call. */
    byte[] bytes() {
        return bytes;
    }

    int start() {
        return start;
    }

    /** Where the line ends without its line end; for an incomplete line, where the bytes end. */
    int end() {
        return end;
    }

    /** The line, or what there is of it. */
    String text() {
        return bytes == null ? "" : new String(bytes, start, end - start, StandardCharsets.ISO_8859_1);
    }
}
