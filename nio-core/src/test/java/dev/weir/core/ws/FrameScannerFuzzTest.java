package dev.weir.core.ws;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.core.ws.Walks.Seen;
import dev.weir.core.ws.Walks.Walk;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Random frames in every chunking; damaged ones are {@link FrameFuzzTest}'s. {@code -Dfuzz.seed=N} repeats a run. */
class FrameScannerFuzzTest {
    private static final long SEED = Long.getLong("fuzz.seed", System.nanoTime());
    private static final int ROUNDS = Integer.getInteger("fuzz.rounds", 60);

    @Test
    void countsExactlyWhatWasWritten() {
        Random random = new Random(SEED);
        for (int round = 0; round < ROUNDS; round++) {
            List<Seen> written = new ArrayList<>();
            byte[] input = frames(random, written);
            assertEquals(new Walk(written, 0), Walks.walk(input), "seed " + SEED + ", round " + round);
        }
    }

    /** Whole messages, some in fragments with pings between, masked or not; and what the scanner must say of them. */
    private static byte[] frames(Random random, List<Seen> written) {
        ByteBuffer out = ByteBuffer.allocate(4000);
        for (int message = random.nextInt(6); message >= 0; message--) {
            int opcode = 1 + random.nextInt(2);
            int fragments = 1 + random.nextInt(3);
            long sum = 0;
            for (int i = 0; i < fragments; i++) {
                int length = random.nextInt(4) == 0 ? random.nextInt(200) : random.nextInt(20);
                boolean fin = i == fragments - 1;
                int own = i == 0 ? opcode : Opcode.CONTINUATION;
                write(out, random, own, fin, length);
                sum += length;
                written.add(new Seen(own, fin, length, fin ? sum : -1, opcode, 0));
                if (random.nextInt(4) == 0) {
                    write(out, random, Opcode.PING, true, 3);
                    written.add(Seen.control(Opcode.PING, 3, 0));
                }
            }
        }
        return Arrays.copyOf(out.array(), out.position());
    }

    private static void write(ByteBuffer out, Random random, int opcode, boolean fin, int length) {
        byte[] payload = new byte[length];
        random.nextBytes(payload);
        if (random.nextBoolean()) {
            FrameWriter.maskedHeader(out, opcode, fin, length, random.nextInt());
        } else {
            FrameWriter.header(out, opcode, fin, length);
        }
        out.put(payload);
    }
}
