package dev.weir.core.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.testkit.TestCertificates;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keys in each form that OpenSSL writes. */
class PrivateKeysTest {
    private static final List<String> PASSWORDS = List.of("wrong", "secret");

    @TempDir
    private static Path folder;

    private static TestCertificates made;
    private final TlsFiles files = new TlsFiles(folder);

    @BeforeAll
    static void make() {
        made = new TestCertificates(folder)
                .authority("ca")
                .rsa("rsa.example", "ca")
                .ec("ec.example", "ca")
                .ec("other.example", "ca");
    }

    private static void convert(String command) {
        made.openssl(Arrays.asList(command.split(" ")));
    }

    @ParameterizedTest
    @CsvSource({
        "rsa.example, pkcs8 -topk8 -nocrypt",
        "ec.example, pkcs8 -topk8 -nocrypt",
        "rsa.example, rsa -traditional",
        "ec.example, ec",
        "rsa.example, pkcs8 -topk8 -passout pass:secret",
        "ec.example, pkcs8 -topk8 -v2 aes-128-cbc -passout pass:secret",
        "rsa.example, rsa -traditional -aes256 -passout pass:secret",
        "rsa.example, rsa -traditional -des3 -passout pass:secret",
        "ec.example, ec -aes128 -passout pass:secret"
    })
    void everyFormIsRead(String name, String command) {
        convert(command + " -in " + name + ".key -out converted.key");
        List<X509Certificate> chain = files.certificates(name + ".pem");
        assertNotNull(TlsFiles.identity(new TlsFiles(folder).key("converted.key", PASSWORDS), chain));
    }

    @Test
    void anEncryptedKeyNeedsItsPassword() {
        convert("pkcs8 -topk8 -passout pass:secret -in ec.example.key -out locked.key");
        assertSays("no password fits", () -> files.key("locked.key", List.of("wrong")));
        assertSays("ssl_password_file names no file", () -> files.key("locked.key", List.of()));
    }

    @Test
    void aKeyMustBeThatOfItsCertificate() {
        List<X509Certificate> chain = files.certificates("ec.example.pem");
        assertSays(
                "not that of the certificate",
                () -> TlsFiles.identity(files.key("other.example.key", List.of()), chain));
        assertSays(
                "not that of the certificate", () -> TlsFiles.identity(files.key("rsa.example.key", List.of()), chain));
    }

    @Test
    void aFileMayHoldNoneAtAll() {
        assertSays("no private key in it", () -> files.key("ca.pem", List.of()));
        assertSays("no PEM certificate in it", () -> files.certificates("ca.key"));
        assertSays("no such file", () -> files.certificates("none.pem"));
        assertSays("no PEM list", () -> files.revocations("ca.pem"));
    }

    private static void assertSays(String part, org.junit.jupiter.api.function.Executable work) {
        String said = assertThrows(IllegalArgumentException.class, work).getMessage();
        assertTrue(said.contains(part), said);
        assertEquals(said, said.strip());
    }
}
