package dev.weir.stats.count;

import dev.weir.core.ws.Side;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * What one worker has counted of the frames of each opcode and of the sizes of messages. One addition tells both: for
 * each opcode and each bucket of sizes there is a number of its own.
 *
 * <pre>
 *   values:  | padding | of each side: bytes in pieces, one per opcode, one per opcode and bucket | padding |
 * </pre>
 *
 * <p>Thread: worker adds, any reads.
 */
final class FrameKinds {
    static final Buckets SIZES = Buckets.SIZE;

    private static final int OPCODES = 16;

    /** Opcodes of frames that can end a message. */
    private static final int DATA_OPCODES = 8;

    private static final int PADDING = 16;
    private static final int BUCKETS = SIZES.size();
    private static final int STRIDE = 1 + OPCODES + DATA_OPCODES * BUCKETS;
    private static final VarHandle VALUES = MethodHandles.arrayElementVarHandle(long[].class);

    private final long[] values = new long[PADDING + 2 * STRIDE + PADDING];

    /** A frame that ends a message, with the message's length. Thread: its worker. */
    void onMessage(int side, int opcode, long payload, long messageLength) {
        int base = base(side);
        if (messageLength != payload) {
            add(base, messageLength);
        }
        add(base + 1 + OPCODES + (opcode & DATA_OPCODES - 1) * BUCKETS + SIZES.indexOf(messageLength), 1);
    }

    /** Any other frame. Thread: its worker. */
    void onOther(int side, int opcode) {
        add(base(side) + 1 + (opcode & OPCODES - 1), 1);
    }

    /** Frames of an opcode. */
    long frames(Side side, int opcode) {
        int base = base(side.ordinal());
        long sum = at(base + 1 + opcode);
        for (int i = 0; i < BUCKETS && opcode < DATA_OPCODES; i++) {
            sum += at(base + 1 + OPCODES + opcode * BUCKETS + i);
        }
        return sum;
    }

    /** Messages whose size is in a bucket. */
    long messages(Side side, int bucket) {
        long sum = 0;
        for (int opcode = 0; opcode < DATA_OPCODES; opcode++) {
            sum += at(base(side.ordinal()) + 1 + OPCODES + opcode * BUCKETS + bucket);
        }
        return sum;
    }

    /** Payload bytes of messages that came in pieces and have ended; to be read after the buckets. */
    long joined(Side side) {
        return at(base(side.ordinal()));
    }

    private static int base(int side) {
        return PADDING + side * STRIDE;
    }

    private long at(int index) {
        return (long) VALUES.getAcquire(values, index);
    }

    private void add(int index, long amount) {
        VALUES.setRelease(values, index, values[index] + amount);
    }
}
