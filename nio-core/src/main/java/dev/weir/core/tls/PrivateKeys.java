package dev.weir.core.tls;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Private keys as OpenSSL writes them: PKCS#8, plain and encrypted, PKCS#1 ({@code RSA PRIVATE KEY}) and SEC1
 * ({@code EC PRIVATE KEY}), these two perhaps encrypted in the old way.
 *
 * <p>Thread: any; stateless.
 */
final class PrivateKeys {
    private static final HexFormat HEX = HexFormat.of();
    private static final byte[] VERSION_0 = Der.of(Der.INTEGER, new byte[1]);
    /** rsaEncryption with its parameters, which are none. */
    private static final byte[] RSA = HEX.parseHex("06092a864886f70d0101010500");
    /** id-ecPublicKey; its parameters name the curve. */
    private static final byte[] EC = HEX.parseHex("06072a8648ce3d0201");

    private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA", "RSASSA-PSS", "DSA");

    private PrivateKeys() {}

    /**
     * The first key of a file.
     *
     * @param passwords are tried one after the other when it is encrypted
     * @throws IllegalArgumentException when there is none, or none that can be read
     */
    static PrivateKey read(List<Pem> blocks, List<String> passwords) {
        Optional<Pem> key = blocks.stream()
                .filter(block -> block.label().endsWith("PRIVATE KEY"))
                .findFirst();
        if (key.isEmpty()) {
            throw new IllegalArgumentException("no private key in it");
        }
        Pem block = key.get();
        boolean isOld = block.fields().containsKey("DEK-Info");
        if (!isOld && !block.label().startsWith("ENCRYPTED")) {
            return decode(block.label(), block.bytes(), blocks);
        }
        if (passwords.isEmpty()) {
            throw new IllegalArgumentException("it is encrypted, and ssl_password_file names no file of passwords");
        }
        for (String password : passwords) {
            byte[] plain = isOld ? KeyCipher.openOld(block, password) : KeyCipher.open(block.bytes(), password);
            if (plain != null && (!isOld || isSequence(plain))) {
                return decode(isOld ? block.label() : "PRIVATE KEY", plain, blocks);
            }
        }
        throw new IllegalArgumentException("it is encrypted, and no password fits");
    }

    /** With a wrong password the padding may be right by chance. */
    private static boolean isSequence(byte[] plain) {
        try {
            ByteBuffer in = ByteBuffer.wrap(plain);
            boolean sequence = in.hasRemaining() && plain[0] == Der.SEQUENCE;
            return sequence && Der.enter(in) != null && !in.hasRemaining();
        } catch (IllegalArgumentException | BufferUnderflowException damaged) {
            return false;
        }
    }

    private static PrivateKey decode(String label, byte[] bytes, List<Pem> blocks) {
        try {
            byte[] pkcs8 = switch (label) {
                case "RSA PRIVATE KEY" -> wrap(RSA, bytes);
                case "EC PRIVATE KEY" -> wrap(concat(EC, curve(bytes, blocks)), bytes);
                default -> bytes;
            };
            return generate(new PKCS8EncodedKeySpec(pkcs8));
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("a damaged private key", e);
        }
    }

    private static byte[] wrap(byte[] algorithm, byte[] key) {
        return Der.of(Der.SEQUENCE, VERSION_0, Der.of(Der.SEQUENCE, algorithm), Der.of(Der.OCTETS, key));
    }

    private static byte[] concat(byte[] first, byte[] second) {
        return ByteBuffer.allocate(first.length + second.length)
                .put(first)
                .put(second)
                .array();
    }

    /** The parameters inside the key (RFC 5915), or of a block of their own before it. */
    private static byte[] curve(byte[] key, List<Pem> blocks) {
        ByteBuffer in = Der.enter(ByteBuffer.wrap(key));
        while (in.hasRemaining()) {
            int tag = in.get(in.position()) & 0xff;
            ByteBuffer content = Der.enter(in);
            if (tag == 0xa0) {
                byte[] parameters = new byte[content.remaining()];
                content.get(parameters);
                return parameters;
            }
        }
        return blocks.stream()
                .filter(block -> block.label().equals("EC PARAMETERS"))
                .map(Pem::bytes)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("a key of an unnamed curve"));
    }

    private static PrivateKey generate(PKCS8EncodedKeySpec spec) {
        GeneralSecurityException last = null;
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(spec);
            } catch (GeneralSecurityException e) {
                last = e;
            }
        }
        throw new IllegalArgumentException("a private key that Java cannot read", last);
    }
}
