package dev.weir.testkit;

import java.io.ByteArrayOutputStream;
import java.util.Random;

/**
 * Damages good input at random, to try a parser with what nobody thought of. The same seed gives the same damage.
 *
 * <p>Thread: the one that made it.
 */
public final class Mutations {
    private static final int MOST = 4;
    private static final byte[] TELLING = {
        0, '\t', '\n', '\r', ' ', ',', ':', ';', '0', '9', 'a', 0x7e, 0x7f, -128, -2, -1
    };

    private final Random random;

    public Mutations(long seed) {
        random = new Random(seed);
    }

    /** A copy with one to four bytes changed, put in, taken out, or a stretch repeated. */
    public byte[] of(byte[] good) {
        byte[] bytes = good;
        for (int i = random.nextInt(MOST); i >= 0; i--) {
            bytes = once(bytes);
        }
        return bytes;
    }

    private byte[] once(byte[] bytes) {
        int at = random.nextInt(bytes.length + 1);
        int to = Math.min(bytes.length, at + random.nextInt(8));
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length + 8);
        out.write(bytes, 0, at);
        switch (random.nextInt(4)) {
            case 0 -> out.write(telling());
            case 1 -> out.write(bytes, at, to - at);
            case 2 -> {
                out.write(random.nextInt(256));
                at = Math.min(bytes.length, at + 1);
            }
            default -> at = to;
        }
        out.write(bytes, at, bytes.length - at);
        return out.toByteArray();
    }

    private byte telling() {
        return TELLING[random.nextInt(TELLING.length)];
    }
}
