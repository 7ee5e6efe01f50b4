package dev.weir.core.ws;

import java.nio.ByteBuffer;

/**
 * The rules of RFC 6455 as pure functions of a header and the state it meets; structure is {@link FrameScanner}'s.
 * Each function answers the first rule that is broken, or null.
 *
 * <p>Thread: any. Only {@link #closePayload} allocates.
 */
public final class FrameRules {
    /** State: frames come from a client. */
    public static final int FROM_CLIENT = 1;
    /** State: a fragmented message has begun and not ended. */
    public static final int IN_MESSAGE = 2;
    /** State: permessage-deflate was agreed on (RFC 7692). */
    public static final int DEFLATE = 4;
    /** State: a Close has come. */
    public static final int CLOSED = 8;

    private static final int FIN = 0x80;
    private static final int RSV = 0x70;
    static final int RSV1 = 0x40;
    private static final int MASKED = 0x80;
    private static final int LENGTH = 0x7f;

    private FrameRules() {}

    /**
     * Judges a header.
     *
     * @param first byte 0
     * @param second byte 1
     * @param length the payload length as it stands, as an unsigned number
     * @param state a sum of this class's states
     */
    public static Violation header(int first, int second, long length, int state) {
        Violation violation = bits(first, second, state);
        if (violation == null) {
            violation = length(second & LENGTH, length);
        }
        if (violation == null) {
            boolean control = Opcode.isControl(first & 0xf);
            violation = control ? control(first, length) : data(first & 0xf, state);
        }
        return violation;
    }

    private static Violation bits(int first, int second, int state) {
        // Section 5.5.1: "MUST NOT send any more data frames after sending a Close frame"; section 1.4 for the others.
        if ((state & CLOSED) != 0) {
            return Violation.AFTER_CLOSE;
        }
        // Section 5.2, RSV1-3; RFC 7692 section 6: RSV1 marks the first frame of a compressed message and no other.
        boolean opensMessage = (first & 0xf) == Opcode.TEXT || (first & 0xf) == Opcode.BINARY;
        int meaningful = (state & DEFLATE) != 0 && opensMessage ? RSV1 : 0;
        if ((first & RSV & ~meaningful) != 0) {
            return Violation.RESERVED_BITS;
        }
        // Section 5.2, opcode: an unknown one fails the connection.
        if (Opcode.isReserved(first & 0xf)) {
            return Violation.RESERVED_OPCODE;
        }
        // Section 5.1: a client masks every frame, a server none.
        boolean masked = (second & MASKED) != 0;
        if (masked != ((state & FROM_CLIENT) != 0)) {
            return masked ? Violation.MASKED : Violation.NOT_MASKED;
        }
        return null;
    }

    private static Violation length(int field, long length) {
        // Section 5.2, payload length: the most significant bit of 64 is 0.
        if (length < 0) {
            return Violation.LENGTH_TOP_BIT;
        }
        // Section 5.2, payload length: the minimal number of bytes is used.
        if (field == 126 && length < 126 || field == 127 && length < 65536) {
            return Violation.LENGTH_NOT_SHORTEST;
        }
        return null;
    }

    private static Violation control(int first, long length) {
        // Section 5.5: control frames are not fragmented.
        if ((first & FIN) == 0) {
            return Violation.CONTROL_FRAGMENTED;
        }
        // Section 5.5: control frames have at most 125 bytes of payload.
        if (length > FrameWriter.LONGEST_CONTROL) {
            return Violation.CONTROL_TOO_LONG;
        }
        // Section 5.5.1: a Close has no body, or one that begins with two bytes of status code.
        if ((first & 0xf) == Opcode.CLOSE && length == 1) {
            return Violation.CLOSE_PAYLOAD_OF_ONE_BYTE;
        }
        return null;
    }

    private static Violation data(int opcode, int state) {
        boolean inMessage = (state & IN_MESSAGE) != 0;
        boolean continues = opcode == Opcode.CONTINUATION;
        // Section 5.4: fragments after the first have opcode 0, and only they.
        if (continues && !inMessage) {
            return Violation.NOTHING_TO_CONTINUE;
        }
        // Section 5.4: the fragments of one message are not interleaved with those of another.
        if (!continues && inMessage) {
            return Violation.MESSAGE_NOT_ENDED;
        }
        return null;
    }

    /** The state that a valid frame leaves behind, told when it is complete. */
    public static int after(int first, int state) {
        int opcode = first & 0xf;
        if (opcode == Opcode.CLOSE) {
            return state | CLOSED;
        }
        if (Opcode.isControl(opcode)) {
            return state;
        }
        return (first & FIN) != 0 ? state & ~IN_MESSAGE : state | IN_MESSAGE;
    }

    /** Judges the unmasked payload of a Close, between position and limit, which stay. */
    public static Violation closePayload(ByteBuffer payload) {
        int from = payload.position();
        if (payload.remaining() == 0) {
            return null;
        }
        // Section 5.5.1: if there is a body, the first two bytes are a status code.
        if (payload.remaining() == 1) {
            return Violation.CLOSE_PAYLOAD_OF_ONE_BYTE;
        }
        // Section 7.4: reserved and undefined codes do not go over the wire.
        if (!CloseCode.isOnWire((payload.get(from) & 0xff) << 8 | payload.get(from + 1) & 0xff)) {
            return Violation.CLOSE_CODE_INVALID;
        }
        // Section 5.5.1: the reason is UTF-8.
        Utf8Validator reason = new Utf8Validator();
        if (!reason.accept(payload, from + 2, payload.limit()) || !reason.isComplete()) {
            return Violation.CLOSE_REASON_NOT_UTF8;
        }
        return null;
    }

    /** Section 7.4.1, 1009: a message beyond the receiver's limit; 0 is none. */
    public static Violation messageLength(long length, long most) {
        return most > 0 && Long.compareUnsigned(length, most) > 0 ? Violation.MESSAGE_TOO_BIG : null;
    }
}
