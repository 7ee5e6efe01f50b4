package dev.weir.core.tls;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Date;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import javax.security.auth.x500.X500Principal;

/**
 * Certificates as nginx's variables print them.
 *
 * <p>Thread: any; stateless.
 */
public final class CertificateText {
    private static final Map<String, String> NAMES = Map.of("1.2.840.113549.1.9.1", "emailAddress");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "MMM ppd HH:mm:ss yyyy 'GMT'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});
    private static final long DAY_MILLIS = 86_400_000L;

    private CertificateText() {}

    /** A name by RFC 2253, the most special part first. */
    public static String name(X500Principal name) {
        return name.getName(X500Principal.RFC2253, NAMES);
    }

    /** A name as OpenSSL once printed it, {@code /C=…/CN=…}. */
    public static String legacyName(X500Principal name) {
        StringBuilder text = new StringBuilder();
        String rest = name(name);
        int end = rest.length();
        for (int at = rest.length() - 1; at >= 0; at--) {
            if (rest.charAt(at) == ',' && (at == 0 || rest.charAt(at - 1) != '\\')) {
                text.append('/').append(rest, at + 1, end);
                end = at;
            }
        }
        return text.append('/').append(rest, 0, end).toString();
    }

    public static String serial(X509Certificate certificate) {
        String hex = certificate.getSerialNumber().toString(16).toUpperCase(Locale.ROOT);
        return hex.length() % 2 == 0 ? hex : "0" + hex;
    }

    /** SHA-1 of the certificate in hexadecimal. */
    public static String fingerprint(X509Certificate certificate) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(certificate.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public static String time(Date date) {
        return TIME.format(date.toInstant());
    }

    /** Whole days until the certificate ends; 0 when it has. */
    public static String daysLeft(X509Certificate certificate, long nowMillis) {
        long left = certificate.getNotAfter().getTime()
                - Instant.ofEpochMilli(nowMillis).toEpochMilli();
        return Long.toString(Math.max(0, left / DAY_MILLIS));
    }

    public static String pem(X509Certificate certificate) {
        try {
            String base64 = new String(LINES.encode(certificate.getEncoded()), StandardCharsets.US_ASCII);
            return "-----BEGIN CERTIFICATE-----\n" + base64 + "\n-----END CERTIFICATE-----\n";
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The same for a header field: lines behind the first begin with a tab, and the last has no end. */
    public static String folded(X509Certificate certificate) {
        return pem(certificate).strip().replace("\n", "\n\t");
    }

    /** The same for a URL. */
    public static String escaped(X509Certificate certificate) {
        StringBuilder text = new StringBuilder();
        for (char c : pem(certificate).toCharArray()) {
            boolean plain = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-';
            text.append(plain ? Character.toString(c) : String.format(Locale.ROOT, "%%%02X", (int) c));
        }
        return text.toString();
    }
}
