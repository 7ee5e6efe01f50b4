package dev.weir.stats.count;

import java.util.Arrays;

/**
 * Counts different texts without keeping them: by 64 bits of each, and up to {@link #MOST}, so that nobody can make it
 * grow without end.
 *
 * <p>Thread: one at a time.
 */
final class DistinctTexts {
    /** Beyond it all texts count as known. */
    static final int MOST = 1 << 16;

    private static final int FIRST_SIZE = 16;

    /** Open addressing; 0 is an empty place. */
    private long[] places = new long[FIRST_SIZE];

    private int count;

    void add(String text) {
        if (count < MOST && put(places, digest(text))) {
            count++;
            if (2 * count > places.length) {
                grow();
            }
        }
    }

    /** Different texts so far, {@link #MOST} at most. */
    int count() {
        return count;
    }

    private void grow() {
        long[] before = places;
        places = new long[2 * before.length];
        Arrays.stream(before).filter(d -> d != 0).forEach(d -> put(places, d));
    }

    private static boolean put(long[] into, long digest) {
        int at = (int) digest & into.length - 1;
        while (into[at] != 0) {
            if (into[at] == digest) {
                return false;
            }
            at = at + 1 & into.length - 1;
        }
        into[at] = digest;
        return true;
    }

    /** FNV-1a of 64 bits, mixed once more, since its low bits choose the place; never 0. */
    private static long digest(String text) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        hash ^= hash >>> 32;
        return hash == 0 ? 1 : hash;
    }
}
