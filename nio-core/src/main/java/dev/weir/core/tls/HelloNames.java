package dev.weir.core.tls;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Names for the numbers in a client's hello, OpenSSL's where it has any; other numbers stay hexadecimal.
 *
 * <p>Source: IANA's registries of cipher suites and supported groups. Thread: any; stateless.
 */
public final class HelloNames {
    private static final Map<Integer, String> GROUPS = Map.ofEntries(
            Map.entry(0x17, "prime256v1"),
            Map.entry(0x18, "secp384r1"),
            Map.entry(0x19, "secp521r1"),
            Map.entry(0x1d, "X25519"),
            Map.entry(0x1e, "X448"),
            Map.entry(0x100, "ffdhe2048"),
            Map.entry(0x101, "ffdhe3072"),
            Map.entry(0x102, "ffdhe4096"),
            Map.entry(0x103, "ffdhe6144"),
            Map.entry(0x104, "ffdhe8192"));

    private static final Map<Integer, String> SUITES = Map.ofEntries(
            Map.entry(0x1301, "TLS_AES_128_GCM_SHA256"),
            Map.entry(0x1302, "TLS_AES_256_GCM_SHA384"),
            Map.entry(0x1303, "TLS_CHACHA20_POLY1305_SHA256"),
            Map.entry(0xc02b, "ECDHE-ECDSA-AES128-GCM-SHA256"),
            Map.entry(0xc02c, "ECDHE-ECDSA-AES256-GCM-SHA384"),
            Map.entry(0xc02f, "ECDHE-RSA-AES128-GCM-SHA256"),
            Map.entry(0xc030, "ECDHE-RSA-AES256-GCM-SHA384"),
            Map.entry(0xcca8, "ECDHE-RSA-CHACHA20-POLY1305"),
            Map.entry(0xcca9, "ECDHE-ECDSA-CHACHA20-POLY1305"),
            Map.entry(0xccaa, "DHE-RSA-CHACHA20-POLY1305"),
            Map.entry(0x009e, "DHE-RSA-AES128-GCM-SHA256"),
            Map.entry(0x009f, "DHE-RSA-AES256-GCM-SHA384"),
            Map.entry(0xc009, "ECDHE-ECDSA-AES128-SHA"),
            Map.entry(0xc00a, "ECDHE-ECDSA-AES256-SHA"),
            Map.entry(0xc013, "ECDHE-RSA-AES128-SHA"),
            Map.entry(0xc014, "ECDHE-RSA-AES256-SHA"),
            Map.entry(0xc023, "ECDHE-ECDSA-AES128-SHA256"),
            Map.entry(0xc024, "ECDHE-ECDSA-AES256-SHA384"),
            Map.entry(0xc027, "ECDHE-RSA-AES128-SHA256"),
            Map.entry(0xc028, "ECDHE-RSA-AES256-SHA384"),
            Map.entry(0x0033, "DHE-RSA-AES128-SHA"),
            Map.entry(0x0039, "DHE-RSA-AES256-SHA"),
            Map.entry(0x0067, "DHE-RSA-AES128-SHA256"),
            Map.entry(0x006b, "DHE-RSA-AES256-SHA256"),
            Map.entry(0x009c, "AES128-GCM-SHA256"),
            Map.entry(0x009d, "AES256-GCM-SHA384"),
            Map.entry(0x002f, "AES128-SHA"),
            Map.entry(0x0035, "AES256-SHA"),
            Map.entry(0x003c, "AES128-SHA256"),
            Map.entry(0x003d, "AES256-SHA256"));

    private HelloNames() {}

    public static String suites(ClientHello hello) {
        return names(hello.suites(), SUITES);
    }

    public static String groups(ClientHello hello) {
        return names(hello.groups(), GROUPS);
    }

    /** Without those that clients send only to see whether servers bear them (RFC 8701). */
    private static String names(List<Integer> numbers, Map<Integer, String> known) {
        return numbers.stream()
                .filter(number -> (number & 0x0f0f) != 0x0a0a && number != 0x00ff)
                .map(number -> known.getOrDefault(number, String.format(Locale.ROOT, "0x%04x", number)))
                .collect(Collectors.joining(":"));
    }
}
