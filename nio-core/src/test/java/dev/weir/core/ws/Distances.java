package dev.weir.core.ws;

import java.util.Arrays;

/** Reads DEFLATE (RFC 1951) for its distances alone, which java.util.zip does not tell. Thread: the test's. */
final class Distances {
    private static final int[] ORDER = {16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};

    private final byte[] bytes;
    private int bit;
    private int longest;

    private Distances(byte[] bytes) {
        this.bytes = bytes;
    }

    /** The longest distance in a message, whose tail may be missing. */
    static int longest(byte[] message) {
        Distances reader = new Distances(message);
        while (reader.bit + 3 <= 8 * message.length) {
            reader.block();
        }
        return reader.longest;
    }

    private void block() {
        bits(1);
        int type = bits(2);
        if (type == 0) {
            int from = bit + 7 >> 3;
            int length = from + 1 < bytes.length ? bytes[from] & 0xff | (bytes[from + 1] & 0xff) << 8 : 0;
            bit = 8 * (from + 4 + length);
        } else if (type == 1) {
            int[] lengths = new int[288];
            for (int i = 0; i < 288; i++) {
                lengths[i] = i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8;
            }
            int[] distances = new int[30];
            Arrays.fill(distances, 5);
            symbols(new Code(lengths, 0, 288), new Code(distances, 0, 30));
        } else {
            dynamic();
        }
    }

    private void dynamic() {
        int literals = bits(5) + 257;
        int distances = bits(5) + 1;
        int codes = bits(4) + 4;
        int[] lengths = new int[19];
        for (int i = 0; i < codes; i++) {
            lengths[ORDER[i]] = bits(3);
        }
        Code code = new Code(lengths, 0, 19);
        int[] all = new int[literals + distances];
        for (int i = 0; i < all.length; ) {
            int symbol = code.next();
            int times = symbol < 16 ? 1 : symbol == 16 ? 3 + bits(2) : symbol == 17 ? 3 + bits(3) : 11 + bits(7);
            int value = symbol < 16 ? symbol : symbol == 16 ? all[i - 1] : 0;
            for (int j = 0; j < times; j++) {
                all[i++] = value;
            }
        }
        symbols(new Code(all, 0, literals), new Code(all, literals, distances));
    }

    private void symbols(Code literals, Code distances) {
        for (int symbol = literals.next(); symbol != 256; symbol = literals.next()) {
            if (symbol > 256) {
                int length = symbol - 257;
                bits(length < 8 || length == 28 ? 0 : length / 4 - 1);
                int distance = distances.next();
                int extra = distance < 2 ? 0 : distance / 2 - 1;
                int base = distance < 4 ? distance + 1 : (2 + (distance & 1) << extra) + 1;
                longest = Math.max(longest, base + bits(extra));
            }
        }
    }

    private int bits(int count) {
        int value = 0;
        for (int i = 0; i < count; i++, bit++) {
            value |= (bytes[bit >> 3] >> (bit & 7) & 1) << i;
        }
        return value;
    }

    /** A canonical Huffman code. */
    private final class Code {
        private final int[] counts = new int[16];
        private final int[] symbols;

        Code(int[] lengths, int from, int size) {
            symbols = new int[size];
            int[] offsets = new int[17];
            for (int i = 0; i < size; i++) {
                counts[lengths[from + i]]++;
            }
            counts[0] = 0;
            for (int i = 1; i < 16; i++) {
                offsets[i + 1] = offsets[i] + counts[i];
            }
            for (int i = 0; i < size; i++) {
                if (lengths[from + i] > 0) {
                    symbols[offsets[lengths[from + i]]++] = i;
                }
            }
        }

        int next() {
            int code = 0;
            int first = 0;
            int index = 0;
            for (int length = 1; length < 16; length++) {
                code |= bits(1);
                if (code - counts[length] < first) {
                    return symbols[index + code - first];
                }
                index += counts[length];
                first = first + counts[length] << 1;
                code <<= 1;
            }
            throw new AssertionError("no such code");
        }
    }
}
