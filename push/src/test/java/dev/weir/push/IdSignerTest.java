package dev.weir.push;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdSignerTest {
    @TempDir
    private Path folder;

    private static ConnectionId flipped(ConnectionId id, int bit) {
        byte[] bytes = Base64.getUrlDecoder().decode(id.toString());
        bytes[bit / 8] ^= (byte) (1 << bit % 8);
        return ConnectionId.parse(Base64.getUrlEncoder().encodeToString(bytes));
    }

    @Test
    void anIdIsTheSameAfterItsText() {
        IdSigner signer = new IdSigner(new Random(1), null);
        Set<ConnectionId> seen = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            ConnectionId id = signer.next();
            assertEquals(48, id.toString().length());
            assertTrue(id.toString().matches("[A-Za-z0-9_-]+"), id.toString());
            assertEquals(id, ConnectionId.parse(id.toString()));
            assertTrue(signer.mayBeOurs(id));
            assertTrue(seen.add(id));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 47, 49, 64})
    void noTextOfAnotherLengthIsAnId(int length) {
        assertNull(ConnectionId.parse("A".repeat(length)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"=", "==", "+", "/", "\u00e9", "\u0141", " ", "%"})
    void noOtherLetterIsPartOfAnId(String end) {
        assertNotNull(ConnectionId.parse("A".repeat(48)));
        assertNull(ConnectionId.parse("A".repeat(48 - end.length()) + end));
        assertNull(ConnectionId.parse(end + "A".repeat(48 - end.length())));
    }

    /** Only the node says of a secret that ended with its process whether an id was ever good. */
    @Test
    void everyBitMatters() {
        IdSigner ofProcess = new IdSigner(new Random(1), null);
        IdSigner ofFile = new IdSigner(new Random(1), new byte[16]);
        ConnectionId passing = ofProcess.next();
        ConnectionId lasting = ofFile.next();
        for (int bit = 0; bit < 288; bit++) {
            assertNotEquals(passing, flipped(passing, bit));
            assertEquals(bit < 32, ofProcess.mayBeOurs(flipped(passing, bit)), "bit " + bit);
            assertFalse(ofFile.mayBeOurs(flipped(lasting, bit)), "bit " + bit);
        }
    }

    @Test
    void anIdOfAnotherStartIsKnownAsLate() {
        ConnectionId old = new IdSigner(new Random(1), null).next();
        assertTrue(new IdSigner(new Random(2), null).mayBeOurs(old));
        byte[] secret = "sixteen bytes....".getBytes();
        ConnectionId signed = new IdSigner(new Random(1), secret).next();
        IdSigner again = new IdSigner(new Random(2), secret);
        assertTrue(again.mayBeOurs(signed));
        assertNotEquals(signed.node(), again.next().node());
        assertFalse(again.mayBeOurs(old), "nobody with the secret has made it");
        assertFalse(new IdSigner(new Random(2), "another sixteen bytes".getBytes()).mayBeOurs(signed));
    }

    @Test
    void aSecretsFileIsReadFromThePrefix() throws IOException {
        Files.write(folder.resolve("secret"), new byte[16]);
        Files.write(folder.resolve("copy"), new byte[16]);
        Files.write(folder.resolve("short"), new byte[15]);
        IdSigners signers = new IdSigners(folder, new Random(1));
        assertSame(signers.ofFile("secret"), signers.ofFile("copy"), "a reload changes no id");
        assertSame(signers.ofProcess(), signers.ofProcess());
        assertTrue(new IdSigners(folder, new Random(2))
                .ofFile("secret")
                .mayBeOurs(signers.ofFile("secret").next()));
        assertComplains("\"short\" has 15 bytes", signers, "short");
        assertComplains("\"none\" is not found", signers, "none");
        assertComplains("\".\" can't be read", signers, ".");
    }

    private static void assertComplains(String about, IdSigners signers, String file) {
        String message = assertThrows(IllegalArgumentException.class, () -> signers.ofFile(file))
                .getMessage();
        assertTrue(message.contains(about), message);
    }
}
