package dev.weir.push;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.core.http.Listener;
import dev.weir.core.http.OneLocation;
import dev.weir.core.loop.ManualWorker;
import dev.weir.core.loop.MemoryTransport;
import dev.weir.core.ws.FrameGuard;
import dev.weir.core.ws.Opcode;
import dev.weir.core.ws.PushTap;
import dev.weir.core.ws.Violation;
import dev.weir.core.ws.WsOptions;
import dev.weir.testkit.fuzz.FuzzRun;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * A client of the echo endpoint who sends anything, in any pieces: it gets each frame back up to the one that a tunnel
 * would have refused too, then the Close that goes with it, and nothing stays.
 */
public class EchoFuzzTest {
    private static final String HANDSHAKE = "GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    private static final Listener LISTENER = listener();
    private static final FrameGuard.Terms TERMS = new FrameGuard.Terms(WsOptions.Validation.UTF8, true, false, 1 << 20);

    private static final String[] SEEDS = {
        "818501020304 49676f686e 898101020304 71 888201020304 02ea",
        "018301020304 e380a8 808101020304 ad 8280 00000000 8a80 01020304",
        "82fe007e00000000" + "41".repeat(126) + "8180 01020304",
        "8280 01020304 0080 01020304",
        "818200000000 e282 8880 01020304",
    };

    /** What the endpoint must have sent before a Close. Thread: the fuzzer's. */
    private static final class Expected implements FrameGuard.Sink {
        private final ByteArrayOutputStream frames = new ByteArrayOutputStream();
        private final byte[] input;
        private int at;
        private int closeCode = -1;

        Expected(byte[] input) {
            this.input = input;
            Violation violation = null;
            FrameGuard guard = new FrameGuard(TERMS);
            // Frame by frame: what the guard does not refuse is echoed when it is whole.
            while (violation == null && closeCode < 0 && at < input.length) {
                int end = end();
                violation = guard.read(ByteBuffer.wrap(input.clone(), at, Math.min(end, input.length) - at), this);
                if (violation == null && end <= input.length) {
                    echo(end);
                }
                at = end;
            }
            closeCode = violation == null ? closeCode : violation.closeCode();
        }

        /** Where the frame ends, perhaps behind the input. */
        private int end() {
            int field = at + 1 < input.length ? input[at + 1] & 127 : 127;
            int more = field == 126 ? 2 : field == 127 ? 8 : 0;
            int start = at + 2 + more + 4;
            if (start > input.length || field == 127) {
                return Integer.MAX_VALUE;
            }
            return start + (more == 0 ? field : ByteBuffer.wrap(input).getShort(at + 2) & 0xffff);
        }

        private void echo(int end) {
            int length = end - at - 6 - ((input[at + 1] & 127) == 126 ? 2 : 0);
            byte[] payload = Arrays.copyOfRange(input, end - length, end);
            for (int i = 0; i < length; i++) {
                payload[i] ^= input[end - length - 4 + i % 4];
            }
            int opcode = input[at] & 15;
            if (opcode == Opcode.CLOSE) {
                closeCode = length == 0 ? 0 : ByteBuffer.wrap(payload).getShort();
            } else if (opcode != Opcode.PONG) {
                frames.write(opcode == Opcode.PING ? 0x80 | Opcode.PONG : input[at]);
                frames.writeBytes(head(length));
                frames.writeBytes(payload);
            }
        }

        private static byte[] head(int length) {
            return length < 126 ? new byte[] {(byte) length} : new byte[] {126, (byte) (length >> 8), (byte) length};
        }

        @Override
        public void pass(ByteBuffer bytes) {
            bytes.position(bytes.limit());
        }

        @Override
        public boolean mayPass(int opcode, ByteBuffer payload) {
            return true;
        }
    }

    private static Listener listener() {
        return OneLocation.of(new EchoHandler(
                PushFeature.Endpoint.USUAL.defaults(
                        WsOptions.Full.PAUSE, new Deflating(Deflating.Rule.USUAL, new DeflatePools(1))),
                new QueueBudget(PushTap.NONE, Long.MAX_VALUE)));
    }

    /** A target of the fuzzers. */
    public static void fuzzerTestOneInput(byte[] input) {
        ManualWorker loop = new ManualWorker();
        MemoryTransport wire = loop.accept(LISTENER.get());
        wire.send(HANDSHAKE);
        loop.settle();
        assertTrue(wire.text().startsWith("HTTP/1.1 101 "));
        Random random = new Random(Arrays.hashCode(input));
        ByteArrayOutputStream got = new ByteArrayOutputStream();
        for (int from = 0; from < input.length && !wire.isClosed(); ) {
            int to = Math.min(input.length, from + 1 + random.nextInt(1 + random.nextInt(input.length)));
            wire.send(Arrays.copyOfRange(input, from, to));
            loop.settle();
            got.writeBytes(wire.received());
            from = to;
        }
        judge(new Expected(input), got.toByteArray());
        wire.end();
        loop.settle();
        loop.advance(Duration.ofSeconds(70));
        loop.advance(Duration.ofSeconds(70));
        assertEquals(0, loop.worker().connections());
        assertEquals(0, loop.worker().timers());
        assertEquals(0, loop.worker().buffers().lent());
    }

    private static void judge(Expected expected, byte[] got) {
        byte[] frames = expected.frames.toByteArray();
        String all = HexFormat.of().formatHex(got);
        assertTrue(all.startsWith(HexFormat.of().formatHex(frames)), () -> all + " for " + Arrays.toString(frames));
        String rest = all.substring(2 * frames.length);
        if (expected.closeCode < 0) {
            assertEquals("", rest);
        } else {
            String code = expected.closeCode == 0 ? "" : String.format("%04x", expected.closeCode);
            assertTrue(rest.matches("88[0-7].%s.*".formatted(code)), rest);
            assertEquals(Integer.parseInt(rest.substring(2, 4), 16), rest.length() / 2 - 2);
            assertTrue(!code.isEmpty() || rest.equals("8800"), rest);
        }
    }

    @Test
    void damagedFrames() throws InterruptedException {
        List<byte[]> seeds = Arrays.stream(SEEDS)
                .map(seed -> HexFormat.of().parseHex(seed.replace(" ", "")))
                .toList();
        FuzzRun.of(EchoFuzzTest::fuzzerTestOneInput, seeds)
                .words(
                        "\201\200\0\0\0\0",
                        "\211\200\0\0\0\0",
                        "\210\202\0\0\0\0\3\350",
                        "\1\201\0\0\0\0A",
                        "\200\200\1\2\3\4")
                .run(3_000);
    }
}
