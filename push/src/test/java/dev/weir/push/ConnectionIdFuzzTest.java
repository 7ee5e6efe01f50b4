package dev.weir.push;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.testkit.fuzz.FuzzRun;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Ids of connections as publishers send them: an id has one form. */
public class ConnectionIdFuzzTest {
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{48}");
    private static final IdSigner SIGNER = new IdSigner(new Random(1), new byte[32]);
    private static final String OURS = SIGNER.next().toString();

    /** A target of the fuzzers. */
    public static void fuzzerTestOneInput(byte[] input) {
        String text = new String(input, StandardCharsets.ISO_8859_1);
        ConnectionId id = ConnectionId.parse(text);
        assertEquals(ID.matcher(text).matches(), id != null);
        assertTrue(id == null || id.toString().equals(text) && SIGNER.mayBeOurs(id) == text.equals(OURS));
    }

    @Test
    void anyText() throws InterruptedException {
        FuzzRun.of(ConnectionIdFuzzTest::fuzzerTestOneInput, OURS, "A".repeat(48))
                .words("=", "-", "_", "+", "/", "\0")
                .run(10_000);
    }
}
