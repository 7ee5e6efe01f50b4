package dev.weir.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes keys and certificates by {@code openssl} in a folder: nothing secret lies in the repository. Each {@code name}
 * becomes {@code name.pem} and {@code name.key}.
 *
 * <p>Thread: the test's.
 */
public final class TestCertificates {
    private static final List<String> RSA = List.of("-newkey", "rsa:2048");
    private static final List<String> EC = List.of("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256");

    private final Path folder;

    /** @param folder where the files go; made if it is not there */
    public TestCertificates(Path folder) {
        this.folder = folder;
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Path file(String name) {
        return folder.resolve(name);
    }

    /** An issuer that signs itself. */
    public TestCertificates authority(String name) {
        List<String> command =
                new ArrayList<>(List.of("req", "-x509", "-nodes", "-days", "30", "-subj", "/CN=" + name));
        command.addAll(RSA);
        command.addAll(List.of("-keyout", name + ".key", "-out", name + ".pem"));
        return openssl(command);
    }

    /** A certificate for 127.0.0.1 and the host of its name, with an RSA key. */
    public TestCertificates rsa(String name, String authority) {
        return issue(name, authority, RSA);
    }

    /** The same with a key of P-256. */
    public TestCertificates ec(String name, String authority) {
        return issue(name, authority, EC);
    }

    /** A certificate of an RSA key that has expired years ago. */
    public TestCertificates expired(String name, String authority) {
        request(name, RSA);
        write("index.txt", "");
        write("serial", "1000\n");
        write("ca.conf", """
                [ca]
                default_ca = old
                [old]
                new_certs_dir = .
                database = index.txt
                serial = serial
                default_md = sha256
                policy = any
                [any]
                commonName = supplied
                """);
        return openssl(List.of(
                "ca",
                "-batch",
                "-notext",
                "-config",
                "ca.conf",
                "-startdate",
                "20200101000000Z",
                "-enddate",
                "20200102000000Z",
                "-cert",
                authority + ".pem",
                "-keyfile",
                authority + ".key",
                "-in",
                name + ".csr",
                "-out",
                name + ".pem"));
    }

    private void request(String name, List<String> key) {
        List<String> command = new ArrayList<>(List.of("req", "-nodes", "-subj", "/CN=" + name));
        command.addAll(key);
        command.addAll(List.of("-keyout", name + ".key", "-out", name + ".csr"));
        openssl(command);
    }

    private void write(String name, String text) {
        try {
            Files.writeString(folder.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private TestCertificates issue(String name, String authority, List<String> key) {
        request(name, key);
        write(name + ".ext", "subjectAltName=DNS:" + name + ",IP:127.0.0.1\n");
        return openssl(List.of(
                "x509",
                "-req",
                "-days",
                "30",
                "-in",
                name + ".csr",
                "-CA",
                authority + ".pem",
                "-CAkey",
                authority + ".key",
                "-CAcreateserial",
                "-extfile",
                name + ".ext",
                "-out",
                name + ".pem"));
    }

    /** Runs {@code openssl} in the folder. */
    public TestCertificates openssl(List<String> arguments) {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(arguments);
        Distribution.Finished said = Distribution.runIn(folder, command);
        if (said.exitCode() != 0) {
            throw new IllegalStateException(command + " failed:\n" + said.output());
        }
        return this;
    }
}
