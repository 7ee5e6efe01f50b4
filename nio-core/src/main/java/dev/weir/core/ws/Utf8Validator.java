package dev.weir.core.ws;

import java.nio.ByteBuffer;

/**
 * Whether bytes that come in any pieces are UTF-8 (RFC 3629): shortest form only, no surrogates, nothing above
 * U+10FFFF. Says no at the first byte that cannot belong to any valid text, so that a bad text message ends early
 * (RFC 6455 section 8.1).
 *
 * <pre>
 *   lead      then                         lead      then
 *   00..7F                                 F0        90..BF  80..BF  80..BF
 *   C2..DF    80..BF                       F1..F3    80..BF  80..BF  80..BF
 *   E0        A0..BF  80..BF               F4        80..8F  80..BF  80..BF
 *   E1..EC    80..BF  80..BF
 *   ED        80..9F  80..BF
 *   EE EF     80..BF  80..BF
 * </pre>
 *
 * <p>Thread: the one that made it. No method allocates.
 */
public final class Utf8Validator {
    private static final long HIGH_BITS = 0x8080808080808080L;

    /** Bytes that the character still needs. */
    private int missing;

    /** Bounds of the next one. */
    private int lowest;

    private int highest;
    private boolean broken;

    /**
     * Reads {@code bytes[from, to)}.
     *
     * @return whether all bytes so far can be the beginning of a valid text
     */
    public boolean accept(ByteBuffer bytes, int from, int to) {
        int index = from;
        while (index < to && !broken) {
            if (missing == 0) {
                while (index <= to - 8 && (bytes.getLong(index) & HIGH_BITS) == 0) {
                    index += 8;
                }
            }
            if (index < to) {
                take(bytes.get(index++) & 0xff);
            }
        }
        return !broken;
    }

    /** As {@link #accept(ByteBuffer, int, int)}, between position and limit, which stay. */
    public boolean accept(ByteBuffer bytes) {
        return accept(bytes, bytes.position(), bytes.limit());
    }

    /** Whether the bytes so far are valid and end with a whole character. */
    public boolean isComplete() {
        return missing == 0 && !broken;
    }

    /** Begins a new text. */
    public void reset() {
        missing = 0;
        broken = false;
    }

    private void take(int b) {
        if (missing > 0) {
            broken = b < lowest || b > highest;
            missing--;
            lowest = 0x80;
            highest = 0xbf;
        } else if (b >= 0x80) {
            lead(b);
        }
    }

    private void lead(int b) {
        broken = b < 0xc2 || b > 0xf4;
        missing = b < 0xe0 ? 1 : b < 0xf0 ? 2 : 3;
        lowest = b == 0xe0 ? 0xa0 : b == 0xf0 ? 0x90 : 0x80;
        highest = b == 0xed ? 0x9f : b == 0xf4 ? 0x8f : 0xbf;
    }
}
