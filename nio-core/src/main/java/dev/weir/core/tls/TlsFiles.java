package dev.weir.core.tls;

import dev.weir.core.loop.Clock;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CRLException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * The PEM files that one configuration names, each read once. All refusals are {@link IllegalArgumentException}s with
 * words for the operator.
 *
 * <p>Thread: the one that builds the configuration; {@link #text} any.
 */
public final class TlsFiles {
    private static final String DATA = "data:";
    private static final byte[] PROBE = "weir".getBytes(StandardCharsets.US_ASCII);

    private final Path folder;
    private final Map<String, List<Pem>> read = new HashMap<>();
    private final Map<String, List<X509Certificate>> certificates = new HashMap<>();
    private final Map<String, List<String>> passwords = new HashMap<>();
    private final Map<PemMemory.Policy, PemMemory> memories = new IdentityHashMap<>();

    /** @param folder where relative paths begin */
    public TlsFiles(Path folder) {
        this.folder = folder;
    }

    /** All certificates of a file, at least one. */
    public List<X509Certificate> certificates(String file) {
        String name = name(file);
        List<X509Certificate> known = certificates.get(name);
        if (known == null) {
            known = chain(blocks(file), file);
            certificates.put(name, known);
        }
        return known;
    }

    static List<X509Certificate> chain(String text, String file) {
        return chain(blocks(text, file), file);
    }

    private static List<X509Certificate> chain(List<Pem> blocks, String file) {
        List<X509Certificate> all = new ArrayList<>();
        for (Pem block : blocks) {
            if (block.label().matches("(X509 |TRUSTED )?CERTIFICATE")) {
                all.add(certificate(block, file));
            }
        }
        if (all.isEmpty()) {
            throw new IllegalArgumentException(
                    "cannot load certificates from " + quoted(file) + ": no PEM certificate in it");
        }
        return List.copyOf(all);
    }

    private static X509Certificate certificate(Pem block, String file) {
        try {
            // OpenSSL's own form of a trusted certificate has more behind the certificate, which the stream leaves.
            return (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(block.bytes()));
        } catch (CertificateException e) {
            throw new IllegalArgumentException(
                    "cannot load certificates from " + quoted(file) + ": a damaged certificate", e);
        }
    }

    /** The lists of revoked certificates in a file, at least one. */
    public List<X509CRL> revocations(String file) {
        List<X509CRL> all = new ArrayList<>();
        for (Pem block : blocks(file)) {
            if (block.label().equals("X509 CRL")) {
                try {
                    all.add((X509CRL) CertificateFactory.getInstance("X.509")
                            .generateCRL(new ByteArrayInputStream(block.bytes())));
                } catch (CertificateException | CRLException e) {
                    throw new IllegalArgumentException("cannot load " + quoted(file) + ": a damaged list", e);
                }
            }
        }
        if (all.isEmpty()) {
            throw new IllegalArgumentException(
                    "cannot load " + quoted(file) + ": no PEM list of revoked certificates in it");
        }
        return all;
    }

    /** The private key of a file. */
    public PrivateKey key(String file, List<String> passwords) {
        return key(blocks(file), file, passwords);
    }

    static PrivateKey key(String text, String file, List<String> passwords) {
        return key(blocks(text, file), file, passwords);
    }

    private static PrivateKey key(List<Pem> blocks, String file, List<String> passwords) {
        try {
            return PrivateKeys.read(blocks, passwords);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("cannot load the key " + quoted(file) + ": " + e.getMessage(), e);
        }
    }

    /** Whether a text is that of an encrypted key. */
    static boolean isEncrypted(String text) {
        return text.contains("ENCRYPTED");
    }

    /** The passwords of a file, which is read once: it may be a pipe. */
    public List<String> passwords(String file) {
        return passwords.computeIfAbsent(
                name(file),
                name -> text(file)
                        .lines()
                        .map(String::strip)
                        .filter(line -> !line.isEmpty())
                        .toList());
    }

    /** What those remember together that one directive's policy is for. */
    public PemMemory memory(PemMemory.Policy policy, Clock clock) {
        return memories.computeIfAbsent(policy, p -> new PemMemory(p, clock));
    }

    /** Binds a key to its certificates. */
    public static Identity identity(PrivateKey key, List<X509Certificate> chain) {
        if (!fit(key, chain.get(0))) {
            throw new KeyMismatch();
        }
        return new Identity(key, chain);
    }

    private static boolean fit(PrivateKey key, X509Certificate certificate) {
        if (!key.getAlgorithm().equals(certificate.getPublicKey().getAlgorithm())) {
            return false;
        }
        if (key instanceof RSAPrivateKey rsa) {
            return rsa.getModulus().equals(((RSAPublicKey) certificate.getPublicKey()).getModulus());
        }
        String algorithm = key.getAlgorithm().equals("EC") ? "SHA256withECDSA" : "EdDSA";
        byte[] signed = sign(key, algorithm);
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initVerify(certificate);
            signature.update(PROBE);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static byte[] sign(PrivateKey key, String algorithm) {
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(PROBE);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("Java cannot sign with this key: " + e.getMessage(), e);
        }
    }

    private List<Pem> blocks(String file) {
        String name = name(file);
        List<Pem> known = read.get(name);
        if (known == null) {
            known = blocks(text(file), file);
            read.put(name, known);
        }
        return known;
    }

    private static List<Pem> blocks(String text, String file) {
        try {
            return Pem.read(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("cannot load " + quoted(file) + ": " + e.getMessage(), e);
        }
    }

    /** What a file holds now, or what stands behind {@code data:}. */
    String text(String file) {
        if (file.startsWith(DATA)) {
            return file.substring(DATA.length());
        }
        try {
            return Files.readString(resolve(file), StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException("cannot open \"" + file + "\": no such file", e);
        } catch (AccessDeniedException e) {
            throw new IllegalArgumentException("cannot open \"" + file + "\": permission denied", e);
        } catch (IOException e) {
            throw new IllegalArgumentException("cannot open \"" + file + "\": " + e.getMessage(), e);
        }
    }

    /** Under which a file is known, however its path is written. */
    private String name(String file) {
        return file.startsWith(DATA) ? file : resolve(file).normalize().toString();
    }

    /** Keys that stand in the configuration are not for logs. */
    private static String quoted(String file) {
        return file.startsWith(DATA) ? "\"data:...\"" : "\"" + file + "\"";
    }

    private Path resolve(String file) {
        for (String prefix : List.of("engine:", "store:")) {
            if (file.startsWith(prefix)) {
                throw new IllegalArgumentException("\"" + prefix + "\" is OpenSSL's own; Weir reads keys from files");
            }
        }
        try {
            return folder.resolve(file);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("\"" + file + "\" is no file name", e);
        }
    }

    /** All certificates of a file, of which the first, that is to be shown, must not have expired. */
    public List<X509Certificate> current(String file, Date now) {
        List<X509Certificate> all = certificates(file);
        Date end = all.get(0).getNotAfter();
        if (now.after(end)) {
            throw new IllegalArgumentException("the certificate in " + quoted(file) + " has expired on "
                    + end.toInstant().toString().substring(0, 10));
        }
        return all;
    }

    /** What an identity's certificate says that an operator may have overlooked; null for nothing. */
    public static String warning(X509Certificate certificate, Date now) {
        return now.before(certificate.getNotBefore()) ? "the certificate is not valid yet" : null;
    }
}
