package dev.weir.dist.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.testkit.Distribution;
import dev.weir.testkit.TestCertificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Wrong certificates, keys and what belongs to them: the place and the reason are told, and nothing is started. */
class TlsMistakesIT {
    private static final String CONFIGURATION = """
            events { worker_connections 64; }
            http {
                access_log off;
                server {
                    listen unix:FOLDER/weir.sock ssl;
                    DIRECTIVES
                }
            }
            """;

    @TempDir
    private static Path folder;

    @BeforeAll
    static void makeCertificates() throws IOException {
        new TestCertificates(folder)
                .authority("ca")
                .rsa("good", "ca")
                .rsa("another", "ca")
                .ec("curve", "ca")
                .expired("old", "ca")
                .openssl(
                        List.of("pkey", "-in", "good.key", "-aes256", "-passout", "pass:secret", "-out", "locked.key"));
        new TestCertificates(folder)
                .openssl(List.of(
                        "req",
                        "-x509",
                        "-newkey",
                        "ec",
                        "-pkeyopt",
                        "ec_paramgen_curve:secp256k1",
                        "-nodes",
                        "-subj",
                        "/CN=koblitz",
                        "-keyout",
                        "koblitz.key",
                        "-out",
                        "koblitz.pem"));
        String pem = Files.readString(folder.resolve("good.pem"));
        Files.writeString(folder.resolve("cut.pem"), pem.substring(0, 300) + "\n-----END CERTIFICATE-----\n");
        Files.writeString(folder.resolve("garbage.pem"), "no certificate\n");
        Files.writeString(folder.resolve("wrong.pass"), "open\nsesame\n");
        Files.createDirectory(folder.resolve("folder.pass"));
        Files.createDirectory(folder.resolve("logs"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "good.pem|another.key||another.key|the key is not that of the certificate",
                "good.pem|curve.key||curve.key|the key is not that of the certificate",
                "koblitz.pem|koblitz.key||koblitz.key|Java cannot sign with this key: Curve not supported: secp256k1",
                "old.pem|old.key||old.pem|the certificate in \"old.pem\" has expired on 2020-01-02",
                "garbage.pem|good.key||garbage.pem|cannot load certificates from \"garbage.pem\": no PEM certificate",
                "cut.pem|good.key||cut.pem|cannot load certificates from \"cut.pem\": a damaged certificate",
                "good.pem|garbage.pem||garbage.pem|cannot load the key \"garbage.pem\": no private key in it",
                "good.pem|locked.key||locked.key|it is encrypted, and ssl_password_file names no file",
                "good.pem|locked.key|ssl_password_file wrong.pass|locked.key|it is encrypted, and no password fits",
                "good.pem|locked.key|ssl_password_file folder.pass|folder.pass|cannot open \"folder.pass\"",
                "good.pem|good.key|ssl_ciphers ECDHE+SNAKEOIL|ECDHE+SNAKEOIL|is not a valid list of cipher suites",
                "good.pem|good.key|ssl_ciphers KECCAK-OF-1999|KECCAK-OF-1999|is not a valid list of cipher suites",
                "good.pem|good.key|ssl_trusted_certificate none.pem|none.pem|no such file",
                "good.pem|good.key|ssl_crl none.pem|none.pem|no such file",
                "good.pem|good.key|ssl_verify_client on; ssl_client_certificate good.key|good.key|no PEM certificate",
                "good.pem|good.key|ssl_verify_client on; ssl_client_certificate ca.pem; ssl_crl ca.pem|ca.pem|no PEM list",
            })
    void areToldWithTheirPlace(String certificate, String key, String more, String marked, String reason)
            throws IOException {
        String directives = "ssl_certificate %s; ssl_certificate_key %s;".formatted(certificate, key);
        String line = directives + (more == null ? "" : " " + more + ";");
        Files.writeString(
                folder.resolve("weir.conf"),
                CONFIGURATION.replace("FOLDER", folder.toString()).replace("DIRECTIVES", line));
        Distribution.Finished weir =
                Distribution.underTest().run(List.of("-p", folder.toString(), "-c", "weir.conf"), Map.of());
        assertEquals(1, weir.exitCode(), weir.errors());
        assertTrue(weir.errors().contains(reason), weir.errors());
        assertEquals("^".repeat(marked.length()), under(weir.errors(), line, marked), weir.errors());
        assertFalse(Files.exists(folder.resolve("logs/weir.pid")));
    }

    /** What the line with carets has under the last place of a word. */
    private static String under(String errors, String line, String word) {
        List<String> lines = errors.lines().toList();
        for (int i = 0; i < lines.size() - 1; i++) {
            int start = lines.get(i).lastIndexOf(word);
            if (lines.get(i).contains(line) && lines.get(i + 1).indexOf('^') == start) {
                return lines.get(i + 1).substring(start).strip();
            }
        }
        return "";
    }
}
