package dev.weir.dist.scenario;

import dev.weir.testkit.Frame;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Random;

/**
 * Legal frames of one side without end: messages of one to four fragments, with control frames also in between, most
 * of them small. Thread: the one that made it.
 */
final class RandomFrames {
    private static final String STARS = "*".repeat(80_000);

    private final Random random;
    private final boolean client;
    private final Deque<Frame> fragments = new ArrayDeque<>();

    RandomFrames(Random random, boolean client) {
        this.random = random;
        this.client = client;
    }

    Frame next() {
        if (random.nextInt(10) == 0) {
            return frame(random.nextBoolean() ? Frame.PING : Frame.PONG, random.nextInt(126), true);
        }
        if (fragments.isEmpty()) {
            int count = random.nextInt(4) == 0 ? 2 + random.nextInt(3) : 1;
            int opcode = random.nextBoolean() ? Frame.TEXT : Frame.BINARY;
            for (int i = 0; i < count; i++) {
                fragments.add(frame(i == 0 ? opcode : Frame.CONTINUATION, size(), i == count - 1));
            }
        }
        return fragments.poll();
    }

    /** What is left of the message that has begun. */
    List<Frame> rest() {
        List<Frame> rest = List.copyOf(fragments);
        fragments.clear();
        return rest;
    }

    private int size() {
        int kind = random.nextInt(200);
        return kind < 140 ? random.nextInt(126) : kind < 190 ? random.nextInt(1200) : kind < 199 ? 9000 : 65_600;
    }

    private Frame frame(int opcode, int size, boolean fin) {
        return new Frame(fin, 0, opcode, client, STARS.substring(0, size));
    }
}
