package dev.weir.core.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.testkit.TestCertificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Certificates that are used for what they are not made for; nginx with OpenSSL refuses the same in the same words. */
class ChainPurposeTest {
    private static final String KEY = "-nodes -newkey ec -pkeyopt ec_paramgen_curve:P-256";
    private static final String MISUSE = "unsuitable certificate purpose";

    @TempDir
    private static Path folder;

    private static final List<X509Certificate> TRUSTED = new ArrayList<>();

    @BeforeAll
    static void makeCertificates() throws IOException {
        root("good", "basicConstraints=critical,CA:TRUE");
        root("shown", "basicConstraints=CA:FALSE");
        root("signer", "basicConstraints=CA:TRUE\nkeyUsage=critical,digitalSignature");
        root("bare", "subjectKeyIdentifier=hash");
        root("short", "basicConstraints=critical,CA:TRUE,pathlen:0");
        root("narrow", "basicConstraints=critical,CA:TRUE\nnameConstraints=critical,permitted;dirName:dn\n[dn]\nO=x");
        root("servers", "basicConstraints=critical,CA:TRUE\nextendedKeyUsage=serverAuth");
        openssl("req -x509 -days 30 " + KEY + " -subj /CN=unknown -keyout unknown.key -out unknown.pem");
        TestCertificates old = new TestCertificates(folder);
        old.expired("ended", "good").expired("astray", "unknown");
    }

    private static void openssl(String arguments) {
        new TestCertificates(folder).openssl(List.of(arguments.split(" ")));
    }

    /** One that signs itself and is trusted. */
    private static void root(String name, String extensions) throws IOException {
        Files.writeString(
                folder.resolve(name + ".conf"),
                "[req]\ndistinguished_name=n\nx509_extensions=e\nprompt=no\n[n]\nCN=" + name + "\n[e]\n" + extensions);
        openssl("req -x509 -days 30 " + KEY + " -config " + name + ".conf -keyout " + name + ".key -out " + name
                + ".pem");
        TRUSTED.add(read(name));
    }

    private static X509Certificate read(String name) {
        return new TlsFiles(folder).certificates(name + ".pem").get(0);
    }

