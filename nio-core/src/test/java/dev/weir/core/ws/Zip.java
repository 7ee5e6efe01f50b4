package dev.weir.core.ws;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.Deflater;

/** Compressed messages made by another hand than {@link MessageDeflater}'s, and what tests send. */
final class Zip {
    private Zip() {}

    /** A message by itself. */
    static byte[] message(byte[] plain) {
        Deflater deflater = new Deflater(9, true);
        try {
            return message(plain, deflater);
        } finally {
            deflater.end();
        }
    }

    /** The next message of a sender with takeover. */
    static byte[] message(byte[] plain, Deflater deflater) {
        if (plain.length == 0) {
            return new byte[1];
        }
        deflater.setInput(plain);
        byte[] all = new byte[2 * plain.length + 100];
        int length = deflater.deflate(all, 0, all.length, Deflater.SYNC_FLUSH);
        return Arrays.copyOf(all, length - 4);
    }

    /** Bytes that compress well ({@code variety} small) or not at all (256). */
    static byte[] bytes(int length, int variety, Random random) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) random.nextInt(variety);
        }
        return bytes;
    }

    /** Collects what an inflater gives; its parts must be of bounded size. Thread: the test's. */
    static final class Collected implements MessageInflater.Sink {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int longest;

        @Override
        public Violation onInflated(ByteBuffer part) {
            longest = Math.max(longest, part.remaining());
            byte[] copy = new byte[part.remaining()];
            part.get(copy);
            bytes.writeBytes(copy);
            return null;
        }
    }
}
