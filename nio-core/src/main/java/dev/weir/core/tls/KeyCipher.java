package dev.weir.core.tls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Opens encrypted private keys with a password.
 *
 * <p>Thread: any; stateless.
 */
final class KeyCipher {
    private static final int SALT_BYTES = 8;

    private KeyCipher() {}

    /**
     * Opens a key of PKCS#8 (RFC 5958).
     *
     * @return null when the password is wrong
     * @throws IllegalArgumentException when Java knows no such encryption
     */
    static byte[] open(byte[] encrypted, String password) {
        try {
            EncryptedPrivateKeyInfo info = new EncryptedPrivateKeyInfo(encrypted);
            // Of PBES2 the parameters alone tell which ciphers are meant, and only as text.
            String algorithm =
                    info.getAlgName().equals("PBES2") ? info.getAlgParameters().toString() : info.getAlgName();
            SecretKey key =
                    SecretKeyFactory.getInstance(algorithm).generateSecret(new PBEKeySpec(password.toCharArray()));
            Cipher cipher = Cipher.getInstance(algorithm);
            cipher.init(Cipher.DECRYPT_MODE, key, info.getAlgParameters());
            return info.getKeySpec(cipher).getEncoded();
        } catch (java.security.spec.InvalidKeySpecException wrong) {
            return null;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalArgumentException("it is encrypted in a way that Java does not know", e);
        }
    }

    /**
     * Opens a key that is encrypted as a whole ({@code DEK-Info}), as OpenSSL once did.
     *
     * @return null when the password is wrong, mostly: sometimes what it gives has no sense
     */
    static byte[] openOld(Pem block, String password) {
        String[] info = block.fields().get("DEK-Info").split(",", 2);
        String transformation = switch (info[0]) {
            case "AES-128-CBC", "AES-192-CBC", "AES-256-CBC" -> "AES/CBC/PKCS5Padding";
            case "DES-EDE3-CBC" -> "DESede/CBC/PKCS5Padding";
            default -> throw new IllegalArgumentException("it is encrypted by " + info[0] + ", which is not supported");
        };
        int keyBytes = info[0].startsWith("AES-") ? Integer.parseInt(info[0].substring(4, 7)) / 8 : 24;
        try {
            byte[] iv = HexFormat.of().parseHex(info[1].strip());
            byte[] key = derive(password.getBytes(StandardCharsets.UTF_8), Arrays.copyOf(iv, SALT_BYTES), keyBytes);
            Cipher cipher = Cipher.getInstance(transformation);
            String algorithm = transformation.substring(0, transformation.indexOf('/'));
            cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(key, algorithm), new IvParameterSpec(iv));
            return cipher.doFinal(block.bytes());
        } catch (BadPaddingException | IllegalBlockSizeException wrong) {
            return null;
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("its encryption is damaged", e);
        }
    }

    /** OpenSSL's EVP_BytesToKey with MD5 and one round. */
    private static byte[] derive(byte[] password, byte[] salt, int bytes) throws GeneralSecurityException {
        MessageDigest md5 = MessageDigest.getInstance("MD5");
        byte[] key = new byte[bytes];
        byte[] last = new byte[0];
        for (int at = 0; at < bytes; at += last.length) {
            md5.update(last);
            md5.update(password);
            last = md5.digest(salt);
            System.arraycopy(last, 0, key, at, Math.min(last.length, bytes - at));
        }
        return key;
    }
}
