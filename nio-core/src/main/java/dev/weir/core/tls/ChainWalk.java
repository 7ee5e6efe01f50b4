package dev.weir.core.tls;

import dev.weir.core.tls.ChainCheck.Verdict;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.PKIXReason;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How far a chain leads, whatever is wrong with it; it tells what that is. Only of one with no other fault it is said
 * that its issuer is unknown, because that may be excused.
 *
 * <p>Source: the order of faults is OpenSSL's. Thread: any.
 */
final class ChainWalk {
    private static final int LONGEST = 10;

    /** Of so many issuers of one name it is looked which has signed. */
    private static final int NAMESAKES = 4;

    private final List<X509Certificate> trusted;
    private final Purpose purpose;
    private final List<X509Certificate> path = new ArrayList<>();

    /** @param chain the peer's own certificate first */
    ChainWalk(List<X509Certificate> chain, List<X509Certificate> trusted, Purpose purpose) {
        this.trusted = trusted;
        this.purpose = purpose;
        path.add(chain.get(0));
        while (path.size() < LONGEST && !signsItself(last())) {
            Optional<X509Certificate> issuer = issuer(chain);
            if (issuer.isEmpty()) {
                return;
            }
            path.add(issuer.get());
        }
    }

    private X509Certificate last() {
        return path.get(path.size() - 1);
    }

    /** Who has signed the last; of several of that name one whose key fits. */
    private Optional<X509Certificate> issuer(List<X509Certificate> chain) {
        List<X509Certificate> named = Stream.concat(trusted.stream(), chain.stream())
                .filter(each -> !path.contains(each))
                .filter(each -> each.getSubjectX500Principal().equals(last().getIssuerX500Principal()))
                .toList();
        return named.size() < 2
                ? named.stream().findFirst()
                : named.stream()
                        .limit(NAMESAKES)
                        .filter(each -> isSigned(last(), each))
                        .findFirst()
                        .or(() -> named.stream().findFirst());
    }

    private static boolean isSigned(X509Certificate certificate, X509Certificate issuer) {
        try {
            certificate.verify(issuer.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    static boolean signsItself(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
    }

    /** What is wrong with a certificate's time; null for nothing. */
    static String dated(X509Certificate certificate, Date now) {
        try {
            certificate.checkValidity(now);
            return null;
        } catch (CertificateExpiredException e) {
            return "certificate has expired";
        } catch (CertificateNotYetValidException e) {
            return "certificate is not yet valid";
        }
    }

    /** What certificates are used for that they are not made for; null for nothing. */
    static String misuse(List<X509Certificate> path, Purpose purpose) {
        for (int i = 0; i < path.size(); i++) {
            String problem = purpose.problem(path.get(i), i > 0);
            if (problem != null) {
                return problem;
            }
        }
        return null;
    }

    /**
     * What is wrong with the chain.
     *
     * @param failure what the JDK has found; null when it was not asked
     * @param depth most certificates between the first and the last
     */
    Verdict verdict(GeneralSecurityException failure, Date now, int depth) {
        for (X509Certificate each : path) {
            String problem = dated(each, now);
            if (problem != null) {
                return new Verdict(problem, false);
            }
        }
        String problem = told(failure);
        if (problem == null) {
            problem = misuse(path, purpose);
        }
        if (problem == null && path.size() - 2 > depth) {
            problem = "certificate chain too long";
        }
        if (problem == null && path.stream().anyMatch(X509Certificate::hasUnsupportedCriticalExtension)) {
            problem = "unhandled critical extension";
        }
        return problem != null ? new Verdict(problem, false) : end();
    }

    /** What is to be said of the last alone. */
    private Verdict end() {
        boolean alone = path.size() == 1;
        if (signsItself(last()) && trusted.contains(last())) {
            return alone ? Verdict.FINE : new Verdict("certificate signature failure", false);
        }
        if (signsItself(last())) {
            return new Verdict(
                    alone ? "self-signed certificate" : "self-signed certificate in certificate chain", true);
        }
        return new Verdict(
                alone ? "unable to verify the first certificate" : "unable to get local issuer certificate", true);
    }

    private static String told(GeneralSecurityException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String problem = cause instanceof CertPathValidatorException invalid ? told(invalid) : null;
            if (problem != null) {
                return problem;
            }
        }
        return null;
    }

    private static String told(CertPathValidatorException invalid) {
        if (invalid.getReason() instanceof PKIXReason reason) {
            return switch (reason) {
                case PATH_TOO_LONG -> "path length constraint exceeded";
                case INVALID_NAME -> "permitted subtree violation";
                default -> null;
            };
        }
        return switch (invalid.getReason() instanceof BasicReason reason ? reason : BasicReason.UNSPECIFIED) {
            case REVOKED -> "certificate revoked";
            case EXPIRED -> "certificate has expired";
            case NOT_YET_VALID -> "certificate is not yet valid";
            case INVALID_SIGNATURE -> "certificate signature failure";
            case UNDETERMINED_REVOCATION_STATUS -> "unable to get certificate CRL";
            default -> null;
        };
    }
}
