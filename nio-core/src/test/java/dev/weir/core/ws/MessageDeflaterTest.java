package dev.weir.core.ws;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageDeflaterTest {
    private static final int[] SIZES = {
        0, 1, 2, 5, 16, 255, 256, 4096, 16_379, 16_380, 16_384, 16_389, 32_768, 65_535, 65_536, 131_072, 200_000
    };

    private final DeflatePool pool = new DeflatePool();
    private final long seed = Long.getLong("fuzz.seed", System.nanoTime());
    private final Random random = new Random(seed);

    @AfterEach
    void nothingIsLent() {
        assertEquals(0, pool.lent());
        pool.release();
        assertEquals(0, pool.kept());
    }

    /** A sender and its receiver. Thread: the test's. */
    private final class Pair {
        final MessageDeflater deflater;
        final MessageInflater inflater;
        boolean ended;

        Pair(boolean takeover) {
            this(takeover, Long.MAX_VALUE);
        }

        Pair(boolean takeover, long stretch) {
            deflater = new MessageDeflater(pool, takeover, stretch);
            inflater = new MessageInflater(pool, takeover, 0);
        }

        /** Compressed in pieces of at most {@code longest} bytes. */
        byte[] deflate(byte[] plain, int longest) {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            ended = false;
            for (int from = 0; from == 0 || from < plain.length; from += longest) {
                int length = Math.min(longest, plain.length - from);
                deflater.deflate(ByteBuffer.wrap(plain, from, length), from + length == plain.length, (part, last) -> {
                    assertTrue(!ended && part.remaining() <= DeflatePool.PART, "seed " + seed);
                    ended = last;
                    byte[] copy = new byte[part.remaining()];
                    part.get(copy);
                    all.writeBytes(copy);
                });
            }
            assertTrue(ended, "seed " + seed);
            return all.toByteArray();
        }

        byte[] inflate(byte[] message) {
            Zip.Collected collected = new Zip.Collected();
            assertNull(inflater.inflate(ByteBuffer.wrap(message), collected), "seed " + seed);
            assertNull(inflater.end(collected), "seed " + seed);
            return collected.bytes.toByteArray();
        }

        void release() {
            deflater.release();
            inflater.release();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatIsSentArrives(boolean takeover) {
        Pair pair = new Pair(takeover);
        for (int variety : new int[] {1, 4, 256}) {
            for (int size : SIZES) {
                byte[] plain = Zip.bytes(size, variety, random);
                for (int longest : new int[] {200_001, 4096, 1 + random.nextInt(30_000)}) {
                    byte[] message = pair.deflate(plain, longest);
                    assertArrayEquals(plain, pair.inflate(message), "seed " + seed + ", " + size + " bytes");
                    assertTrue(size < 4096 || variety > 4 || message.length < size / 2, message.length + " of " + size);
                }
            }
        }
        pair.release();
    }

    /** Every length of output meets the end of the buffer in its own way: here all ways around it. */
    @Test
    void theTailIsCutWhereverTheBufferEnds() {
        Pair pair = new Pair(false);
        for (int size = DeflatePool.PART - 24; size < DeflatePool.PART + 8; size++) {
            byte[] plain = Zip.bytes(size, 256, random);
            assertArrayEquals(plain, pair.inflate(pair.deflate(plain, size)), "seed " + seed + ", " + size + " bytes");
        }
        pair.release();
    }

    @ParameterizedTest
    @ValueSource(ints = {256, 512, 16384})
    void noDistanceLeavesANarrowWindow(int stretch) {
        Pair wide = new Pair(false);
        Pair pair = new Pair(false, stretch);
        byte[] block = Zip.bytes(stretch + 50, 256, random);
        for (int size : SIZES) {
            byte[] plain = new byte[size];
            for (int i = 0; i < size; i++) {
                plain[i] = block[i % block.length];
            }
            boolean tempts = size > 3 * stretch;
            assertTrue(!tempts || Distances.longest(wide.deflate(plain, size)) > stretch, "nothing to hold back");
            for (int longest : new int[] {200_001, stretch, 100}) {
                byte[] message = pair.deflate(plain, longest);
                assertArrayEquals(plain, pair.inflate(message), "seed " + seed + ", " + size + " bytes");
                assertTrue(Distances.longest(message) < stretch, "seed " + seed + ", " + size + " bytes");
            }
        }
        assertTrue(pair.deflate(new byte[100_000], 100_000).length < 6000);
        pair.release();
    }

    @Test
    void anEmptyMessageIsAZero() {
        Pair pair = new Pair(true);
        assertArrayEquals(new byte[1], pair.deflate(new byte[0], 1));
        pair.deflate(new byte[10], 10);
        assertArrayEquals(new byte[1], pair.deflate(new byte[0], 1));
        assertArrayEquals(new byte[1], MessageDeflater.shared(ByteBuffer.allocate(0), 0, pool));
        pair.release();
    }

    @Test
    void takeoverMakesTheSecondTimeShort() {
        byte[] plain = Zip.bytes(2000, 256, random);
        Pair pair = new Pair(true);
        byte[] first = pair.deflate(plain, 2000);
        byte[] second = pair.deflate(plain, 2000);
        assertTrue(second.length < 100 && first.length >= 2000, second.length + " after " + first.length);
        assertArrayEquals(plain, pair.inflate(first));
        assertArrayEquals(plain, pair.inflate(second));
        pair.release();
    }

    @Test
    void betweenMessagesOnlyTakeoverHoldsAZlibObject() {
        Pair pair = new Pair(false);
        pair.deflater.deflate(ByteBuffer.allocate(10), false, (part, last) -> {});
        assertEquals(1, pool.lent());
        pair.deflater.deflate(ByteBuffer.allocate(0), true, (part, last) -> {});
        assertEquals(0, pool.lent());
        Pair other = new Pair(true);
        other.deflate(new byte[10], 10);
        assertEquals(1, pool.lent());
        other.release();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aSharedMessageIsReadAfterAnyOther(boolean takeover) {
        byte[] text = Zip.bytes(3000, 20, random);
        Pair pair = new Pair(takeover);
        assertArrayEquals(text, pair.inflate(pair.deflate(text, 3000)));
        for (int size : SIZES) {
            byte[] plain = Zip.bytes(size, 256, random);
            byte[] shared = MessageDeflater.shared(ByteBuffer.wrap(plain), 10, pool);
            byte[] message = Arrays.copyOfRange(shared, 10, shared.length);
            assertArrayEquals(plain, pair.inflate(message), "seed " + seed);
            pair.deflater.forget();
            assertArrayEquals(text, pair.inflate(pair.deflate(text, 3000)), "seed " + seed);
        }
        pair.release();
    }

    @Test
    void theConnectionMayEndWhileItsMessageIsCompressed() {
        MessageDeflater deflater = new MessageDeflater(pool, true, Long.MAX_VALUE);
        byte[] plain = Zip.bytes(100_000, 256, random);
        deflater.deflate(ByteBuffer.wrap(plain), true, (part, last) -> {
            deflater.release();
            assertEquals(0, pool.kept(), "still in use");
        });
        assertEquals(0, pool.lent());
    }

    @Test
    void aReleasedPoolKeepsNothing() {
        Pair pair = new Pair(true);
        pair.deflate(new byte[10], 10);
        pool.release();
        assertEquals(1, pool.lent());
        pair.release();
        assertEquals(0, pool.kept());
    }
}
