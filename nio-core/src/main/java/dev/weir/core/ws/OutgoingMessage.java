package dev.weir.core.ws;

import java.nio.ByteBuffer;

/**
 * A message of ours as it goes over the wire, one frame, made once and shared by all its receivers.
 *
 * <pre>
 *   room for the header  | payload
 *   ......81 7e 01 00    | ...
 *         ^ wire begins
 * </pre>
 *
 * <p>Thread: any; what it remembers is the same whoever computes it.
 */
public final class OutgoingMessage {
    /** Bytes before the payload into which the header is written. */
    public static final int HEADROOM = 10;

    private final int opcode;
    private final int payloadLength;
    private final ByteBuffer wire;
    private volatile OutgoingMessage deflated;
    private boolean forMany;

    /**
     * Takes an array over, of which the payload begins at {@link #HEADROOM}.
     *
     * @param opcode {@link Opcode#TEXT} or {@link Opcode#BINARY}
     * @param payloadLength bytes of payload; the array may be longer
     */
    public OutgoingMessage(int opcode, byte[] array, int payloadLength) {
        this(opcode, array, payloadLength, false);
    }

    private OutgoingMessage(int opcode, byte[] array, int payloadLength, boolean compressed) {
        this.opcode = opcode;
        this.payloadLength = payloadLength;
        int from = HEADROOM - FrameWriter.headerLength(payloadLength, false);
        ByteBuffer all = ByteBuffer.wrap(array, from, HEADROOM - from + payloadLength);
        if (compressed) {
            FrameWriter.compressedHeader(all, opcode, true, payloadLength);
        } else {
            FrameWriter.header(all, opcode, true, payloadLength);
        }
        this.wire = all.position(from).asReadOnlyBuffer();
    }

    /** A message with a copy of these bytes. */
    public static OutgoingMessage of(int opcode, byte[] payload) {
        byte[] array = new byte[HEADROOM + payload.length];
        System.arraycopy(payload, 0, array, HEADROOM, payload.length);
        return new OutgoingMessage(opcode, array, payload.length);
    }

    public int opcode() {
        return opcode;
    }

    public int payloadLength() {
        return payloadLength;
    }

    /** Bytes of the array that it keeps in memory, whatever of them it needs. */
    public int heldBytes() {
        return wire.capacity();
    }

    /** The frame; whoever reads it takes a duplicate or a slice. */
    ByteBuffer wire() {
        return wire;
    }

    /** The payload, read-only. */
    public ByteBuffer payload() {
        return wire.slice(wire.limit() - payloadLength, payloadLength);
    }

    /** Says, before it is sent, that it goes to many: it is compressed once for all, not in each one's window. */
    public OutgoingMessage forMany() {
        forMany = true;
        return this;
    }

    boolean isForMany() {
        return forMany;
    }

    /**
     * The same message compressed by itself (RFC 7692), or this one when that is no longer. Compressed once, whoever
     * asks; another worker that asks meanwhile waits, which is less work than to do it again.
     *
     * @param pool of the calling thread
     */
    OutgoingMessage deflated(DeflatePool pool) {
        OutgoingMessage known = deflated;
        return known != null ? known : deflate(pool);
    }

    private synchronized OutgoingMessage deflate(DeflatePool pool) {
        if (deflated == null) {
            byte[] array = MessageDeflater.shared(payload(), HEADROOM, pool);
            int length = array.length - HEADROOM;
            deflated = length < payloadLength ? new OutgoingMessage(opcode, array, length, true) : this;
        }
        return deflated;
    }
}
