package dev.weir.testkit;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Damages good input at random, to try a parser with what nobody thought of. The same seed gives the same damage.
 *
 * <p>Thread: the one that made it.
 */
public final class Mutations {
    private static final int MOST = 4;
    private static final int LONGEST = 4096;
    private static final long SPREAD = 0x9e3779b97f4a7c15L;
    private static final byte[] TELLING = {
        0, '\t', '\n', '\r', ' ', ',', ':', ';', '0', '9', 'a', 0x7e, 0x7f, -128, -2, -1
    };

    private final Random random;
    private final List<byte[]> words;

    public Mutations(long seed) {
        this(seed, List.of());
    }

    /** @param words to put in whole */
    public Mutations(long seed, List<byte[]> words) {
        random = new Random(seed);
        this.words = List.copyOf(words);
    }

    /**
     * A damaged copy of one of several, perhaps with the end of another one. Depends on nothing but these.
     *
     * @param seed of this one input
     */
    public byte[] of(long seed, List<byte[]> several) {
        random.setSeed(seed * SPREAD);
        byte[] one = several.get(random.nextInt(several.size()));
        byte[] other = several.get(random.nextInt(several.size()));
        boolean crossed = random.nextInt(4) == 0;
        return of(crossed ? replaced(one, random.nextInt(one.length + 1), one.length, tail(other)) : one);
    }

    private byte[] tail(byte[] bytes) {
        return Arrays.copyOfRange(bytes, random.nextInt(bytes.length + 1), bytes.length);
    }

    /** A copy with one to four bytes changed, put in, taken out, or a stretch repeated. */
    public byte[] of(byte[] good) {
        byte[] bytes = good;
        for (int i = random.nextInt(MOST); i >= 0; i--) {
            bytes = once(bytes);
        }
        return bytes.length > LONGEST ? Arrays.copyOf(bytes, LONGEST) : bytes;
    }

    private byte[] once(byte[] bytes) {
        int at = random.nextInt(bytes.length + 1);
        int to = Math.min(bytes.length, at + random.nextInt(8));
        int next = Math.min(bytes.length, at + 1);
        return switch (random.nextInt(words.isEmpty() ? 6 : 8)) {
            case 0 -> replaced(bytes, at, at, TELLING[random.nextInt(TELLING.length)]);
            case 1 -> replaced(bytes, at, at, Arrays.copyOfRange(bytes, at, to));
            case 2 -> replaced(bytes, at, next, (byte) random.nextInt(256));
            case 3 -> replaced(bytes, at, to);
            case 4 -> at == next ? bytes : replaced(bytes, at, next, (byte) (bytes[at] ^ 1 << random.nextInt(8)));
            case 5 -> moved(bytes, at);
            case 6 -> replaced(bytes, at, at, word());
            default -> replaced(bytes, at, to, word());
        };
    }

    /** A longer stretch from elsewhere. */
    private byte[] moved(byte[] bytes, int at) {
        int from = random.nextInt(bytes.length + 1);
        return replaced(
                bytes, at, at, Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + random.nextInt(64))));
    }

    private byte[] word() {
        return words.get(random.nextInt(words.size()));
    }

    private static byte[] replaced(byte[] bytes, int from, int to, byte... by) {
        byte[] all = new byte[bytes.length - (to - from) + by.length];
        System.arraycopy(bytes, 0, all, 0, from);
        System.arraycopy(by, 0, all, from, by.length);
        System.arraycopy(bytes, to, all, from + by.length, bytes.length - to);
        return all;
    }
}