    private static X509Certificate certify(String name, String issuer, String extensions) {
        try {
            Files.writeString(folder.resolve(name + ".ext"), extensions);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        openssl("req " + KEY + " -subj /CN=" + name + " -keyout " + name + ".key -out " + name + ".csr");
        openssl("x509 -req -days 30 -in " + name + ".csr -CA " + issuer + ".pem -CAkey " + issuer
                + ".key -CAcreateserial -extfile " + name + ".ext -out " + name + ".pem");
        return read(name);
    }

    private static ChainCheck.Verdict judge(Purpose purpose, X509Certificate... chain) {
        return new ChainCheck(TRUSTED, List.of(), 2, purpose).judge(List.of(chain), new Date());
    }

    @ParameterizedTest
    @CsvSource({
        "'', true, true",
        "extendedKeyUsage=clientAuth, true, false",
        "extendedKeyUsage=serverAuth, false, true",
        "'extendedKeyUsage=clientAuth,serverAuth', true, true",
        "extendedKeyUsage=codeSigning, false, false",
        "extendedKeyUsage=anyExtendedKeyUsage, false, false",
        "keyUsage=digitalSignature, true, true",
        "keyUsage=keyAgreement, true, true",
        "keyUsage=keyEncipherment, false, true",
        "keyUsage=keyCertSign, false, false",
    })
    void aCertificateIsForWhatItSays(String extensions, boolean client, boolean server) {
        X509Certificate own = certify("own", "good", extensions);
        assertEquals(client ? null : MISUSE, judge(Purpose.CLIENT, own).problem());
        assertEquals(server ? null : MISUSE, judge(Purpose.SERVER, own).problem());
    }

    /** Else whoever has a certificate that is trusted for itself makes others with any name. */
    @ParameterizedTest
    @CsvSource({
        "shown, unsuitable certificate purpose",
        "bare, unsuitable certificate purpose",
        "servers, unsuitable certificate purpose",
        "signer, key usage does not include certificate signing",
        "narrow, permitted subtree violation",
    })
    void notEveryTrustedCertificateMayIssue(String issuer, String problem) {
        ChainCheck.Verdict verdict = judge(Purpose.CLIENT, certify("own", issuer, ""));
        assertEquals(new ChainCheck.Verdict(problem, false), verdict);
    }

    @ParameterizedTest
    @ValueSource(strings = {"good", "shown", "bare"})
    void whoIsTrustedMayShowItself(String name) {
        assertEquals(null, judge(Purpose.CLIENT, read(name)).problem());
    }

    @Test
    void aChainGoesAsFarAsItsIssuersAllow() {
        X509Certificate between = certify("between", "good", "basicConstraints=critical,CA:TRUE");
        X509Certificate below = certify("below", "between", "");
        assertEquals(null, judge(Purpose.CLIENT, below, between).problem());
        X509Certificate end = certify("end", "good", "basicConstraints=CA:FALSE");
        X509Certificate minted = certify("minted", "end", "");
        assertEquals(new ChainCheck.Verdict(MISUSE, false), judge(Purpose.CLIENT, minted, end));
        X509Certificate second = certify("second", "short", "basicConstraints=critical,CA:TRUE");
        X509Certificate third = certify("third", "second", "");
        assertEquals(
                new ChainCheck.Verdict("path length constraint exceeded", false), judge(Purpose.CLIENT, third, second));
        X509Certificate forServers =
                certify("for-servers", "good", "basicConstraints=critical,CA:TRUE\nextendedKeyUsage=serverAuth");
        X509Certificate client = certify("client", "for-servers", "");
        assertEquals(new ChainCheck.Verdict(MISUSE, false), judge(Purpose.CLIENT, client, forServers));
    }

    /** Only this may be excused, and only of one that is fine otherwise. */
    @Test
    void anIssuerMayBeUnknown() {
        assertEquals(
                new ChainCheck.Verdict("unable to verify the first certificate", true),
                judge(Purpose.CLIENT, certify("stranger", "unknown", "")));
        assertEquals(
                new ChainCheck.Verdict("self-signed certificate in certificate chain", true),
                judge(Purpose.CLIENT, certify("stranger", "unknown", ""), read("unknown")));
        assertEquals(new ChainCheck.Verdict("self-signed certificate", true), judge(Purpose.CLIENT, read("unknown")));
        ChainCheck.Verdict ended = new ChainCheck.Verdict("certificate has expired", false);
        assertEquals(ended, judge(Purpose.CLIENT, read("ended")));
        assertEquals(ended, judge(Purpose.CLIENT, read("astray")));
        assertEquals(
                new ChainCheck.Verdict("unhandled critical extension", false),
                judge(Purpose.CLIENT, certify("strange", "good", "1.2.3.4=critical,ASN1:NULL")));
    }

    /** Who shows a hundred certificates must not make us look at them all. */
    @Test
    void onlyTheFirstCertificatesAreLookedAt() {
        X509Certificate between = certify("middle", "good", "basicConstraints=critical,CA:TRUE");
        X509Certificate below = certify("low", "middle", "");
        List<X509Certificate> chain = new ArrayList<>(List.of(below));
        while (chain.size() < 9) {
            chain.add(read("good"));
        }
        chain.add(between);
        assertEquals(
                null,
                judge(Purpose.CLIENT, chain.toArray(X509Certificate[]::new)).problem());
        chain.add(1, read("good"));
        assertEquals(
                new ChainCheck.Verdict("unable to verify the first certificate", true),
                judge(Purpose.CLIENT, chain.toArray(X509Certificate[]::new)));
    }

    @Test
    void anIssuerEndsToo() {
        X509Certificate own = certify("own", "good", "");
        Date later = new Date(read("good").getNotAfter().getTime() + 1000);
        assertEquals(
                "certificate has expired",
                new ChainCheck(TRUSTED, List.of(), 2, Purpose.CLIENT)
                        .judge(List.of(own), later)
                        .problem());
    }
}
