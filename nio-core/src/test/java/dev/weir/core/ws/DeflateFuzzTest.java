package dev.weir.core.ws;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.testkit.EveryChunking;
import dev.weir.testkit.fuzz.FewChunkings;
import dev.weir.testkit.fuzz.FuzzRun;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Test;

/**
 * Compressed messages: inflated as zlib alone does it with the whole message at once, in any pieces and never beyond
 * the limit; and whatever is deflated is inflated to itself. The first byte of an input says how.
 */
public class DeflateFuzzTest {
    private static final FewChunkings CHUNKINGS = new FewChunkings();
    private static final DeflatePool POOL = new DeflatePool();
    private static final byte[] END = {0, 0, -1, -1, 1, 0, 0, -1, -1};
    private static final int MOST = 300;

    /** The content of a message, or that it is none. */
    private record Outcome(String content, boolean tooBig) {
        static final Outcome BROKEN = new Outcome(null, false);
        static final Outcome TOO_BIG = new Outcome(null, true);
    }

    /** One message without takeover. Thread: the fuzzer's. */
    private static final class Inflating implements EveryChunking.Subject<Boolean> {
        private final MessageInflater inflater;
        private final byte[] message;
        private final Outcome expected;
        private final Zip.Collected collected = new Zip.Collected();
        private Violation violation;

        Inflating(byte[] message, long most, Outcome expected) {
            this.message = message;
            this.inflater = new MessageInflater(POOL, false, most);
            this.expected = expected;
        }

        @Override
        public boolean feed(ByteBuffer piece) {
            violation = violation == null ? inflater.inflate(piece, collected) : violation;
            piece.position(piece.limit());
            return false;
        }

        /** A message that was whole leaves no trace: the next may be as long again. */
        @Override
        public Boolean result() {
            violation = violation == null ? inflater.end(collected) : violation;
            judge();
            if (violation == null) {
                collected.bytes.reset();
                violation = inflater.inflate(ByteBuffer.wrap(message), collected);
                violation = violation == null ? inflater.end(collected) : violation;
                judge();
            }
            inflater.release();
            assertEquals(0, POOL.lent());
            return violation == null;
        }

        /** Where a message is both broken and too big, either may be said: it depends on what is seen first. */
        private void judge() {
            assertEquals(expected.content == null, violation != null, () -> expected + ", " + violation);
            if (violation == null) {
                assertEquals(expected.content, collected.bytes.toString(StandardCharsets.ISO_8859_1));
            } else if (violation == Violation.MESSAGE_TOO_BIG) {
                assertEquals(true, expected.tooBig);
            }
        }
    }

    /** A target of the fuzzers. */
    public static void fuzzerTestOneInput(byte[] input) throws Exception {
        if (input.length == 0) {
            return;
        }
        byte[] message = Arrays.copyOfRange(input, 1, input.length);
        if ((input[0] & 1) == 0) {
            long most = (input[0] & 2) == 0 ? MOST : 1 << 20;
            Outcome expected = naive(message, most);
            CHUNKINGS.check(message, () -> new Inflating(message, most, expected));
        } else {
            roundTrip(message, (input[0] & 2) == 0, (input[0] & 4) == 0 ? Long.MAX_VALUE : 256, input[0] & 0xff);
        }
    }

    private static Outcome naive(byte[] message, long most) {
        if (message.length == 0) {
            return new Outcome("", false);
        }
        byte[] all = Arrays.copyOf(message, message.length + END.length);
        System.arraycopy(END, 0, all, message.length, END.length);
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        byte[] out = new byte[1024];
        int at = 0;
        // A message may end with its last stream; else what follows it must be the end that was cut off.
        while (at != message.length && at != all.length) {
            Inflater inflater = new Inflater(true);
            try {
                inflater.setInput(all, at, all.length - at);
                while (!inflater.finished()) {
                    int count = inflater.inflate(out);
                    content.write(out, 0, count);
                    if (content.size() > most) {
                        return Outcome.TOO_BIG;
                    }
                    if (count == 0 && !inflater.finished()) {
                        return Outcome.BROKEN;
                    }
                }
                at += (int) inflater.getBytesRead();
            } catch (DataFormatException e) {
                return new Outcome(null, content.size() + out.length > most);
            } finally {
                inflater.end();
            }
        }
        return new Outcome(content.toString(StandardCharsets.ISO_8859_1), false);
    }

    /** Four messages, the first and the last of them equal, part by part. */
    private static void roundTrip(byte[] plain, boolean takeover, long stretch, int seed) throws Exception {
        Random random = new Random(seed);
        MessageDeflater deflater = new MessageDeflater(POOL, takeover, stretch);
        MessageInflater inflater = new MessageInflater(POOL, takeover, 0);
        int half = plain.length / 2;
        byte[] first = Arrays.copyOf(plain, half);
        byte[] second = Arrays.copyOfRange(plain, half, plain.length);
        for (byte[] message : new byte[][] {first, second, {}, first}) {
            ByteArrayOutputStream deflated = new ByteArrayOutputStream();
            int cut = random.nextInt(message.length + 1);
            deflater.deflate(ByteBuffer.wrap(message, 0, cut), false, (part, last) -> write(part, deflated));
            deflater.deflate(
                    ByteBuffer.wrap(message, cut, message.length - cut), true, (part, last) -> write(part, deflated));
            Zip.Collected collected = new Zip.Collected();
            Violation violation = inflater.inflate(ByteBuffer.wrap(deflated.toByteArray()), collected);
            assertEquals(null, violation == null ? inflater.end(collected) : violation);
            assertArrayEquals(message, collected.bytes.toByteArray());
        }
        deflater.release();
        inflater.release();
        assertEquals(0, POOL.lent());
    }

    private static void write(ByteBuffer part, ByteArrayOutputStream out) {
        while (part.hasRemaining()) {
            out.write(part.get());
        }
    }

    private static List<byte[]> seeds() {
        Random random = new Random(3);
        List<byte[]> seeds = new ArrayList<>();
        for (int length : new int[] {0, 5, 60, 299, 300, 301, 900}) {
            byte[] plain = Zip.bytes(length, 1 + random.nextInt(40), random);
            seeds.add(concat(0, Zip.message(plain)));
            seeds.add(concat(2, Zip.message(plain)));
            for (int how = 1; how < 8; how += 2) {
                seeds.add(concat(how, plain));
            }
        }
        // The examples of RFC 7692 section 7.2.3: plain, BFINAL, two blocks, two streams.
        for (String hex : new String[] {
            "00050 0faff48656c6c6f00",
            "f348cdc9c9070000",
            "f248050000 00ffffcac9c90700",
            "f348cdc9c90700f348cdc9c9070000"
        }) {
            seeds.add(concat(0, Walks.hex(hex)));
        }
        return seeds;
    }

    private static byte[] concat(int how, byte[] message) {
        byte[] all = new byte[message.length + 1];
        all[0] = (byte) how;
        System.arraycopy(message, 0, all, 1, message.length);
        return all;
    }

    @Test
    void damagedMessages() throws InterruptedException {
        FuzzRun.of(DeflateFuzzTest::fuzzerTestOneInput, seeds())
                .words("\0\0\377\377", "\3\0", "\1\0\0\377\377", "\0\0", "\0\5\0\372\377Hello")
                .run(6_000);
    }
}
