package dev.weir.testkit;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A WebSocket frame as it lies on the wire (RFC 6455 section 5.2), legal or not. Written without a line of Weir's own
 * codec, so that the two can disagree. Thread: any.
 *
 * @param rsv the three reserved bits, 0 to 7; 4 is RSV1
 * @param masked with {@link #MASK}
 * @param payload unmasked, one char per byte
 */
public record Frame(boolean fin, int rsv, int opcode, boolean masked, String payload) {
    public static final int CONTINUATION = 0;
    public static final int TEXT = 1;
    public static final int BINARY = 2;
    public static final int CLOSE = 8;
    public static final int PING = 9;
    public static final int PONG = 10;

    private static final int[] MASK = {0x37, 0xfa, 0x21, 0x3d};

    /** As a client sends it: one frame that is a whole message. */
    public static Frame fromClient(int opcode, String payload) {
        return new Frame(true, 0, opcode, true, payload);
    }

    /** As a server sends it: one frame that is a whole message. */
    public static Frame fromServer(int opcode, String payload) {
        return new Frame(true, 0, opcode, false, payload);
    }

    /** The payload of a Close frame. */
    public static String closePayload(int code, String reason) {
        return (char) (code >> 8) + "" + (char) (code & 0xff) + reason;
    }

    /** The same frame, not the last of its message. */
    public Frame andMore() {
        return new Frame(false, rsv, opcode, masked, payload);
    }

    /** The same frame as a server sends it. */
    public Frame unmasked() {
        return new Frame(fin, rsv, opcode, false, payload);
    }

    /** Its bytes, with the shortest length field. */
    public byte[] bytes() {
        int length = payload.length();
        return bytes(length < 126 ? 0 : length < 65536 ? 2 : 8);
    }

    /** Its bytes with an extended length field of 0, 2 or 8 bytes. */
    public byte[] bytes(int lengthBytes) {
        int length = payload.length();
        ByteArrayOutputStream out = new ByteArrayOutputStream(length + 14);
        out.write((fin ? 0x80 : 0) | rsv << 4 | opcode);
        int mask = masked ? 0x80 : 0;
        out.write(mask | (lengthBytes == 0 ? length : lengthBytes == 2 ? 126 : 127));
        for (int i = lengthBytes - 1; i >= 0; i--) {
            out.write((int) ((long) length >>> 8 * i));
        }
        byte[] data = payload.getBytes(StandardCharsets.ISO_8859_1);
        if (masked) {
            for (int b : MASK) {
                out.write(b);
            }
            mask(data, MASK);
        }
        out.writeBytes(data);
        return out.toByteArray();
    }

    /** The frames' bytes one after the other. */
    public static byte[] join(List<Frame> frames) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        frames.forEach(frame -> out.writeBytes(frame.bytes()));
        return out.toByteArray();
    }

    /**
     * Reads one frame.
     *
     * @return null when the stream ends before its first byte
     * @throws EOFException when it ends within the frame
     */
    public static Frame read(InputStream in) throws IOException {
        int first = in.read();
        if (first < 0) {
            return null;
        }
        int second = octet(in);
        long length = second & 0x7f;
        if (length > 125) {
            int count = length == 126 ? 2 : 8;
            length = 0;
            for (int i = 0; i < count; i++) {
                length = length << 8 | octet(in);
            }
        }
        int[] key = new int[4];
        boolean masked = (second & 0x80) != 0;
        for (int i = 0; masked && i < 4; i++) {
            key[i] = octet(in);
        }
        byte[] data = length < 0 || length > Integer.MAX_VALUE ? in.readAllBytes() : in.readNBytes((int) length);
        if (data.length != length) {
            throw new EOFException("the stream ends within a frame of " + length + " bytes");
        }
        mask(data, key);
        String payload = new String(data, StandardCharsets.ISO_8859_1);
        return new Frame((first & 0x80) != 0, first >> 4 & 7, first & 0xf, masked, payload);
    }

    /** The complete frames in these bytes; a rest that is none is left out. */
    public static List<Frame> allIn(byte[] bytes) {
        List<Frame> frames = new ArrayList<>();
        InputStream in = new ByteArrayInputStream(bytes);
        try {
            for (Frame frame = read(in); frame != null; frame = read(in)) {
                frames.add(frame);
            }
        } catch (EOFException e) {
            return frames;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return frames;
    }

    private static int octet(InputStream in) throws IOException {
        int octet = in.read();
        if (octet < 0) {
            throw new EOFException("the stream ends within a frame's header");
        }
        return octet;
    }

    private static void mask(byte[] data, int[] key) {
        for (int i = 0; i < data.length; i++) {
            data[i] ^= (byte) key[i & 3];
        }
    }

    @Override
    public String toString() {
        String text = payload.length() > 60 ? payload.substring(0, 60) + "…" : payload;
        return "opcode " + opcode + (fin ? "" : "+") + (rsv == 0 ? "" : " rsv " + rsv) + (masked ? " masked" : "")
                + " length " + payload.length() + " " + text;
    }
}
