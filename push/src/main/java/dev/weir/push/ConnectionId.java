package dev.weir.push;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/**
 * The id of a connection, which is all that is needed to push to it: it can't be guessed, and no other connection ever
 * gets it.
 *
 * <pre>
 *   base64url( node, 4 bytes | random, 16 bytes | MAC of both, 16 bytes )  =  48 characters
 * </pre>
 *
 * <p>Thread: any; immutable.
 *
 * @param node the process that made it
 * @param high first half of the random bits
 * @param low second half
 * @param macHigh first half of the MAC
 * @param macLow second half
 */
record ConnectionId(int node, long high, long low, long macHigh, long macLow) {
    /** Characters of the text form. */
    static final int LENGTH = 48;

    private static final int BYTES = 36;

    /** Reads the text form; null when it is none. */
    static ConnectionId parse(String text) {
        return text.length() == LENGTH ? parse(text.getBytes(StandardCharsets.ISO_8859_1), LENGTH) : null;
    }

    /** Reads the text form from the first bytes of an array. */
    static ConnectionId parse(byte[] text, int length) {
        if (length != LENGTH) {
            return null;
        }
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(text.length == length ? text : Arrays.copyOf(text, length));
        } catch (IllegalArgumentException e) {
            return null;
        }
        if (bytes.length != BYTES) {
            return null;
        }
        ByteBuffer from = ByteBuffer.wrap(bytes);
        return new ConnectionId(from.getInt(), from.getLong(), from.getLong(), from.getLong(), from.getLong());
    }

    @Override
    public String toString() {
        ByteBuffer out = ByteBuffer.allocate(BYTES);
        out.putInt(node).putLong(high).putLong(low).putLong(macHigh).putLong(macLow);
        return new String(Base64.getUrlEncoder().encode(out.array()), StandardCharsets.ISO_8859_1);
    }

    /** The random bits are as good a hash as any. */
    @Override
    public int hashCode() {
        return (int) low;
    }
}
