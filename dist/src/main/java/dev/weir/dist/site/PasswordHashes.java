package dev.weir.dist.site;

import at.favre.lib.crypto.bcrypt.BCrypt;
import at.favre.lib.crypto.bcrypt.LongPasswordStrategies;
import dev.weir.core.access.PasswordCheck;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Pattern;
import org.apache.commons.codec.digest.Crypt;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.commons.codec.digest.Md5Crypt;

/**
 * The formats of password hashes that nginx knows: {@code {PLAIN}}, {@code {SHA}}, {@code {SSHA}}, Apache's
 * {@code $apr1$}, and what the system's {@code crypt} takes: {@code $1$}, {@code $5$}, {@code $6$}, bcrypt, and DES.
 *
 * <p>Thread: any; stateless.
 */
public final class PasswordHashes implements PasswordCheck.Hashes {
    private static final String PLAIN = "{PLAIN}";
    private static final String SHA = "{SHA}";
    private static final String SALTED_SHA = "{SSHA}";
    private static final int SHA_BYTES = 20;
    private static final Pattern OTHERS = Pattern.compile("\\$(apr1|1|5|6|2[abxy]?)\\$.*|[./0-9A-Za-z]{13}");

    @Override
    public boolean isKnown(String hash) {
        return hash.startsWith(PLAIN)
                || hash.startsWith(SHA)
                || hash.startsWith(SALTED_SHA)
                || OTHERS.matcher(hash).matches();
    }

    @Override
    public boolean isSlow(String hash) {
        return !hash.startsWith("{");
    }

    @Override
    public boolean matches(String password, String hash) {
        byte[] given = password.getBytes(StandardCharsets.ISO_8859_1);
        try {
            if (hash.startsWith(PLAIN)) {
                return equal(hash.substring(PLAIN.length()), password);
            } else if (hash.startsWith(SALTED_SHA)) {
                return isSalted(given, Base64.getDecoder().decode(hash.substring(SALTED_SHA.length())));
            } else if (hash.startsWith(SHA)) {
                return equal(hash.substring(SHA.length()), Base64.getEncoder().encodeToString(DigestUtils.sha1(given)));
            } else if (hash.startsWith("$apr1$")) {
                return equal(hash, Md5Crypt.apr1Crypt(given, hash));
            } else if (hash.startsWith("$2")) {
                return isBcrypt(given, hash);
            }
            return equal(hash, Crypt.crypt(given, hash));
        } catch (IllegalArgumentException notAHash) {
            return false;
        }
    }

    private static boolean isSalted(byte[] password, byte[] stored) {
        if (stored.length < SHA_BYTES) {
            return false;
        }
        MessageDigest digest = DigestUtils.getSha1Digest();
        digest.update(password);
        digest.update(stored, SHA_BYTES, stored.length - SHA_BYTES);
        return MessageDigest.isEqual(Arrays.copyOf(stored, SHA_BYTES), digest.digest());
    }

    private static boolean isBcrypt(byte[] password, String hash) {
        BCrypt.Version any = BCrypt.Version.VERSION_2A;
        return BCrypt.verifyer(any, LongPasswordStrategies.truncate(any))
                .verify(password, hash.getBytes(StandardCharsets.ISO_8859_1))
                .verified;
    }

    private static boolean equal(String one, String other) {
        return MessageDigest.isEqual(
                one.getBytes(StandardCharsets.ISO_8859_1), other.getBytes(StandardCharsets.ISO_8859_1));
    }
}
