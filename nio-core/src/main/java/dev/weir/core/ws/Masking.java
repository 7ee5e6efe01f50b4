package dev.weir.core.ws;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Masks and unmasks payload (RFC 6455 section 5.3); the same operation does both. A key is the four mask bytes as a
 * big-endian number.
 *
 * <p>Thread: any.
 */
public final class Masking {
    private Masking() {}

    /**
     * Changes {@code bytes[from, to)} in place; the buffer's position, limit and order stay as they are.
     *
     * @param offset where in the payload {@code from} lies; only its value modulo 4 matters
     */
    public static void apply(ByteBuffer bytes, int from, int to, int key, long offset) {
        int turned = Integer.rotateLeft(key, 8 * (int) (offset & 3));
        int inOrder = bytes.order() == ByteOrder.BIG_ENDIAN ? turned : Integer.reverseBytes(turned);
        long twice = (long) inOrder << 32 | inOrder & 0xffffffffL;
        int index = from;
        for (; index <= to - 8; index += 8) {
            bytes.putLong(index, bytes.getLong(index) ^ twice);
        }
        for (int shift = 24; index < to; index++, shift = shift - 8 & 31) {
            bytes.put(index, (byte) (bytes.get(index) ^ turned >>> shift));
        }
    }

    /** Changes what lies between position and limit, as the beginning of a payload. */
    public static void apply(ByteBuffer bytes, int key) {
        apply(bytes, bytes.position(), bytes.limit(), key, 0);
    }
}
