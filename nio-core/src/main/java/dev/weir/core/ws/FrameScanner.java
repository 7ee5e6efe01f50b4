package dev.weir.core.ws;

import java.nio.ByteBuffer;

/**
 * Walks the frame structure of one direction of a WebSocket connection without changing or keeping its bytes
 * (RFC 6455 section 5.2). Knows no rules: whatever the header says is what it counts.
 *
 * <pre>
 *   byte 0        byte 1        0, 2 or 8 bytes    0 or 4    length
 *   FRRR OPCODE   M LENGTH(7)   longer length      mask      payload
 *
 *   HEADER --last header byte--> PAYLOAD --last payload byte--> HEADER, frame reported
 * </pre>
 *
 * A frame that lies whole in the buffer is read there; of one that is cut the header is gathered byte by byte.
 *
 * <p>Thread: worker. No method allocates.
 */
public final class FrameScanner {
    private static final int FIN = 0x80;
    private static final int OPCODE = 0x0f;
    private static final int MASKED = 0x80;
    private static final int LENGTH = 0x7f;

    /** Of a frame with a length of 7 or 16 bits. */
    private static final int LONGEST_SHORT_HEADER = 8;

    private final FrameFacts facts;

    /** Bytes of the header that have come; 0 at a boundary. */
    private int headerBytes;

    /** Bytes the header will have, as far as it is known. */
    private int headerLength;

    private int first;
    private int second;
    private long payloadLength;
    private int mask;

    /** Payload bytes still to come; meaningful when the header is complete. */
    private long missing;

    /** The first two payload bytes of a Close. */
    private int closeCode;

    private boolean inMessage;
    private int messageOpcode;
    private long messageLength;

    public FrameScanner() {
        this(new FrameFacts());
    }

    /** @param facts what frames are reported in; the two directions of a connection may share it */
    public FrameScanner(FrameFacts facts) {
        this.facts = facts;
    }

    /** Hears of each frame when its last byte has come. */
    @FunctionalInterface
    public interface Sink {
        void onFrame(FrameFacts frame);
    }

    /**
     * Walks all bytes between position and limit, which it does not move.
     */
    public void scan(ByteBuffer bytes, Sink sink) {
        int limit = bytes.limit();
        int index = bytes.position();
        while (index < limit) {
            index = headerBytes == 0 ? wholeFrames(bytes, index, limit, sink) : index;
            if (index < limit) {
                index = walk(bytes, index, limit, sink);
            }
        }
    }

    /**
     * Walks up to the end of the first frame that is complete, or all bytes when none is.
     *
     * @return the index after the last byte walked
     */
    public int scanToBoundary(ByteBuffer bytes, Sink sink) {
        int limit = bytes.limit();
        int index = bytes.position();
        while (index < limit) {
            index = walk(bytes, index, limit, sink);
            if (headerBytes == 0) {
                return index;
            }
        }
        return index;
    }

    /** Whether the bytes so far end with a complete frame (or there were none). */
    public boolean atBoundary() {
        return headerBytes == 0;
    }

    /** Bytes (header and payload) of the frame that is not complete; 0 at a boundary. */
    public long incompleteBytes() {
        boolean inPayload = headerBytes > 0 && headerBytes == headerLength;
        return headerBytes + (inPayload ? payloadLength - missing : 0);
    }

    /**
     * Walks frames that lie whole in the buffer, without a trace in this object until they are complete: all but the
     * last of a buffer do, and their number is what costs. Leaves rare ones (Close, 64-bit length) to {@link #walk}.
     *
     * @return the index of the first byte not walked
     */
    private int wholeFrames(ByteBuffer bytes, int from, int limit, Sink sink) {
        int index = from;
        while (limit - index >= LONGEST_SHORT_HEADER) {
            int byte0 = bytes.get(index);
            int byte1 = bytes.get(index + 1);
            int length = byte1 & LENGTH;
            int payload = index + 2 + (byte1 >>> 5 & 4);
            if (length == 126) {
                length = (bytes.get(index + 2) & 0xff) << 8 | bytes.get(index + 3) & 0xff;
                payload += 2;
            } else if (length == 127) {
                return index;
            }
            if (limit - payload < length || (byte0 & OPCODE) == Opcode.CLOSE) {
                return index;
            }
            onComplete(byte0, length, sink);
            index = payload + length;
        }
        return index;
    }

