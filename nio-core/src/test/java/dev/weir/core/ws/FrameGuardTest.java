package dev.weir.core.ws;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.core.ws.FrameGuard.Terms;
import dev.weir.core.ws.WsOptions.Validation;
import dev.weir.testkit.AllocationGuard;
import dev.weir.testkit.EveryChunking;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrameGuardTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final Terms CLIENT = new Terms(Validation.UTF8, true, false, 0);
    private static final Terms SERVER = new Terms(Validation.UTF8, false, false, 0);

    /** Takes pongs of one payload out, as a tunnel that has pinged does. */
    private static final class Run implements EveryChunking.Subject<String>, FrameGuard.Sink {
        private final FrameGuard guard;
        private final ByteArrayOutputStream passed = new ByteArrayOutputStream();
        private final List<String> controls = new ArrayList<>();
        private Violation violation;

        Run(Terms terms) {
            guard = new FrameGuard(terms);
        }

        @Override
        public void pass(ByteBuffer bytes) {
            while (bytes.hasRemaining()) {
                passed.write(bytes.get());
            }
        }

        @Override
        public boolean mayPass(int opcode, ByteBuffer payload) {
            byte[] bytes = new byte[payload.remaining()];
            payload.duplicate().get(bytes);
            controls.add(opcode + ":" + HEX.formatHex(bytes));
            return !(opcode == Opcode.PONG && HEX.formatHex(bytes).equals("0102030405060708"));
        }

        @Override
        public boolean feed(ByteBuffer piece) {
            if (violation == null) {
                violation = guard.read(piece, this);
            }
            piece.position(piece.limit());
            return false;
        }

        @Override
        public String result() {
            return HEX.formatHex(passed.toByteArray()) + " " + controls + " " + violation + " held "
                    + (violation == null ? guard.heldBytes() : 0);
        }
    }

    private static byte[] bytes(String hex) {
        return HEX.parseHex(hex.replace(" ", ""));
    }

    private static String everyway(String hex, Terms terms) {
        return EveryChunking.check(bytes(hex), () -> new Run(terms)).result();
    }

    @Test
    void whatKeepsTheRulesPassesUnchanged() {
        // Text "Hi" in two fragments with a ping between, then a Close 1000.
        String sent = "010148 8902aabb 800169 880203e8";
        assertEquals(sent.replace(" ", "") + " [9:aabb, 8:03e8] null held 0", everyway(sent, SERVER));
    }

    @Test
    void masksAreTakenOffForJudgingAlone() {
        // "H" and the euro's first two bytes, with mask 01020304; the third in a continuation.
        String euro = "0183 01020304 49e081 8081 01020304 ad";
        assertEquals(euro.replace(" ", "") + " [] null held 0", everyway(euro, CLIENT));
    }

    /** The frame that breaks a rule does not pass, nor anything behind it; what was whole before it does. */
    @ParameterizedTest
    @CsvSource({
        "reserved bits,        c10148,                 RESERVED_BITS",
        "reserved opcode,      830148,                 RESERVED_OPCODE",
        "a masked one,         818101020304 49,        MASKED",
        "length not shortest,  827e0001 00,            LENGTH_NOT_SHORTEST",
        "a top bit,            827f8000000000000000,   LENGTH_TOP_BIT",
        "a fragmented ping,    0900,                   CONTROL_FRAGMENTED",
        "a long ping,          897e0080,               CONTROL_TOO_LONG",
        "nothing to continue,  800148,                 NOTHING_TO_CONTINUE",
        "half a close code,    880103,                 CLOSE_PAYLOAD_OF_ONE_BYTE",
        "a bad close code,     880203ed,               CLOSE_CODE_INVALID",
        "a bad close reason,   880303e8ff,             CLOSE_REASON_NOT_UTF8"
    })
    void aBrokenRuleStopsItAtTheFrame(String what, String hex, Violation violation) {
        String before = "82020102";
        assertEquals(before + " [] " + violation + " held 0", everyway(before + hex + "820101", SERVER), what);
    }

    @Test
    void aClientMustMask() {
        assertEquals(" [] NOT_MASKED held 0", everyway("820101", CLIENT));
    }

    @Test
    void nothingFollowsAClose() {
        assertEquals("8800 [8:] AFTER_CLOSE held 0", everyway("8800 820101", SERVER));
    }

    @Test
    void textMustBeWholeAtItsEnd() {
        Run run = new Run(SERVER);
        run.feed(ByteBuffer.wrap(bytes("820101 8102 e282")));
        assertEquals("820101 [] TEXT_NOT_UTF8 held 0", run.result());
    }

    /** However it is cut, the verdict is the same; how much of the frame has passed is not. */
    @Test
    void badTextIsFoundInEveryPiece() {
        byte[] input = bytes("820101 8104 4849ff4a");
        for (int cut = 1; cut < input.length; cut++) {
            Run run = new Run(SERVER);
            run.feed(ByteBuffer.wrap(input, 0, cut).slice());
            run.feed(ByteBuffer.wrap(input, cut, input.length - cut).slice());
            assertEquals(Violation.TEXT_NOT_UTF8, run.violation, "cut at " + cut);
            assertTrue(run.result().startsWith("820101"), run.result());
        }
        Run whole = new Run(SERVER);
        whole.feed(ByteBuffer.wrap(input));
        assertEquals("820101 [] TEXT_NOT_UTF8 held 0", whole.result());
    }

    @Test
    void textIsNotJudgedWhenNobodyAsks() {
        assertEquals("8101ff [] null held 0", everyway("8101ff", new Terms(Validation.FRAMES, false, false, 0)));
        // Compressed, as agreed; the next message is not.
        Terms deflate = new Terms(Validation.UTF8, false, true, 0);
        assertEquals("c101ff810148 [] null held 0", everyway("c101ff 810148", deflate));
        assertEquals("c101ff [] RESERVED_BITS held 0", everyway("c101ff d10148", deflate));
    }

    @Test
    void aMessageIsMeasuredOverItsFragments() {
        Terms three = new Terms(Validation.OFF, false, false, 3);
        String allowed = "02020102 800101 8203010203 8900";
        assertEquals(allowed.replace(" ", "") + " [9:] null held 0", everyway(allowed, three));
        assertEquals("02020102 [] MESSAGE_TOO_BIG held 0", everyway("02020102 80020304", three));
        assertEquals(" [] MESSAGE_TOO_BIG held 0", everyway("827f7fffffffffffffff", three));
        assertEquals(" [] MESSAGE_TOO_BIG held 0", everyway("827fffffffffffffffff", three));
    }

    @Test
    void ourPongIsTakenOut() {
        Terms off = new Terms(Validation.OFF, true, false, 0);
        String ours = "8a88 00000000 0102030405060708";
        String theirs = "8a81 01020304 08";
        String data = "8281 01020304 00";
        assertEquals(
                (data + theirs + data).replace(" ", "") + " [10:0102030405060708, 10:09] null held 0",
                everyway(data + ours + theirs + data, off));
    }

    /** Without validation whatever looks odd passes; it only must not be held for ever. */
    @Test
    void oddFramesPassWhereNothingIsValidated() {
        Terms off = new Terms(Validation.OFF, false, false, 100);
        String odd = "897e0080" + "00".repeat(128) + "f300" + "800101";
        assertEquals(odd + " [] null held 0", everyway(odd, off));
    }

    @Test
    void anIncompleteHeaderIsHeld() {
        assertEquals("820101 [] null held 3", everyway("820101 827e01", SERVER));
        FrameGuard guard = new FrameGuard(SERVER);
        guard.read(ByteBuffer.wrap(bytes("827e01")), new Run(SERVER));
        byte[] held = new byte[3];
        guard.takeHeld().get(held);
        assertArrayEquals(bytes("827e01"), held);
    }

    @Test
    void framesOfMessagesAllocateNothing() {
        FrameGuard guard = new FrameGuard(CLIENT);
        FrameGuard.Sink sink = new FrameGuard.Sink() {
            @Override
            public void pass(ByteBuffer in) {
                in.position(in.limit());
            }

            @Override
            public boolean mayPass(int opcode, ByteBuffer payload) {
                return true;
            }
        };
        byte[] frames = bytes("8183 01020304 494b4c 8281 01020304 00 8981 01020304 00");
        ByteBuffer whole = ByteBuffer.allocateDirect(frames.length).put(frames);
        AllocationGuard.assertNone(10_000, () -> {
            guard.read(whole.limit(11).position(0), sink);
            guard.read(whole.limit(frames.length).position(11), sink);
        });
    }
}
