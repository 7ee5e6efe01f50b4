package dev.weir.core.tls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.testkit.fuzz.FuzzRun;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Files with certificates and keys: what cannot be read is told so, in the one way that callers expect. */
public class KeyFileFuzzTest {

    /** A target of the fuzzers. */
    public static void fuzzerTestOneInput(byte[] input) {
        String text = new String(input, StandardCharsets.ISO_8859_1);
        try {
            List<Pem> blocks = Pem.read(text);
            for (Pem block : blocks) {
                // Written again, a block is the same.
                String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(block.bytes());
                String again =
                        "-----BEGIN " + block.label() + "-----\n" + body + "\n-----END " + block.label() + "-----";
                assertArrayEquals(block.bytes(), Pem.read(again).get(0).bytes());
            }
            PrivateKeys.read(blocks, List.of());
        } catch (IllegalArgumentException told) {
            // As it should be.
            assertEquals(false, told.getMessage().isEmpty());
        }
        der(input);
    }

    private static void der(byte[] input) {
        ByteBuffer in = ByteBuffer.wrap(input);
        try {
            while (in.hasRemaining()) {
                int from = in.position();
                byte[] content = new byte[Der.enter(in).remaining()];
                in.get(in.position() - content.length, content);
                int tag = input[from] & 0xff;
                ByteBuffer again = ByteBuffer.wrap(Der.of(tag, content));
                assertEquals(ByteBuffer.wrap(content), Der.enter(again));
                assertEquals(0, again.remaining());
            }
        } catch (IllegalArgumentException | BufferUnderflowException cut) {
            assertEquals(true, in.position() <= input.length);
        }
    }

    private static String pem(String label, byte[] bytes) {
        return "# a comment\n-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes) + "\n-----END " + label
                + "-----\n";
    }

    /** The same one each time. */
    private static byte[] key(String algorithm, int bits) throws GeneralSecurityException {
        SecureRandom random = SecureRandom.getInstance("SHA1PRNG");
        random.setSeed(bits);
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        generator.initialize(bits, random);
        return generator.generateKeyPair().getPrivate().getEncoded();
    }

    @Test
    void damagedFiles() throws Exception {
        byte[] ec = key("EC", 256);
        byte[] ed = key("Ed25519", 255);
        ByteBuffer in = Der.enter(ByteBuffer.wrap(ec));
        Der.enter(in);
        Der.enter(in);
        ByteBuffer sec1 = Der.enter(in);
        byte[] inner = new byte[sec1.remaining()];
        sec1.get(inner);
        String[] seeds = {
            pem("PRIVATE KEY", ec),
            pem("EC PARAMETERS", new byte[] {6, 8, 42, (byte) 0x86, 72, (byte) 0xce, 61, 3, 1, 7})
                    + pem("EC PRIVATE KEY", inner),
            pem("CERTIFICATE", ed) + pem("PRIVATE KEY", ed),
            pem("RSA PRIVATE KEY", inner),
            new String(ec, StandardCharsets.ISO_8859_1),
        };
        FuzzRun.of(KeyFileFuzzTest::fuzzerTestOneInput, seeds)
                .words(
                        "-----BEGIN ",
                        "-----END ",
                        "-----\n",
                        "PRIVATE KEY",
                        "EC ",
                        "Proc-Type: 4\n",
                        "=",
                        "\60\204",
                        "\2\1\0")
                .run(1_000);
    }
}
