package dev.weir.core.ws;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The compressed messages of a client. What is inflated is checked at once, but given on as if it had come so: up to
 * {@value FrameReader#GATHERED} bytes in one part.
 *
 * <p>Thread: worker.
 */
final class InflatedParts implements MessageInflater.Sink {
    private static final int SMALLEST = 256;
    private static final byte[] NONE = {};

    private final FrameReader owner;
    private final MessageInflater inflater;
    private byte[] held = NONE;
    private int length;

    InflatedParts(FrameReader owner, MessageInflater inflater) {
        this.owner = owner;
        this.inflater = inflater;
    }

    /** Takes bytes of the message as they came. @return what is wrong with them; null when nothing is */
    Violation take(ByteBuffer part) {
        return inflater.inflate(part, this);
    }

    /** The message has ended; when that is right, {@link #rest} has what was not given yet. */
    Violation end() {
        return inflater.end(this);
    }

    /** What was not given yet, once. */
    ByteBuffer rest() {
        ByteBuffer rest = ByteBuffer.wrap(held, 0, length);
        held = NONE;
        length = 0;
        return rest;
    }

    @Override
    public Violation onInflated(ByteBuffer fresh) {
        Violation violation = owner.check(fresh);
        if (violation == null) {
            if (length + fresh.remaining() > FrameReader.GATHERED) {
                owner.give(rest(), false);
            }
            hold(fresh);
        }
        return violation;
    }

    private void hold(ByteBuffer fresh) {
        int count = fresh.remaining();
        if (held.length < length + count) {
            int room = Math.max(SMALLEST, Math.max(2 * held.length, length + count));
            held = Arrays.copyOf(held, Math.min(FrameReader.GATHERED, room));
        }
        fresh.get(held, length, count);
        length += count;
    }

    void release() {
        inflater.release();
        held = NONE;
        length = 0;
    }
}
