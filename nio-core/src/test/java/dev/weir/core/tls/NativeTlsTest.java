package dev.weir.core.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.testkit.TestCertificates;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.Signature;
import java.time.Duration;
import java.util.List;
import javax.crypto.Cipher;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose engine answers: these tests run with the native library on the class path, and without it. */
class NativeTlsTest {
    private static final boolean THERE = Boolean.getBoolean("weir.native");

    private static final byte[] TEXT = {1, 2, 3};

    @TempDir
    private static Path folder;

    private static Identity rsa;
    private static Identity ec;

    @BeforeAll
    static void makeCertificates() {
        new TestCertificates(folder)
                .authority("ca")
                .rsa("rsa", "ca")
                .rsa("other", "ca")
                .ec("ec", "ca");
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
        assertEquals(THERE, TlsServer.implementation().contains(", with signatures of "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rsa", "ec"})
    void javaSignsWithTheLibrarysKeys(String name) throws Exception {
        Identity identity = identity(name);
        PrivateKey key = NativeKeys.forJava(identity.key());
        assertEquals(THERE, key != identity.key());
        Signature signature = Signature.getInstance(name.equals("rsa") ? "SHA256withRSA" : "SHA256withECDSA");
        signature.initSign(key);
        assertEquals(THERE, signature.getProvider() == NativeKeys.PROVIDER);
        signature.update(TEXT);
        byte[] signed = signature.sign();
        signature.initVerify(identity.certificate());
        signature.update(TEXT);
        assertTrue(signature.verify(signed));
    }

    @Test
    void nobodyElseIsServedByTheLibrary() throws Exception {
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initVerify(rsa.certificate());
        assertNotEquals(NativeKeys.PROVIDER, signature.getProvider());
        signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(rsa.key());
        assertNotEquals(NativeKeys.PROVIDER, signature.getProvider());
        Cipher cipher = Cipher.getInstance("RSA/ECB/PKCS1Padding");
        cipher.init(Cipher.DECRYPT_MODE, rsa.key());
        assertNotEquals(NativeKeys.PROVIDER, cipher.getProvider());
    }

    @Test
    void conscryptIsGivenAKeyThatItHasToAskFor() throws Exception {
        assertEquals(THERE, isSealed(rsa));
        assertFalse(isSealed(ec), "it is as fast itself");
        Identity mistaken = new Identity(rsa.key(), identity("other").chain());
        assertFalse(isSealed(mistaken), "a trial that fails");
    }

    private static boolean isSealed(Identity identity) throws Exception {
        return THERE && NativeKeys.forNativeTls(identity) instanceof SealedKey;
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
