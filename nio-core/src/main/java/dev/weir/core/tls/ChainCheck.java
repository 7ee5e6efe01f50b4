package dev.weir.core.tls;

import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertPathValidator;
import java.security.cert.CertStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXCertPathBuilderResult;
import java.security.cert.PKIXParameters;
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
 * <p>The JDK looks for a way to one of these. It takes whoever ends the way at its word; so what an issuer may do,
 * until when, how far and for which names is looked at here, and what each certificate is made for.
 *
 * <p>Source: RFC 5280 section 6; the words are OpenSSL's. Thread: any; immutable.
 */
public final class ChainCheck {
    private static final String NAME_CONSTRAINTS = "2.5.29.30";

    /** Of so many shown certificates; Java's own TLS takes no more, others do, and each may cost a verification. */
    private static final int MOST_SHOWN = 10;

    private final List<X509Certificate> trusted;
    private final List<X509CRL> revoked;
    private final int depth;
    private final Purpose purpose;

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
     * @param purpose what the peer's is for
     */
    public ChainCheck(List<X509Certificate> trusted, List<X509CRL> revoked, int depth, Purpose purpose) {
        this.trusted = List.copyOf(trusted);
        this.revoked = List.copyOf(revoked);
        this.depth = depth;
        this.purpose = purpose;
    }

    /** @param shown the peer's own certificate first */
    public Verdict judge(List<X509Certificate> shown, Date now) {
        List<X509Certificate> chain = shown.subList(0, Math.min(shown.size(), MOST_SHOWN));
        ChainWalk walk = new ChainWalk(chain, trusted, purpose);
        if (ChainWalk.signsItself(chain.get(0))) {
            return walk.verdict(null, now, depth);
        }
        Set<TrustAnchor> anchors = anchors(now);
        if (anchors.isEmpty()) {
            return walk.verdict(null, now, depth);
        }
        try {
            return judge(chain, anchors, now);
        } catch (GeneralSecurityException e) {
            return walk.verdict(e, now, depth);
        }
    }

    private Verdict judge(List<X509Certificate> chain, Set<TrustAnchor> anchors, Date now)
            throws GeneralSecurityException {
        PKIXBuilderParameters parameters = parameters(chain, anchors, now);
        PKIXCertPathBuilderResult found =
                (PKIXCertPathBuilderResult) CertPathBuilder.getInstance("PKIX").build(parameters);
        if (!revoked.isEmpty()) {
            checkRevocation(found, parameters);
        }
        List<X509Certificate> path = new ArrayList<>();
        for (Certificate each : found.getCertPath().getCertificates()) {
            path.add((X509Certificate) each);
        }
        path.add(found.getTrustAnchor().getTrustedCert());
        checkRoot(path, now);
        String problem = ChainWalk.misuse(path, purpose);
        return problem == null ? Verdict.FINE : new Verdict(problem, false);
    }

    /** Who may end a chain now: a certificate that is trusted because a client shows it, must not make others. */
    private Set<TrustAnchor> anchors(Date now) {
        Set<TrustAnchor> anchors = new HashSet<>();
        for (X509Certificate each : trusted) {
            if (ChainWalk.signsItself(each)
                    && ChainWalk.dated(each, now) == null
                    && purpose.problem(each, true) == null) {
                anchors.add(new TrustAnchor(each, null));
            }
        }
        return anchors;
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
    private static void checkRevocation(PKIXCertPathBuilderResult found, PKIXBuilderParameters parameters)
            throws GeneralSecurityException {
        CertPathValidator validator = CertPathValidator.getInstance("PKIX");
        PKIXRevocationChecker checker = (PKIXRevocationChecker) validator.getRevocationChecker();
        // From what is at hand alone: nobody is asked while a client waits.
        checker.setOptions(
                EnumSet.of(PKIXRevocationChecker.Option.PREFER_CRLS, PKIXRevocationChecker.Option.NO_FALLBACK));
        parameters.addCertPathChecker(checker);
        validator.validate(found.getCertPath(), parameters);
    }

    /** What a root allows counts only where it is one of the path, below its own name and key. */
    private static void checkRoot(List<X509Certificate> path, Date now) throws GeneralSecurityException {
        X509Certificate root = path.get(path.size() - 1);
        int most = root.getBasicConstraints();
        if (root.getExtensionValue(NAME_CONSTRAINTS) == null && (most < 0 || most == Integer.MAX_VALUE)) {
            return;
        }
        PKIXParameters parameters =
                new PKIXParameters(Set.of(new TrustAnchor(root.getSubjectX500Principal(), root.getPublicKey(), null)));
        parameters.setDate(now);
        parameters.setRevocationEnabled(false);
        CertPathValidator.getInstance("PKIX")
                .validate(CertificateFactory.getInstance("X.509").generateCertPath(path), parameters);
    }
}
