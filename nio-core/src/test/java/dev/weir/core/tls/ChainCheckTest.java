package dev.weir.core.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.testkit.TestCertificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.Date;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A root, an issuer below it, and who that has certified; what OpenSSL says of them. */
class ChainCheckTest {
    private static final String CA = """
            [ca]
            default_ca = ours
            [ours]
            new_certs_dir = .
            database = index.txt
            serial = serial
            default_md = sha256
            default_days = 30
            policy = any
            x509_extensions = issuer
            [any]
            commonName = supplied
            [issuer]
            basicConstraints = critical,CA:TRUE
            keyUsage = critical,digitalSignature,cRLSign,keyCertSign
            """;

    @TempDir
    private static Path folder;

    private static TestCertificates openssl;

    @BeforeAll
    static void makeCertificates() throws IOException {
        Files.writeString(folder.resolve("ca.conf"), CA);
        Files.writeString(folder.resolve("index.txt"), "");
        Files.writeString(folder.resolve("serial"), "1000\n");
        openssl = new TestCertificates(folder)
                .authority("root")
                .rsa("below", "root")
                .rsa("end", "root");
        certify("below", "root");
        certify("end", "below");
        list("root", "clean");
        list("below", "below-clean");
        ca("root", "-revoke", "below.pem");
        list("root", "revoking");
    }

    private static void ca(String issuer, String... more) {
        List<String> command = new java.util.ArrayList<>(List.of("ca", "-batch", "-notext", "-config", "ca.conf"));
        command.addAll(List.of("-cert", issuer + ".pem", "-keyfile", issuer + ".key"));
        command.addAll(List.of(more));
        openssl.openssl(command);
    }

    private static void certify(String name, String issuer) {
        ca(issuer, "-in", name + ".csr", "-out", name + ".pem");
    }

    private static void list(String issuer, String name) {
        ca(issuer, "-gencrl", "-crldays", "5", "-out", name + ".crl");
    }

    /** What is wrong with a certificate that is shown alone; null for nothing. */
    private static String problem(String shown, int depth, String... lists) {
        TlsFiles files = new TlsFiles(folder);
        List<X509Certificate> trusted = List.of(
                files.certificates("below.pem").get(0),
                files.certificates("root.pem").get(0));
        List<X509CRL> revoked = java.util.Arrays.stream(lists)
                .flatMap(list -> files.revocations(list + ".crl").stream())
                .toList();
        return new ChainCheck(trusted, revoked, depth, Purpose.CLIENT)
                .judge(files.certificates(shown + ".pem"), new Date())
                .problem();
    }

    @Test
    void aChainIsFineWithAllItsLists() {
        assertEquals(null, problem("end", 2));
        assertEquals(null, problem("below", 1, "clean"));
        assertEquals(null, problem("end", 2, "clean", "below-clean"));
    }

    @Test
    void whoIsRevokedIsNamedSo() {
        assertEquals("certificate revoked", problem("below", 1, "revoking"));
        assertEquals("certificate revoked", problem("end", 2, "revoking"), "its issuer is");
        assertEquals("certificate revoked", problem("end", 2, "revoking", "below-clean"));
    }

    @Test
    void eachIssuerNeedsAList() {
        assertEquals("unable to get certificate CRL", problem("end", 2, "clean"));
    }

    @Test
    void aChainMayBeTooLong() {
        assertTrue(problem("end", 0) != null);
    }
}
