package dev.weir.proxy;

import dev.weir.core.ws.FrameWriter;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Frames and handshakes for tests. */
final class Frames {
    static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";
    static final String ACCEPT = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";
    static final String HANDSHAKE = "GET /ws HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: " + KEY + "\r\n\r\n";
    static final String SWITCHING = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Accept: " + ACCEPT + "\r\n\r\n";

    private Frames() {}

    static byte[] masked(int opcode, byte[] payload) {
        ByteBuffer out = ByteBuffer.allocate(payload.length + FrameWriter.LONGEST_HEADER);
        FrameWriter.maskedFrame(out, opcode, ByteBuffer.wrap(payload), 0x12345678);
        return bytes(out.flip());
    }

    static byte[] plain(int opcode, byte[] payload) {
        ByteBuffer out = ByteBuffer.allocate(payload.length + FrameWriter.LONGEST_HEADER);
        FrameWriter.frame(out, opcode, ByteBuffer.wrap(payload));
        return bytes(out.flip());
    }

    static byte[] close(int code) {
        return bytes(FrameWriter.close(code, ""));
    }

    static byte[] maskedClose(int code) {
        return bytes(FrameWriter.maskedClose(code, "", 0x01020304));
    }

    static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
