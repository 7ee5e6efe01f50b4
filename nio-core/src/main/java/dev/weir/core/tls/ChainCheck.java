package dev.weir.core.tls;

import java.security.GeneralSecurityException;
import java.security.cert.CertPath;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertStore;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CRL;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Judges a peer's certificates by those of trusted issuers.
 *
 * <p>Source: RFC 5280 section 6, by the JDK; the words are OpenSSL's. Thread: any; immutable.
 */
public final class ChainCheck {
    private final List<X509Certificate> trusted;
    private final List<X509CRL> revoked;
    private final int depth;

    /**
     * What is wrong with a chain.
     *
     * @param problem in OpenSSL's words
     * @param lacksIssuer whether it is only that its issuer is unknown
     */
    public record Verdict(String problem, boolean lacksIssuer) {
        /** Nothing is. */
        public static final Verdict FINE = new Verdict(null, false);

        public boolean isFine() {
            return problem == null;
        }
    }

    /**
     * @param trusted certificates of issuers; only those that sign themselves end a chain
     * @param revoked lists of certificates that are no longer good; when there is any, each issuer needs one
     * @param depth most certificates between a peer's and the one that ends the chain
     */
    public ChainCheck(List<X509Certificate> trusted, List<X509CRL> revoked, int depth) {
        this.trusted = List.copyOf(trusted);
        this.revoked = List.copyOf(revoked);
        this.depth = depth;
    }

    /** @param chain the peer's own certificate first */
    public Verdict judge(List<X509Certificate> chain, Date now) {
        X509Certificate own = chain.get(0);
        if (signsItself(own)) {
            return trusted.contains(own) ? dated(own, now) : new Verdict("self-signed certificate", true);
        }
        Set<TrustAnchor> anchors = new HashSet<>();
        for (X509Certificate each : trusted) {
            if (signsItself(each)) {
                anchors.add(new TrustAnchor(each, null));
            }
        }
        if (anchors.isEmpty()) {
            return unknown(chain);
        }
        try {
            PKIXBuilderParameters parameters = parameters(chain, anchors, now);
            CertPath path =
                    CertPathBuilder.getInstance("PKIX").build(parameters).getCertPath();
            if (!revoked.isEmpty()) {
                checkRevocation(path, parameters);
            }
            return Verdict.FINE;
        } catch (GeneralSecurityException e) {
            return reason(e, chain);
        }
    }

    private PKIXBuilderParameters parameters(List<X509Certificate> chain, Set<TrustAnchor> anchors, Date now)
            throws GeneralSecurityException {
        X509CertSelector target = new X509CertSelector();
        target.setCertificate(chain.get(0));
        PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, target);
        Collection<Object> known = new ArrayList<>(chain);
        known.addAll(trusted);
        known.addAll(revoked);
        parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(known)));
        parameters.setMaxPathLength(depth);
        parameters.setDate(now);
        parameters.setRevocationEnabled(false);
        return parameters;
    }

    /** For itself, because whoever looks for a path says only that there is none. */
    private static void checkRevocation(CertPath path, PKIXBuilderParameters parameters)
            throws GeneralSecurityException {
        CertPathValidator validator = CertPathValidator.getInstance("PKIX");
        PKIXRevocationChecker checker = (PKIXRevocationChecker) validator.getRevocationChecker();
        // From what is at hand alone: nobody is asked while a client waits.
        checker.setOptions(
                EnumSet.of(PKIXRevocationChecker.Option.PREFER_CRLS, PKIXRevocationChecker.Option.NO_FALLBACK));
        parameters.addCertPathChecker(checker);
        validator.validate(path, parameters);
    }

    private Verdict dated(X509Certificate own, Date now) {
        try {
            own.checkValidity(now);
            return Verdict.FINE;
        } catch (GeneralSecurityException e) {
            return reason(e, List.of(own));
        }
    }

    private static Verdict reason(GeneralSecurityException failure, List<X509Certificate> chain) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateExpiredException) {
                return new Verdict("certificate has expired", false);
            } else if (cause instanceof CertificateNotYetValidException) {
                return new Verdict("certificate is not yet valid", false);
            } else if (cause instanceof CertPathValidatorException invalid) {
                String problem = problem(invalid);
                if (problem != null) {
                    return new Verdict(problem, false);
                }
            }
        }
        return unknown(chain);
    }

    private static String problem(CertPathValidatorException invalid) {
        if (!(invalid.getReason() instanceof BasicReason reason)) {
            return null;
        }
        return switch (reason) {
            case REVOKED -> "certificate revoked";
            case EXPIRED -> "certificate has expired";
            case NOT_YET_VALID -> "certificate is not yet valid";
            case INVALID_SIGNATURE -> "certificate signature failure";
            case UNDETERMINED_REVOCATION_STATUS -> "unable to get certificate CRL";
            default -> null;
        };
    }

    private static Verdict unknown(List<X509Certificate> chain) {
        boolean rooted = chain.stream().anyMatch(ChainCheck::signsItself);
        return new Verdict(
                rooted
                        ? "self-signed certificate in certificate chain"
                        : chain.size() > 1
                                ? "unable to get local issuer certificate"
                                : "unable to verify the first certificate",
                true);
    }

    private static boolean signsItself(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
    }
}
