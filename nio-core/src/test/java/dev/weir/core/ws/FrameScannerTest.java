package dev.weir.core.ws;

import static dev.weir.core.ws.Walks.hex;
import static dev.weir.core.ws.Walks.walk;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.core.http.HeadWriter;
import dev.weir.core.http.Headers;
import dev.weir.core.http.HttpFault;
import dev.weir.core.http.ResponseHead;
import dev.weir.core.http.ResponseParser;
import dev.weir.core.ws.Walks.Seen;
import dev.weir.core.ws.Walks.Walk;
import dev.weir.testkit.AllocationGuard;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrameScannerTest {
    @Test
    void countsFragmentsAsOneMessageAroundAControlFrame() {
        String input = "01 02 61 62" // text "ab", not final
                + "89 01 70" // ping
                + "80 85 11 22 33 44 00 00 00 00 00" // final continuation of 5, masked
                + "88 82 ff 00 aa bb fc e8" // close 1000, masked
                + "88 00"; // close without a code
        assertEquals(
                Walk.of(
                        new Seen(1, false, 2, -1, 1, 0),
                        Seen.control(9, 1, 0),
                        new Seen(0, true, 5, 7, 1, 0),
                        Seen.control(8, 2, 1000),
                        Seen.control(8, 0, 1005)),
                walk(hex(input)));
    }

    @ParameterizedTest
    @CsvSource({
        "82 00,                                  0", // 7 bits
        "82 80 01 02 03 04,                      0", // masked
        "82 7e 00 01 aa,                         1", // 16 bits though 7 would do
        "82 fe 00 02 01 02 03 04 aa bb,          2",
        "82 7f 00 00 00 00 00 00 00 01 aa,       1", // 64 bits though 7 would do
        "82 ff 00 00 00 00 00 00 00 01 01 02 03 04 aa, 1",
        "f2 01 aa,                               1", // all reserved bits set
    })
    void readsEachFormOfLength(String frame, long length) {
        assertEquals(Walk.of(Seen.message(2, length), Seen.message(1, 0)), walk(hex(frame + "81 00")));
    }

    @ParameterizedTest
    @CsvSource({"125", "126", "127", "65535", "65536"})
    void readsLengthsAtTheEdges(int length) {
        ByteBuffer frames = ByteBuffer.allocate(2 * (length + 14));
        FrameWriter.frame(frames, Opcode.BINARY, ByteBuffer.allocate(length));
        FrameWriter.maskedFrame(frames, Opcode.TEXT, ByteBuffer.allocate(length), 0x81828384);
        byte[] input = Arrays.copyOf(frames.array(), frames.position());
        assertEquals(Walk.of(Seen.message(2, length), Seen.message(1, length)), walk(input));
    }

    @ParameterizedTest
    @CsvSource({
        "88 00,                          1005", // no payload
        "88 01 03,                       1005", // half a code
        "88 02 03 e8,                    1000",
        "88 04 0f a1 68 69,              4001", // with a reason
        "88 82 00 00 00 00 03 e9,        1001", // a mask of zeros
        "88 85 a1 b2 c3 d4 a2 59 00 00 00, 1003",
        "08 02 03 ea,                    1002", // not final: no rule here
        "88 7e 00 02 03 eb,              1003", // long form of the length
    })
    void readsTheCloseCode(String frame, int code) {
        Walk walk = walk(hex(frame));
        assertEquals(1, walk.frames().size());
        assertEquals(code, walk.frames().get(0).closeCode());
        assertEquals(-1, walk.frames().get(0).message());
    }

    @Test
    void oneCloseCodeDoesNotShowInTheNext() {
        assertEquals(
                List.of(1000, 0, 1005),
                walk(hex("88 02 03 e8 81 00 88 01 ff")).frames().stream()
                        .map(Seen::closeCode)
                        .toList());
    }

    @Test
    void countsWhatBreaksTheRulesAsWhatItSays() {
        String input = "80 01 61" // continuation of nothing
                + "01 01 61" // text begins
                + "82 02 61 62" // and another message before its end
                + "83 01 61" // reserved data opcode
                + "8b 01 61" // reserved control opcode
                + "89 7e 00 7e " + "00".repeat(126); // ping of 126
        assertEquals(
                Walk.of(
                        new Seen(0, true, 1, 1, 0, 0),
                        new Seen(1, false, 1, -1, 1, 0),
                        Seen.message(2, 2),
                        Seen.message(3, 1),
                        Seen.control(11, 1, 0),
                        Seen.control(9, 126, 0)),
                walk(hex(input)));
    }

    @Test
    void sumsManyFragments() {
        String input = "02 03 010203" + "00 00" + "8a 00" + "00 7e 0004 01020304" + "80 01 05" + "80 01 06";
        List<Seen> frames = walk(hex(input)).frames();
        assertEquals(
                List.of(-1L, -1L, -1L, -1L, 8L, 1L),
                frames.stream().map(Seen::message).toList());
        assertEquals(
                List.of(2, 2, 10, 2, 2, 0),
                frames.stream().map(Seen::messageOpcode).toList());
    }

    /** FAULTS 4: a header that announces 4 GiB is not 4 GiB of payload. */
    @Test
    void reportsNoFrameThatIsNotComplete() {
        assertEquals(new Walk(List.of(), 15), walk(hex("82 7f 00 00 00 01 00 00 00 00 01 02 03 04 05")));
        assertEquals(new Walk(List.of(Seen.message(1, 1)), 1), walk(hex("81 01 61 81")));
        assertEquals(new Walk(List.of(), 5), walk(hex("81 fe 00 7e 01")));
        assertEquals(new Walk(List.of(), 3), walk(hex("81 02 61")));
        assertEquals(new Walk(List.of(), 0), walk(new byte[0]));
    }

    @Test
    void takesALengthWithTheTopBitAsMoreThanCanCome() {
        assertEquals(new Walk(List.of(), 13), walk(hex("82 7f ff ff ff ff ff ff ff ff 81 00 81")));
        assertEquals(new Walk(List.of(), 11), walk(hex("82 7f 80 00 00 00 00 00 00 00 00")));
    }

    /** FAULTS 1: a length field cut in the middle. The first byte ends one piece, the second begins the next. */
    @Test
    void survivesACutLengthField() {
        FrameScanner scanner = new FrameScanner();
        List<Seen> frames = new ArrayList<>();
        scanner.scan(ByteBuffer.wrap(hex("82 7e 00")), f -> frames.add(Seen.of(f)));
        assertEquals(3, scanner.incompleteBytes());
        scanner.scan(ByteBuffer.wrap(hex("7e" + "55".repeat(126) + "81 00")), f -> frames.add(Seen.of(f)));
        assertEquals(List.of(Seen.message(2, 126), Seen.message(1, 0)), frames);
        assertTrue(scanner.atBoundary());
    }

    /** FAULTS 2: directions have a state each, also when their pieces alternate. */
    @Test
    void twoScannersShareNothing() {
        FrameScanner[] scanners = {new FrameScanner(), new FrameScanner()};
        List<List<Seen>> frames = List.of(new ArrayList<>(), new ArrayList<>());
        byte[][] inputs = {
            hex("01 82 01 02 03 04 61 62 80 81 01 02 03 04 63"), hex("82 7e 00 05 01 02 03 04 05 88 02 03 e8")
        };
        for (int i = 0; i < inputs[0].length; i++) {
            for (int side = 0; side < 2; side++) {
                List<Seen> seen = frames.get(side);
                if (i < inputs[side].length) {
                    scanners[side].scan(ByteBuffer.wrap(inputs[side], i, 1), f -> seen.add(Seen.of(f)));
                }
            }
        }
        assertEquals(List.of(new Seen(1, false, 2, -1, 1, 0), new Seen(0, true, 1, 3, 1, 0)), frames.get(0));
        assertEquals(List.of(Seen.message(2, 5), Seen.control(8, 2, 1000)), frames.get(1));
    }

    /** FAULTS 14: a frame and a half that come with the handshake's answer are frames like any others. */
    @Test
    void walksWhatFollowsTheHandshakeInTheSamePiece() throws HttpFault {
        ByteBuffer in = ByteBuffer.allocate(200);
        in.put(HeadWriter.response(ResponseHead.of(101, Headers.EMPTY)))
                .put(hex("81 01 61 81 05 62"))
                .flip();
        new ResponseParser(4096).parse(in);
        FrameScanner scanner = new FrameScanner();
        List<Seen> frames = new ArrayList<>();
        scanner.scan(in, f -> frames.add(Seen.of(f)));
        scanner.scan(ByteBuffer.wrap(hex("63 64 65 66")), f -> frames.add(Seen.of(f)));
        assertEquals(List.of(Seen.message(1, 1), Seen.message(1, 5)), frames);
    }

    @Test
    void stopsAtEachBoundary() {
        FrameScanner scanner = new FrameScanner();
        ByteBuffer bytes = ByteBuffer.wrap(hex("00 81 01 61 82 00 89 02 70"), 1, 8);
        assertEquals(4, scanner.scanToBoundary(bytes, f -> {}));
        bytes.position(4);
        assertEquals(6, scanner.scanToBoundary(bytes, f -> {}));
        bytes.position(6);
        assertEquals(9, scanner.scanToBoundary(bytes, f -> {}));
        assertEquals(3, scanner.incompleteBytes());
    }

    @Test
    void readsLittleEndianBuffersToo() {
        List<Seen> frames = new ArrayList<>();
        ByteBuffer bytes =
                ByteBuffer.wrap(hex("82 7e 00 7e" + "00".repeat(126))).order(ByteOrder.LITTLE_ENDIAN);
        new FrameScanner().scan(bytes, f -> frames.add(Seen.of(f)));
        assertEquals(List.of(Seen.message(2, 126)), frames);
    }

    @Test
    void allocatesNothing() {
        ByteBuffer bytes = ByteBuffer.allocateDirect(4096);
        while (bytes.remaining() > 200) {
            FrameWriter.header(bytes, Opcode.TEXT, true, 20);
            bytes.position(bytes.position() + 20);
            FrameWriter.maskedHeader(bytes, Opcode.BINARY, false, 126, 7);
            bytes.position(bytes.position() + 126);
            FrameWriter.header(bytes, Opcode.CLOSE, true, 2);
            bytes.putShort((short) 1000);
        }
        bytes.flip();
        FrameScanner scanner = new FrameScanner();
        long[] sum = new long[1];
        FrameScanner.Sink sink = f -> sum[0] += f.payloadLength;
        int end = bytes.limit();
        AllocationGuard.assertNone(1000, () -> {
            for (int i = 0; i < end; i += 37) {
                scanner.scan(bytes.position(i).limit(Math.min(end, i + 37)), sink);
                bytes.limit(end);
            }
        });
        assertTrue(sum[0] > 0);
    }
}
