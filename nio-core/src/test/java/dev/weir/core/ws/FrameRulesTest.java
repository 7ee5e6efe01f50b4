package dev.weir.core.ws;

import static dev.weir.core.ws.Walks.hex;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FrameRulesTest {
    private static final int SERVER = 0;

    /** Byte 0, byte 1, length, state (c = from a client, m = in a message, d = deflate, x = closed), outcome. */
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "81, 80, 0,    c,   -",
                "81, 00, 0,    '',  -",
                "00, 80, 0,    cm,  -",
                "80, 80, 0,    cm,  -",
                "89, 80, 0,    cm,  -", // a ping between fragments
                "88, 82, 2,    c,   -",
                "89, fd, 125,  c,   -",
                "c1, 80, 0,    cd,  -", // RSV1 under permessage-deflate
                "c2, 80, 0,    cd,  -",
                "82, fe, 126,  c,   -",
                "82, fe, 65535, c,  -",
                "82, ff, 65536, c,  -",
                "c1, 80, 0,    c,   RESERVED_BITS",
                "a1, 80, 0,    cd,  RESERVED_BITS",
                "91, 80, 0,    cd,  RESERVED_BITS",
                "c0, 80, 0,    cmd, RESERVED_BITS", // RSV1 on a continuation
                "c9, 80, 0,    cd,  RESERVED_BITS", // RSV1 on a ping
                "83, 80, 0,    c,   RESERVED_OPCODE",
                "87, 80, 0,    c,   RESERVED_OPCODE",
                "8b, 80, 0,    c,   RESERVED_OPCODE",
                "8f, 80, 0,    c,   RESERVED_OPCODE",
                "81, 00, 0,    c,   NOT_MASKED",
                "89, 00, 0,    c,   NOT_MASKED",
                "81, 80, 0,    '',  MASKED",
                "82, fe, 125,  c,   LENGTH_NOT_SHORTEST",
                "82, ff, 65535, c,  LENGTH_NOT_SHORTEST",
                "82, ff, -1,   c,   LENGTH_TOP_BIT",
                "09, 80, 0,    c,   CONTROL_FRAGMENTED",
                "08, 80, 0,    c,   CONTROL_FRAGMENTED",
                "89, fe, 126,  c,   CONTROL_TOO_LONG",
                "88, 81, 1,    c,   CLOSE_PAYLOAD_OF_ONE_BYTE",
                "80, 80, 0,    c,   NOTHING_TO_CONTINUE",
                "00, 80, 0,    c,   NOTHING_TO_CONTINUE",
                "81, 80, 0,    cm,  MESSAGE_NOT_ENDED",
                "02, 80, 0,    cm,  MESSAGE_NOT_ENDED",
                "81, 80, 0,    cx,  AFTER_CLOSE",
                "89, 80, 0,    cx,  AFTER_CLOSE",
                "88, 80, 0,    cx,  AFTER_CLOSE",
            })
    void judgesHeaders(String first, String second, long length, String state, Violation expected) {
        int b0 = Integer.parseInt(first, 16);
        int b1 = Integer.parseInt(second, 16);
        assertEquals(expected, FrameRules.header(b0, b1, length, state(state)));
        // A byte that came out of a buffer is signed.
        assertEquals(expected, FrameRules.header((byte) b0, (byte) b1, length, state(state)));
    }

    private static int state(String letters) {
        int state = SERVER;
        for (char letter : letters.toCharArray()) {
            state |= switch (letter) {
                case 'c' -> FrameRules.FROM_CLIENT;
                case 'm' -> FrameRules.IN_MESSAGE;
                case 'd' -> FrameRules.DEFLATE;
                case 'x' -> FrameRules.CLOSED;
                default -> throw new IllegalArgumentException(letters);
            };
        }
        return state;
    }

    @ParameterizedTest
    @CsvSource({"81,c,c", "01,c,cm", "00,cm,cm", "80,cm,c", "89,cm,cm", "8a,c,c", "88,cm,cmx"})
    void followsTheState(String first, String before, String after) {
        assertEquals(state(after), FrameRules.after(Integer.parseInt(first, 16), state(before)));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "'',       -",
                "03e8,     -",
                "0fa1 6869, -",
                "03e8 e282ac, -",
                "03,       CLOSE_PAYLOAD_OF_ONE_BYTE",
                "03e7,     CLOSE_CODE_INVALID",
                "03ed,     CLOSE_CODE_INVALID",
                "03e8 e282, CLOSE_REASON_NOT_UTF8",
                "03e8 ff,  CLOSE_REASON_NOT_UTF8",
            })
    void judgesTheCloseFrame(String payload, Violation expected) {
        ByteBuffer bytes = ByteBuffer.wrap(hex("ee" + payload)).position(1);
        assertEquals(expected, FrameRules.closePayload(bytes));
        assertEquals(1, bytes.position());
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 4999})
    void codesOnTheWire(int code) {
        assertEquals(true, CloseCode.isOnWire(code));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65535})
    void codesNotOnTheWire(int code) {
        assertEquals(false, CloseCode.isOnWire(code));
    }

    @Test
    void judgesTheSizeOfMessages() {
        assertNull(FrameRules.messageLength(Long.MAX_VALUE, 0));
        assertNull(FrameRules.messageLength(10, 10));
        assertEquals(Violation.MESSAGE_TOO_BIG, FrameRules.messageLength(11, 10));
        assertEquals(1009, Violation.MESSAGE_TOO_BIG.closeCode());
        assertEquals(1007, Violation.TEXT_NOT_UTF8.closeCode());
        assertEquals(1002, Violation.RESERVED_BITS.closeCode());
    }
}
