package dev.weir.core.ws;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.core.ws.FrameGuard.Terms;
import dev.weir.core.ws.WsOptions.Validation;
import dev.weir.testkit.EveryChunking;
import dev.weir.testkit.fuzz.FewChunkings;
import dev.weir.testkit.fuzz.FuzzRun;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Frames: scanned and judged as {@link NaiveFrames} does it, in any pieces. The first byte of an input says how the
 * guard judges.
 */
public class FrameFuzzTest {
    private static final FewChunkings CHUNKINGS = new FewChunkings();
    private static final Validation[] VALIDATIONS = Validation.values();

    private static final String[] SEEDS = {
        "00 820148 0103486920 8902aabb 000169 80020a0b 8a0108 880503e8627965",
        "01 8185010203044967 6f686a 0182 01020304 c3ab 8983 01020304 aabbcc 80820102030482a8 8880 01020304",
        "02 817e0080" + "41".repeat(128) + "8a0200008a01008a00",
        "07 c183010203040102 03 818401020304f09f 9a84 888601020304 02eaccf4 6f6b",
        "15 827f00000000000100 00" + "00".repeat(30),
        "22 01 03 e282ac 00 02 c3a4 80 01 41 8103 f48fbf 8801 03",
        "2a 02 03 010203 80 03 040506",
        "13 0182 0102 0304 e380 8180 0102 0304 8081 01020304 af",
    };
    private static final String[] WORDS = {
        "\000\000",
        "\200\000",
        "\001\000",
        "\201\176\001\000",
        "\202\176\000\175",
        "\202\177\000\000\000\000\000\000\000\001",
        "\202\177\200\000\000\000\000\000\000\001",
        "\002\177\177\377\377\377\377\377\377\377",
        "\210\002\003\355",
        "\210\000",
        "\210\200\000\000\000\000",
        "\212\001x",
        "\211\176\000\200",
        "\355\240\200",
        "\364\220",
        "\300\257",
        "\357\277\277",
        "\201\201\000\000\000\000A",
    };

    /** What {@link FrameGuard} lets pass. Thread: the fuzzer's. */
    private static final class Guarded implements EveryChunking.Subject<Violation>, FrameGuard.Sink {
        private final FrameGuard guard;
        private final ByteArrayOutputStream passed = new ByteArrayOutputStream();
        private final NaiveFrames.Judgement judgement;
        private Violation violation;

        Guarded(Terms terms, NaiveFrames.Judgement judgement) {
            guard = new FrameGuard(terms);
            this.judgement = judgement;
        }

        @Override
        public void pass(ByteBuffer bytes) {
            while (bytes.hasRemaining()) {
                passed.write(bytes.get());
            }
        }

        @Override
        public boolean mayPass(int opcode, ByteBuffer payload) {
            return NaiveFrames.mayPass(opcode, payload.remaining());
        }

        @Override
        public boolean feed(ByteBuffer piece) {
            if (violation == null) {
                violation = guard.read(piece, this);
            }
            piece.position(piece.limit());
            return false;
        }

        /** The verdict; what has passed must and may have. */
        @Override
        public Violation result() {
            assertEquals(judgement.violation(), violation);
            byte[] all = passed.toByteArray();
            byte[] must = judgement.passed();
            byte[] may = judgement.perhaps();
            int more = all.length - must.length;
            if (!Arrays.equals(must, Arrays.copyOf(all, must.length))
                    || more < 0
                    || more > may.length
                    || !Arrays.equals(all, must.length, all.length, may, 0, more)) {
                throw new AssertionError("passed " + Arrays.toString(all) + ", not " + Arrays.toString(must)
                        + " and of " + Arrays.toString(may));
            }
            return violation;
        }
    }

    /** A target of the fuzzers. */
    public static void fuzzerTestOneInput(byte[] input) throws Exception {
        if (input.length == 0) {
            return;
        }
        byte[] frames = Arrays.copyOfRange(input, 1, input.length);
        Walks.Walk walk = NaiveFrames.walk(frames);
        assertEquals(walk, CHUNKINGS.check(frames, Walks.Scan::new));
        assertEquals(walk, CHUNKINGS.check(frames, Walks.Steps::new));
        int bits = input[0];
        Terms terms = new Terms(
                VALIDATIONS[(bits & 3) % 3], (bits & 4) != 0, (bits & 8) != 0, (bits & 16) == 0 ? 0 : bits & 32 | 3);
        NaiveFrames.Judgement judgement = NaiveFrames.judge(frames, terms);
        CHUNKINGS.check(frames, () -> new Guarded(terms, judgement));
    }

    @Test
    void damagedFrames() throws InterruptedException {
        List<byte[]> seeds = new ArrayList<>();
        for (String seed : SEEDS) {
            for (int bits = 0; bits < 16; bits++) {
                byte[] bytes = Walks.hex(seed);
                bytes[0] ^= bits;
                seeds.add(bytes);
            }
        }
        FuzzRun.of(FrameFuzzTest::fuzzerTestOneInput, seeds).words(WORDS).run(12_000);
    }
}
