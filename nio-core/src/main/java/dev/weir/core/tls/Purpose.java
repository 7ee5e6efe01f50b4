package dev.weir.core.tls;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/**
 * What a peer's certificate must be made for, and what the certificates above it must allow.
 *
 * <p>Source: RFC 5280 sections 4.2.1.3, 4.2.1.9 and 4.2.1.12; as OpenSSL has it, a certificate that tells no purpose is
 * for all, and one for any purpose that names none of ours is not for ours. Thread: any; immutable.
 */
public enum Purpose {
    /** Of a client that shows it to us. */
    CLIENT(Set.of("1.3.6.1.5.5.7.3.2"), List.of(Purpose.SIGNATURE, Purpose.AGREEMENT)),
    /** Of a server that we connect to. */
    SERVER(
            Set.of("1.3.6.1.5.5.7.3.1", "2.16.840.1.113730.4.1", "1.3.6.1.4.1.311.10.3.3"),
            List.of(Purpose.SIGNATURE, Purpose.ENCIPHERMENT, Purpose.AGREEMENT));

    private static final int SIGNATURE = 0;
    private static final int ENCIPHERMENT = 2;
    private static final int AGREEMENT = 4;
    private static final int ISSUING = 5;
    private static final String BASIC_CONSTRAINTS = "2.5.29.19";
    private static final String UNSUITABLE = "unsuitable certificate purpose";

    private final Set<String> extended;
    private final List<Integer> usages;

    Purpose(Set<String> extended, List<Integer> usages) {
        this.extended = extended;
        this.usages = usages;
    }

    /**
     * What speaks against a certificate, in OpenSSL's words; null for nothing.
     *
     * @param issues whether it stands above another, not for a peer itself
     */
    String problem(X509Certificate certificate, boolean issues) {
        if (!isExtended(certificate)) {
            return UNSUITABLE;
        }
        boolean[] usage = certificate.getKeyUsage();
        if (issues) {
            return usage != null && !usage[ISSUING]
                    ? "key usage does not include certificate signing"
                    : isIssuer(certificate) ? null : UNSUITABLE;
        }
        return usage == null || usages.stream().anyMatch(bit -> usage[bit]) ? null : UNSUITABLE;
    }

    private boolean isExtended(X509Certificate certificate) {
        try {
            List<String> told = certificate.getExtendedKeyUsage();
            return told == null || !Collections.disjoint(told, extended);
        } catch (CertificateParsingException unreadable) {
            return false;
        }
    }

    /** Old ones, without the extension that says so, are taken at the word of their key usage or their version. */
    private static boolean isIssuer(X509Certificate certificate) {
        return certificate.getExtensionValue(BASIC_CONSTRAINTS) == null
                ? certificate.getVersion() == 1 || certificate.getKeyUsage() != null
                : certificate.getBasicConstraints() >= 0;
    }
}
