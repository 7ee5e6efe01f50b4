package dev.weir.core.tls;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/**
 * Whether a certificate is for a host.
 *
 * <p>Source: RFC 6125 section 6.4; as OpenSSL has it, the common name counts where no DNS name is told. Thread: any;
 * stateless.
 */
final class PeerName {
    private static final int DNS_NAME = 2;
    private static final int IP_ADDRESS = 7;

    private PeerName() {}

    static boolean fits(X509Certificate certificate, String host) {
        String wanted = host.toLowerCase(Locale.ROOT);
        try {
            List<String> names = names(certificate, DNS_NAME);
            if (names(certificate, IP_ADDRESS).contains(wanted)) {
                return true;
            }
            return (names.isEmpty() ? commonNames(certificate) : names)
                    .stream().anyMatch(name -> matches(name.toLowerCase(Locale.ROOT), wanted));
        } catch (CertificateParsingException | InvalidNameException unreadable) {
            return false;
        }
    }

    private static List<String> names(X509Certificate certificate, int kind) throws CertificateParsingException {
        Collection<List<?>> all = certificate.getSubjectAlternativeNames();
        List<String> names = new ArrayList<>();
        for (List<?> each : all == null ? List.<List<?>>of() : all) {
            if (each.get(0).equals(kind)) {
                names.add((String) each.get(1));
            }
        }
        return names;
    }

    private static List<String> commonNames(X509Certificate certificate) throws InvalidNameException {
        List<String> names = new ArrayList<>();
        LdapName subject = new LdapName(certificate.getSubjectX500Principal().getName());
        for (Rdn part : subject.getRdns()) {
            if (part.getType().equalsIgnoreCase("CN")) {
                names.add(part.getValue().toString());
            }
        }
        return names;
    }

    /** A star stands for one whole label, the first, of at least three. */
    private static boolean matches(String name, String host) {
        if (!name.startsWith("*.")) {
            return name.equals(host);
        }
        int dot = host.indexOf('.');
        return dot > 0 && name.indexOf('.', 2) > 0 && host.substring(dot).equals(name.substring(1));
    }
}
