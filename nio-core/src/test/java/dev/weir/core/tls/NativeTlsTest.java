package dev.weir.core.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.weir.testkit.TestCertificates;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whose engine answers: these tests run with the native library on the class path, and without it. */
class NativeTlsTest {
    private static final boolean THERE = Boolean.getBoolean("weir.native");

    @TempDir
    private static Path folder;

    private static Identity rsa;
    private static Identity ec;

    @BeforeAll
    static void makeCertificates() {
        new TestCertificates(folder).authority("ca").rsa("rsa", "ca").ec("ec", "ca");
        rsa = identity("rsa");
        ec = identity("ec");
    }

    private static Identity identity(String name) {
        TlsFiles files = new TlsFiles(folder);
        return TlsFiles.identity(files.key(name + ".key", List.of()), files.certificates(name + ".pem"));
    }

    private static boolean isNative(List<Identity> identities, List<String> suites, TlsSettings.Sessions sessions) {
        TlsSettings settings = new TlsSettings(List.of("TLSv1.2", "TLSv1.3"), suites, false, sessions);
        return new TlsServer(identities, settings, null).natively() != null;
    }

    private static TlsSettings.Sessions sessions(int cached, boolean tickets) {
        return new TlsSettings.Sessions(cached, Duration.ofMinutes(5), tickets);
    }

    @Test
    void theLibraryIsUsedWhereItIs() {
        assertEquals(THERE, isNative(List.of(rsa), null, sessions(0, true)));
        assertEquals(THERE, isNative(List.of(ec), null, sessions(100, true)));
        assertEquals(THERE, isNative(List.of(ec), null, sessions(0, false)));
        assertEquals(THERE, TlsServer.implementation().startsWith("Conscrypt "));
    }

    @Test
    void javaDoesWhatTheLibraryCannot() {
        assertFalse(isNative(List.of(rsa, ec), null, sessions(0, true)), "choose between certificates");
        assertFalse(isNative(List.of(rsa), null, sessions(100, false)), "find sessions that are not in tickets");
        assertFalse(
                isNative(List.of(rsa), List.of("TLS_DHE_RSA_WITH_AES_128_GCM_SHA256"), sessions(0, true)),
                "offer none but suites that it lacks");
    }

    @Test
    void suitesThatTheLibraryLacksAreLeftOut() {
        List<String> suites = List.of("TLS_DHE_RSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384");
        assertEquals(THERE, isNative(List.of(rsa), suites, sessions(0, true)));
    }
}
