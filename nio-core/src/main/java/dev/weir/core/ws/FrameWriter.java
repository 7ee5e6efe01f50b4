package dev.weir.core.ws;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Writes frames (RFC 6455 section 5.2): from a server unmasked, from a client masked. Buffers of
 * either byte order do; one without the room gives {@link java.nio.BufferOverflowException}.
 *
 * <p>Thread: any.
 */
public final class FrameWriter {
    /** The longest header in bytes, mask included. */
    public static final int LONGEST_HEADER = 14;

    /** The longest payload of a control frame in bytes (section 5.5). */
    public static final int LONGEST_CONTROL = 125;

    private static final int FIN = 0x80;
    private static final int RSV1 = 0x40;
    private static final int MASKED = 0x80;

    private FrameWriter() {}

    /** Bytes of the header before a payload of this length. */
    public static int headerLength(long payloadLength, boolean masked) {
        return (payloadLength < 126 ? 2 : payloadLength < 65536 ? 4 : 10) + (masked ? 4 : 0);
    }

    /** Writes the header of an unmasked frame. */
    public static void header(ByteBuffer out, int opcode, boolean fin, long payloadLength) {
        start(out, opcode | (fin ? FIN : 0), 0, payloadLength);
    }

    /** As {@link #header}, with RSV1 set: the message is compressed (RFC 7692 section 6). */
    public static void compressedHeader(ByteBuffer out, int opcode, boolean fin, long payloadLength) {
        start(out, opcode | RSV1 | (fin ? FIN : 0), 0, payloadLength);
    }

    /** Writes the header of a masked frame; the caller masks the payload that follows ({@link Masking}). */
    public static void maskedHeader(ByteBuffer out, int opcode, boolean fin, long payloadLength, int key) {
        start(out, opcode | (fin ? FIN : 0), MASKED, payloadLength);
        out.putInt(bigEndian(out, key));
    }

    /** Writes a complete unmasked frame with the payload's remaining bytes, which it does not consume. */
    public static void frame(ByteBuffer out, int opcode, ByteBuffer payload) {
        header(out, opcode, true, payload.remaining());
        out.put(payload.duplicate());
    }

    /** Writes a complete masked frame with the payload's remaining bytes, which it neither consumes nor changes. */
    public static void maskedFrame(ByteBuffer out, int opcode, ByteBuffer payload, int key) {
        maskedHeader(out, opcode, true, payload.remaining(), key);
        int from = out.position();
        out.put(payload.duplicate());
        Masking.apply(out, from, out.position(), key, 0);
    }

    /**
     * The payload of a Close frame (section 5.5.1).
     *
     * @param code the status code; {@link CloseCode#NONE} gives an empty payload
     * @param reason cut at a character's edge when it has more than 123 bytes of UTF-8
     */
    public static ByteBuffer closePayload(int code, String reason) {
        if (code == CloseCode.NONE) {
            return ByteBuffer.allocate(0);
        }
        byte[] text = reason.getBytes(StandardCharsets.UTF_8);
        int length = Math.min(text.length, LONGEST_CONTROL - 2);
        while (length < text.length && length > 0 && (text[length] & 0xc0) == 0x80) {
            length--;
        }
        return ByteBuffer.allocate(2 + length)
                .putShort((short) code)
                .put(text, 0, length)
                .flip();
    }

    /** A complete Close frame as a server sends it, ready to be read. */
    public static ByteBuffer close(int code, String reason) {
        ByteBuffer payload = closePayload(code, reason);
        ByteBuffer out = ByteBuffer.allocate(2 + payload.remaining());
        frame(out, Opcode.CLOSE, payload);
        return out.flip();
    }

    /** A complete Close frame as a client sends it, ready to be read. */
    public static ByteBuffer maskedClose(int code, String reason, int key) {
        ByteBuffer payload = closePayload(code, reason);
        ByteBuffer out = ByteBuffer.allocate(6 + payload.remaining());
        maskedFrame(out, Opcode.CLOSE, payload, key);
        return out.flip();
    }

    private static void start(ByteBuffer out, int first, int masked, long payloadLength) {
        out.put((byte) first);
        if (payloadLength < 126) {
            out.put((byte) (masked | payloadLength));
        } else if (payloadLength < 65536) {
            out.put((byte) (masked | 126));
            out.put((byte) (payloadLength >>> 8)).put((byte) payloadLength);
        } else {
            out.put((byte) (masked | 127));
            out.putLong(out.order() == ByteOrder.BIG_ENDIAN ? payloadLength : Long.reverseBytes(payloadLength));
        }
    }

    private static int bigEndian(ByteBuffer out, int number) {
        return out.order() == ByteOrder.BIG_ENDIAN ? number : Integer.reverseBytes(number);
    }
}
