package dev.weir.core.tls;

import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/**
 * A context of {@link NativeTls}. BoringSSL opens tickets of TLS 1.3 for two days, whatever it is told, so with each
 * {@code ssl_session_timeout} another context begins, which cannot open those of the one before.
 *
 * <p>Thread: any; synchronized.
 */
final class NativeContext {
    private final Identity identity;
    private final TlsSettings.Sessions sessions;
    private final List<X509Certificate> named;
    private SSLContext context;
    private long sinceMillis = Long.MIN_VALUE;

    /** @throws GeneralSecurityException when it cannot take such a key */
    NativeContext(Identity identity, TlsSettings.Sessions sessions, List<X509Certificate> named)
            throws GeneralSecurityException {
        this.identity = new Identity(NativeKeys.forNativeTls(identity), identity.chain());
        this.sessions = sessions;
        this.named = named;
        this.context = create();
    }

    /** The one for now, which is a reading of the wall clock. */
    synchronized SSLContext at(long nowMillis) {
        if (sinceMillis == Long.MIN_VALUE) {
            sinceMillis = nowMillis;
        }
        if (sessions.tickets() && nowMillis - sinceMillis > 1000 * sessions.timeoutSeconds()) {
            try {
                context = create();
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("what was possible before is not any more", e);
            }
            sinceMillis = nowMillis;
        }
        return context;
    }

    /** What no moment changes. */
    synchronized SSLContext any() {
        return context;
    }

    private SSLContext create() throws GeneralSecurityException {
        SSLContext created = SSLContext.getInstance("TLS", NativeTls.PROVIDER);
        created.init(
                new KeyManager[] {new IdentityKeys(List.of(identity))}, new TrustManager[] {new AnyPeer(named)}, null);
        created.getServerSessionContext().setSessionTimeout((int) sessions.timeoutSeconds());
        return created;
    }
}
