package dev.weir.core.ws;

import static dev.weir.core.ws.Walks.hex;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.testkit.EveryChunking;
import dev.weir.testkit.Mutations;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.Deflater;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageInflaterTest {
    private static final int MEGABYTE = 1024 * 1024;

    private final DeflatePool pool = new DeflatePool();

    @AfterEach
    void nothingIsLent() {
        assertEquals(0, pool.lent());
        pool.release();
        assertEquals(0, pool.kept());
    }

    /** What came of one message: its text, or the violation's name. */
    private String inflate(byte[] message, boolean takeover) {
        return EveryChunking.check(message, () -> new Subject(new MessageInflater(pool, takeover, 0)))
                .result();
    }

    /** One message in pieces. Thread: the test's. */
    private static final class Subject implements EveryChunking.Subject<String> {
        private final MessageInflater inflater;
        private final Zip.Collected collected = new Zip.Collected();
        private Violation violation;

        Subject(MessageInflater inflater) {
            this.inflater = inflater;
        }

        @Override
        public boolean feed(ByteBuffer piece) {
            if (violation == null) {
                violation = inflater.inflate(piece, collected);
            }
            piece.position(piece.limit());
            return false;
        }

        @Override
        public String result() {
            violation = violation == null ? inflater.end(collected) : violation;
            inflater.release();
            return violation == null ? collected.bytes.toString(StandardCharsets.ISO_8859_1) : violation.name();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "f2 48 cd c9 c9 07 00,                Hello", // 7.2.3.1, one block
        "00 05 00 fa ff 48 65 6c 6c 6f 00,    Hello", // 7.2.3.3, no compression
        "f3 48 cd c9 c9 07 00 00,             Hello", // 7.2.3.4, BFINAL
        "f3 48 cd c9 c9 07 00,                Hello", // the same by a sender that leaves the last zero out
        "f2 48 05 00 00 00 ff ff ca c9 c9 07 00, Hello", // 7.2.3.5, two blocks
        "f3 48 cd c9 c9 07 00 f3 48 cd c9 c9 07 00 00, HelloHello", // two streams
        "00,                                  ''", // 7.2.3.6, empty
        "'',                                  ''",
        "03 00 00,                            ''", // an empty last block
        "03 00 03 00 03 00,                   ''",
    })
    void readsTheExamplesOfTheRfc(String message, String expected) {
        assertEquals(expected, inflate(hex(message), false));
        assertEquals(expected, inflate(hex(message), true));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ff", // no such block
                "f2 48 cd c9 c9 07 00 06", // then a block of the reserved type
                "00 05 00 00 00 48 65 6c 6c 6f 00", // lengths that do not match
                "f2 48 cd c9 c9", // cut
                "f2 48 cd c9 c9 07 00 00 00 ff ff", // what should have been cut off is there
                "f2 00 11 00 00", // refers to a message before
            })
    void refusesWhatIsNoMessage(String message) {
        assertEquals("NOT_DEFLATED", inflate(hex(message), false));
        assertEquals(CloseCode.INVALID_PAYLOAD, Violation.NOT_DEFLATED.closeCode());
    }

    @Test
    void withTakeoverAMessageMayReferToTheOneBefore() {
        MessageInflater inflater = new MessageInflater(pool, true, 0);
        assertEquals("Hello", next(inflater, hex("f2 48 cd c9 c9 07 00")));
        assertEquals("Hello", next(inflater, hex("f2 00 11 00 00")));
        assertEquals("", next(inflater, hex("")));
        assertEquals("", next(inflater, hex("00")));
        assertEquals("Hello", next(inflater, hex("f2 00 11 00 00")));
        assertEquals(1, pool.lent());
        inflater.release();
    }

    @Test
    void withTakeoverAMessageMayFollowALastBlock() {
        MessageInflater inflater = new MessageInflater(pool, true, 0);
        assertEquals("Hello", next(inflater, hex("f3 48 cd c9 c9 07 00")));
        assertEquals("Hello", next(inflater, hex("f2 48 cd c9 c9 07 00")));
        assertEquals("Hello", next(inflater, hex("f2 00 11 00 00")));
        inflater.release();
    }

    private static String next(MessageInflater inflater, byte[] message) {
        Zip.Collected collected = new Zip.Collected();
        assertNull(inflater.inflate(ByteBuffer.wrap(message), collected));
        assertNull(inflater.end(collected));
        return collected.bytes.toString(StandardCharsets.ISO_8859_1);
    }

    @Test
    void betweenMessagesOnlyTakeoverHoldsAZlibObject() {
        MessageInflater inflater = new MessageInflater(pool, false, 0);
        assertNull(inflater.inflate(ByteBuffer.wrap(hex("f2 48")), new Zip.Collected()));
        assertEquals(1, pool.lent());
        assertNull(inflater.inflate(ByteBuffer.wrap(hex("cd c9 c9 07 00")), new Zip.Collected()));
        assertNull(inflater.end(new Zip.Collected()));
        assertEquals(0, pool.lent());
        assertEquals(1, pool.kept());
        assertEquals("Hello", next(inflater, hex("f2 48 cd c9 c9 07 00")));
        assertEquals(1, pool.kept());
    }

    @Test
    void theConnectionMayEndWhileItsMessageIsInflated() {
        byte[] message = Zip.message(new byte[100_000]);
        MessageInflater inflater = new MessageInflater(pool, false, 0);
        int[] parts = {0};
        ByteBuffer in = ByteBuffer.wrap(message);
        assertNull(inflater.inflate(in, part -> {
            parts[0]++;
            inflater.release();
            assertEquals(0, pool.kept(), "still in use");
            return null;
        }));
        assertEquals(1, parts[0]);
        assertEquals(0, in.remaining());
        assertNull(inflater.inflate(ByteBuffer.wrap(message), part -> Violation.TEXT_NOT_UTF8));
        assertNull(inflater.end(part -> Violation.TEXT_NOT_UTF8));
    }

    @Test
    void theSinkMayRefuse() {
        MessageInflater inflater = new MessageInflater(pool, false, 0);
        ByteBuffer in = ByteBuffer.wrap(Zip.message(new byte[100_000]));
        assertEquals(Violation.TEXT_NOT_UTF8, inflater.inflate(in, part -> Violation.TEXT_NOT_UTF8));
        assertEquals(0, in.remaining());
        inflater.release();
    }

    @Test
    void aBombStopsAtTheLimit() {
        byte[] bomb = bomb(1024 * MEGABYTE);
        assertTrue(bomb.length < 2 * MEGABYTE, bomb.length + " bytes");
        MessageInflater inflater = new MessageInflater(pool, false, MEGABYTE);
        long[] given = {0};
        Violation violation = inflater.inflate(ByteBuffer.wrap(bomb), part -> {
            given[0] += part.remaining();
            return null;
        });
        assertEquals(Violation.MESSAGE_TOO_BIG, violation);
        assertEquals(MEGABYTE, given[0]);
        inflater.release();
    }

    private static byte[] bomb(int size) {
        Deflater deflater = new Deflater(9, true);
        byte[] out = new byte[2 * MEGABYTE];
        byte[] zeros = new byte[MEGABYTE];
        int length = 0;
        for (int i = 0; i < size / MEGABYTE; i++) {
            deflater.setInput(zeros);
            length += deflater.deflate(out, length, out.length - length, Deflater.NO_FLUSH);
        }
        length += deflater.deflate(out, length, out.length - length, Deflater.SYNC_FLUSH);
        deflater.end();
        return Arrays.copyOf(out, length - 4);
    }

    @Test
    void theLimitIsOfEachMessageAndExact() {
        for (boolean takeover : new boolean[] {false, true}) {
            MessageInflater inflater = new MessageInflater(pool, takeover, 1000);
            assertEquals(1000, next(inflater, Zip.message(new byte[1000])).length());
            assertEquals(1000, next(inflater, Zip.message(new byte[1000])).length());
            Zip.Collected collected = new Zip.Collected();
            assertEquals(
                    Violation.MESSAGE_TOO_BIG,
                    inflater.inflate(ByteBuffer.wrap(Zip.message(new byte[1001])), collected));
            assertEquals(0, collected.bytes.size());
            inflater.release();
        }
    }

    @Test
    void partsAreOfBoundedSize() {
        Zip.Collected collected = new Zip.Collected();
        MessageInflater inflater = new MessageInflater(pool, false, 0);
        byte[] plain = new byte[3 * DeflatePool.PART];
        assertNull(inflater.inflate(ByteBuffer.wrap(Zip.message(plain)), collected));
        assertNull(inflater.end(collected));
        assertEquals(DeflatePool.PART, collected.longest);
        assertArrayEquals(plain, collected.bytes.toByteArray());
    }

    @Test
    void cutsAnywhereChangeNothing() {
        Random random = new Random(7);
        for (int length : new int[] {1, 300, 1500}) {
            byte[] plain = Zip.bytes(length, 9, random);
            assertEquals(new String(plain, StandardCharsets.ISO_8859_1), inflate(Zip.message(plain), false));
        }
    }

    @Test
    void damagedMessagesHarmNobody() {
        long seed = Long.getLong("fuzz.seed", System.nanoTime());
        Mutations mutations = new Mutations(seed);
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            byte[] bad = mutations.of(Zip.message(Zip.bytes(random.nextInt(300), 1 + random.nextInt(256), random)));
            MessageInflater inflater = new MessageInflater(pool, random.nextBoolean(), 100_000);
            Zip.Collected collected = new Zip.Collected();
            Violation violation = inflater.inflate(ByteBuffer.wrap(bad), collected);
            if (violation == null) {
                inflater.end(collected);
            }
            inflater.release();
            assertEquals(0, pool.lent(), "seed " + seed + ", round " + i);
            assertTrue(collected.bytes.size() <= 100_000, "seed " + seed + ", round " + i);
        }
        assertEquals("Hello", next(new MessageInflater(pool, false, 0), hex("f2 48 cd c9 c9 07 00")));
    }

    @Test
    void manySmallStreamsAreReadInOneGo() {
        byte[] message = new byte[60_000];
        for (int i = 0; i < message.length; i += 2) {
            message[i] = 3; // a last block without content
        }
        assertEquals("", next(new MessageInflater(pool, false, 0), message));
    }
}
