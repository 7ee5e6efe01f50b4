package dev.weir.core.tls;

import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/**
 * What a handshake has agreed upon.
 *
 * <p>Thread: any; immutable.
 *
 * @param protocol {@code TLSv1.2} or {@code TLSv1.3}
 * @param cipher the suite under OpenSSL's name
 * @param alpn the application protocol; null for none
 * @param reused whether a client's session was resumed
 * @param sessionId as bytes; empty when there is none
 * @param hello what the client has asked for; null on connections of ours
 * @param chain the peer's certificates, its own first; empty for none
 * @param verdict on these; null when they are none or nobody asks
 * @param clients what the server asks of clients; null for nothing
 */
public record TlsFacts(
        String protocol,
        String cipher,
        String alpn,
        boolean reused,
        byte[] sessionId,
        ClientHello hello,
        List<X509Certificate> chain,
        ChainCheck.Verdict verdict,
        ClientCheck clients) {

    static TlsFacts of(SSLEngine engine, ClientHello hello, ClientCheck clients, boolean reused) {
        SSLSession session = engine.getSession();
        List<X509Certificate> chain = chain(session);
        ChainCheck.Verdict verdict =
                clients == null || chain.isEmpty() ? null : clients.chains().judge(chain, new Date());
        String alpn = engine.getApplicationProtocol();
        return new TlsFacts(
                session.getProtocol(),
                CipherNames.openssl(session.getCipherSuite()),
                alpn == null || alpn.isEmpty() ? null : alpn,
                reused,
                session.getId(),
                hello,
                chain,
                verdict,
                clients);
    }

    /** Whether the peer's certificate does not do. */
    public boolean isRefused(ClientCheck.Mode mode) {
        boolean excused = mode == ClientCheck.Mode.OPTIONAL_NO_CA && verdict != null && verdict.lacksIssuer();
        return verdict != null && !verdict.isFine() && !excused;
    }

    private static List<X509Certificate> chain(SSLSession session) {
        try {
            return Arrays.stream(session.getPeerCertificates())
                    .map(X509Certificate.class::cast)
                    .toList();
        } catch (SSLPeerUnverifiedException none) {
            return List.of();
        }
    }
}
