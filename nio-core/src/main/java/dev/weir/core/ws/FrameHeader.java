package dev.weir.core.ws;

import java.nio.ByteBuffer;

/**
 * One frame header, gathered from bytes that come in any pieces (RFC 6455 section 5.2).
 *
 * <p>Thread: the one that made it. No method allocates.
 */
final class FrameHeader {
    private static final int MASKED = 0x80;
    private static final int LENGTH = 0x7f;

    private int count;
    private int first;
    private int second;
    private long length;
    private int key;

    /**
     * Takes bytes up to the end of the header.
     *
     * @return whether the header is complete
     */
    boolean read(ByteBuffer in) {
        while (in.hasRemaining() && !isComplete()) {
            take(in.get() & 0xff);
        }
        return isComplete();
    }

    private void take(int b) {
        if (count == 0) {
            first = b;
            key = 0;
        } else if (count == 1) {
            second = b;
            length = (b & LENGTH) < 126 ? b & LENGTH : 0;
        } else if (count < lengthEnd()) {
            length = length << 8 | b;
        } else {
            key = key << 8 | b;
        }
        count++;
    }

    boolean isComplete() {
        return count >= 2 && count == lengthEnd() + ((second & MASKED) == 0 ? 0 : 4);
    }

    private int lengthEnd() {
        int field = second & LENGTH;
        return field < 126 ? 2 : field == 126 ? 4 : 10;
    }

    /** Begins the next header. */
    void reset() {
        count = 0;
    }

    int first() {
        return first;
    }

    int second() {
        return second;
    }

    int opcode() {
        return first & 0xf;
    }

    boolean fin() {
        return (first & 0x80) != 0;
    }

    /** As an unsigned number. */
    long length() {
        return length;
    }

    /** The mask; 0, which changes nothing, when there is none. */
    int key() {
        return key;
    }
}
