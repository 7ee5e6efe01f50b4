package dev.weir.core.ws;

import static dev.weir.core.ws.Walks.hex;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.testkit.EveryChunking;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Utf8ValidatorTest {
    private enum Answer {
        COMPLETE,
        INCOMPLETE,
        BROKEN
    }

    private static Answer judge(byte[] input) {
        return EveryChunking.check(input, Judging::new).result();
    }

    private static final class Judging implements EveryChunking.Subject<Answer> {
        private final Utf8Validator validator = new Utf8Validator();
        private boolean valid = true;

        @Override
        public boolean feed(ByteBuffer piece) {
            valid = validator.accept(piece);
            piece.position(piece.limit());
            return false;
        }

        @Override
        public Answer result() {
            return !valid ? Answer.BROKEN : validator.isComplete() ? Answer.COMPLETE : Answer.INCOMPLETE;
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'',                   COMPLETE",
        "00 7f,                COMPLETE",
        "c2 80,                COMPLETE",
        "df bf,                COMPLETE",
        "e0 a0 80,             COMPLETE",
        "ed 9f bf,             COMPLETE",
        "ee 80 80,             COMPLETE",
        "ef bf bf,             COMPLETE",
        "f0 90 80 80,          COMPLETE",
        "f4 8f bf bf,          COMPLETE",
        "61 62 63 64 65 66 67 68 c3 a9 61 62 63 64 65 66 67 68, COMPLETE",
        "c2,                   INCOMPLETE",
        "61 e2 82,             INCOMPLETE",
        "f0 9f 98,             INCOMPLETE",
        "80,                   BROKEN", // lone continuation
        "61 62 63 64 65 66 67 ff, BROKEN",
        "c0 80,                BROKEN", // two bytes for NUL
        "c1 bf,                BROKEN",
        "c2 41,                BROKEN",
        "c2 c2,                BROKEN",
        "e0 9f,                BROKEN", // longer than needed
        "ed a0,                BROKEN", // surrogate
        "ed bf bf,             BROKEN",
        "f0 8f,                BROKEN",
        "f4 90,                BROKEN", // above 10FFFF
        "f5,                   BROKEN",
        "ff 61,                BROKEN",
        "e2 82 c2 80,          BROKEN",
    })
    void judges(String input, Answer expected) {
        assertEquals(expected, judge(hex(input)));
    }

    @Test
    void agreesWithTheJdkOnRandomBytes() {
        long seed = Long.getLong("fuzz.seed", System.nanoTime());
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[1 + random.nextInt(12)];
            for (int j = 0; j < bytes.length; j++) {
                bytes[j] = (byte)
                        switch (random.nextInt(4)) {
                            case 0 -> random.nextInt(256);
                            case 1 -> 0xe0 + random.nextInt(24);
                            default -> 0x80 + random.nextInt(64);
                        };
            }
            Utf8Validator validator = new Utf8Validator();
            boolean valid = validator.accept(ByteBuffer.wrap(bytes)) && validator.isComplete();
            assertEquals(jdkAccepts(bytes), valid, "seed " + seed + ", round " + i);
        }
    }

    private static boolean jdkAccepts(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    @Test
    void beginsAnewAfterReset() {
        Utf8Validator validator = new Utf8Validator();
        validator.accept(ByteBuffer.wrap(hex("ff")));
        validator.reset();
        assertEquals(true, validator.accept(ByteBuffer.wrap(hex("41"))) && validator.isComplete());
    }
}
