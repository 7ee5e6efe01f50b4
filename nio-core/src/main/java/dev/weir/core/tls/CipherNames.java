package dev.weir.core.tls;

import java.util.Map;

/**
 * The names of cipher suites: those of RFCs and of Java, and OpenSSL's.
 *
 * <p>Thread: any; stateless.
 */
final class CipherNames {
    private static final String WITH = "_WITH_";
    private static final Map<String, String> CIPHERS = Map.of(
            "3DES_EDE_CBC", "DES-CBC3",
            "AES_128_CBC", "AES128",
            "AES_256_CBC", "AES256",
            "AES_128_GCM", "AES128-GCM",
            "AES_256_GCM", "AES256-GCM",
            "CHACHA20_POLY1305", "CHACHA20-POLY1305",
            "NULL", "NULL");

    private CipherNames() {}

    /** Whether a suite is one of TLS 1.3, which {@code ssl_ciphers} does not concern. */
    static boolean isTls13(String suite) {
        return suite.startsWith("TLS_") && !suite.contains(WITH);
    }

    /** OpenSSL's name of a suite; the same for TLS 1.3 and for what OpenSSL has no name for. */
    static String openssl(String suite) {
        int with = suite.indexOf(WITH);
        if (with < 0) {
            return suite;
        }
        String exchange = suite.substring(suite.indexOf('_') + 1, with);
        String rest = suite.substring(with + WITH.length());
        int last = rest.lastIndexOf('_');
        String cipher = CIPHERS.getOrDefault(rest.substring(0, last), rest.substring(0, last));
        String hash = cipher.startsWith("CHACHA20") ? "" : "-" + rest.substring(last + 1);
        return (exchange.equals("RSA") ? "" : exchange.replace('_', '-') + "-") + cipher + hash;
    }
}