    /** Walks at least one byte and at most to the end of the present frame. */
    private int walk(ByteBuffer bytes, int from, int limit, Sink sink) {
        int index = from;
        if (headerBytes == 0 || headerBytes < headerLength) {
            index = partOfHeader(bytes, index, limit);
            if (headerBytes < headerLength) {
                return index;
            }
        }
        if ((first & OPCODE) == Opcode.CLOSE) {
            takeCloseCode(bytes, index, limit);
        }
        long count = Math.min(missing, limit - index);
        missing -= count;
        if (missing == 0) {
            headerBytes = 0;
            onComplete(first, payloadLength, sink);
        }
        return index + (int) count;
    }

    private int partOfHeader(ByteBuffer bytes, int from, int limit) {
        int index = from;
        do {
            headerByte(bytes.get(index++));
        } while (index < limit && headerBytes < headerLength);
        if (headerBytes == headerLength) {
            payloadLength = bounded(payloadLength);
            missing = payloadLength;
        }
        return index;
    }

    private void headerByte(byte b) {
        switch (headerBytes) {
            case 0 -> {
                first = b;
                headerLength = 2;
            }
            case 1 -> {
                second = b;
                int length = b & LENGTH;
                payloadLength = length < 126 ? length : 0;
                headerLength = lengthEnd() + ((b & MASKED) != 0 ? 4 : 0);
            }
            default -> {
                if (headerBytes < lengthEnd()) {
                    payloadLength = payloadLength << 8 | b & 0xff;
                } else {
                    mask = mask << 8 | b & 0xff;
                }
            }
        }
        headerBytes++;
    }

    /** Where the length field ends in the header. */
    private int lengthEnd() {
        return switch (second & LENGTH) {
            case 126 -> 4;
            case 127 -> 10;
            default -> 2;
        };
    }

    /** A length with the top bit set, which the RFC forbids, is more than can ever come. */
    private static long bounded(long length) {
        return length < 0 ? Long.MAX_VALUE : length;
    }

    private void takeCloseCode(ByteBuffer bytes, int from, int limit) {
        int index = from;
        for (long at = payloadLength - missing; at < 2 && at < payloadLength && index < limit; at++) {
            int key = (second & MASKED) == 0 ? 0 : at == 0 ? mask >>> 24 : mask >>> 16;
            int plain = (bytes.get(index++) ^ key) & 0xff;
            closeCode = at == 0 ? plain << 8 : closeCode | plain;
        }
    }

    private void onComplete(int byte0, long length, Sink sink) {
        FrameFacts frame = facts;
        int opcode = byte0 & OPCODE;
        boolean fin = (byte0 & FIN) != 0;
        frame.opcode = opcode;
        frame.fin = fin;
        frame.payloadLength = length;
        frame.closeCode = 0;
        if (Opcode.isControl(opcode)) {
            frame.messageOpcode = opcode;
            frame.messageLength = -1;
            if (opcode == Opcode.CLOSE) {
                frame.closeCode = length < 2 ? CloseCode.NONE : closeCode;
            }
        } else {
            addToMessage(frame, length);
        }
        sink.onFrame(frame);
    }

    /** A data frame that is no continuation begins a message, even where the one before was not ended. */
    private void addToMessage(FrameFacts frame, long length) {
        if (frame.opcode != Opcode.CONTINUATION || !inMessage) {
            messageOpcode = frame.opcode;
            messageLength = 0;
        }
        messageLength = bounded(messageLength + length);
        inMessage = !frame.fin;
        frame.messageOpcode = messageOpcode;
        frame.messageLength = frame.fin ? messageLength : -1;
    }
}
