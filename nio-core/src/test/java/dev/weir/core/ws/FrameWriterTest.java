package dev.weir.core.ws;

import static dev.weir.core.ws.Walks.hex;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FrameWriterTest {
    private static String written(ByteBuffer out) {
        return HexFormat.of().formatHex(out.array(), 0, out.position());
    }

    @ParameterizedTest
    @CsvSource({
        "0,          820082800a0b0c0d",
        "125,        827d82fd0a0b0c0d",
        "126,        827e007e82fe007e0a0b0c0d",
        "65535,      827effff82feffff0a0b0c0d",
        "65536,      827f000000000001000082ff00000000000100000a0b0c0d",
        "4294967296, 827f000000010000000082ff00000001000000000a0b0c0d",
    })
    void writesTheShortestLength(long length, String both) {
        for (ByteOrder order : new ByteOrder[] {ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN}) {
            ByteBuffer out = ByteBuffer.allocate(2 * FrameWriter.LONGEST_HEADER).order(order);
            FrameWriter.header(out, Opcode.BINARY, true, length);
            assertEquals(FrameWriter.headerLength(length, false), out.position());
            FrameWriter.maskedHeader(out, Opcode.BINARY, true, length, 0x0a0b0c0d);
            assertEquals(
                    FrameWriter.headerLength(length, false) + FrameWriter.headerLength(length, true), out.position());
            assertEquals(both, written(out));
        }
    }

    @Test
    void writesFlags() {
        ByteBuffer out = ByteBuffer.allocate(20);
        FrameWriter.header(out, Opcode.TEXT, false, 1);
        FrameWriter.compressedHeader(out, Opcode.TEXT, true, 1);
        FrameWriter.compressedHeader(out, Opcode.BINARY, false, 1);
        assertEquals("0101c1014201", written(out));
    }

    /** The examples of RFC 6455 section 5.7. */
    @Test
    void writesTheFramesOfTheRfc() {
        ByteBuffer hello = ByteBuffer.wrap("Hello".getBytes(StandardCharsets.UTF_8));
        ByteBuffer out = ByteBuffer.allocate(30);
        FrameWriter.frame(out, Opcode.TEXT, hello);
        FrameWriter.maskedFrame(out, Opcode.TEXT, hello, 0x37fa213d);
        assertEquals("810548656c6c6f" + "818537fa213d7f9f4d5158", written(out));
        assertEquals(5, hello.remaining());
        assertEquals('H', hello.get(0));
    }

    @Test
    void writesCloseFrames() {
        assertArrayEquals(hex("88 04 0fa1 6869"), FrameWriter.close(4001, "hi").array());
        assertArrayEquals(hex("88 00"), FrameWriter.close(CloseCode.NONE, "").array());
        assertArrayEquals(
                hex("88 82 01020304 02ea"),
                FrameWriter.maskedClose(1000, "", 0x01020304).array());
    }

    @Test
    void cutsALongReasonAtACharacter() {
        assertEquals(125, FrameWriter.closePayload(1000, "x".repeat(200)).remaining());
        ByteBuffer payload = FrameWriter.closePayload(1000, "x" + "\u20ac".repeat(60));
        assertEquals(2 + 1 + 40 * 3, payload.remaining());
        assertEquals(null, FrameRules.closePayload(payload));
        assertEquals(
                124, FrameWriter.closePayload(1000, "xx" + "\u00e9".repeat(70)).remaining());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void masksAtAnyPlaceAndOffset(boolean bigEndian) {
        Random random = new Random(7);
        byte[] plain = new byte[64];
        random.nextBytes(plain);
        byte[] key = hex("a1 b2 c3 d4");
        for (int from = 0; from < 12; from++) {
            for (int length = 0; length < 40; length++) {
                for (int offset = 0; offset < 9; offset++) {
                    byte[] expected = plain.clone();
                    for (int i = 0; i < length; i++) {
                        expected[from + i] ^= key[(offset + i) % 4];
                    }
                    ByteBuffer bytes = ByteBuffer.allocateDirect(64)
                            .put(plain)
                            .flip()
                            .order(bigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
                    Masking.apply(bytes, from, from + length, 0xa1b2c3d4, offset);
                    byte[] actual = new byte[64];
                    bytes.get(actual);
                    assertArrayEquals(expected, actual, from + "+" + length + " at " + offset);
                }
            }
        }
    }

    @Test
    void masksABuffersRemainingBytesInPlace() {
        ByteBuffer bytes = ByteBuffer.wrap(hex("00 00 00 00 00")).position(1);
        Masking.apply(bytes, 0x01020304);
        assertEquals("0001020304", HexFormat.of().formatHex(bytes.array()));
        assertEquals(1, bytes.position());
        Masking.apply(bytes, 0x01020304);
        assertArrayEquals(new byte[5], Arrays.copyOf(bytes.array(), 5));
    }
}
