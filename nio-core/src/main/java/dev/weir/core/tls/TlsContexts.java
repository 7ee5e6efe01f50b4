package dev.weir.core.tls;

import java.lang.ref.WeakReference;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.TrustManager;

/**
 * The contexts of engines: each has the sessions, and the keys of tickets, of those servers that show the same
 * certificates and ask the same of clients. It outlives the configuration, so a reload that leaves a server as it was
 * leaves its clients their sessions. A context that nobody uses any more is forgotten.
 *
 * <p>Thread: any; synchronized.
 */
public final class TlsContexts {
    private static final String TICKETS = "jdk.tls.server.enableSessionTicketExtension";

    private final AtomicInteger places = new AtomicInteger();
    private final Map<Object, WeakReference<SSLContext>> known = new HashMap<>();
    private final Map<Natively, WeakReference<NativeContext>> natives = new HashMap<>();

    /**
     * Whose sessions are good for each other. A session tells what its client has shown, and that is judged again for
     * each connection; but where another certificate or another issuer would have been asked for, it is no good.
     */
    private record Accepting(
            List<List<X509Certificate>> chains,
            TlsSettings.Sessions sessions,
            ClientCheck.Mode mode,
            List<X509Certificate> named) {}

    /** The same of native ones. */
    private record Natively(
            List<X509Certificate> chain,
            TlsSettings.Sessions sessions,
            ClientCheck.Mode mode,
            List<X509Certificate> named) {}

    private record Connecting(List<List<X509Certificate>> chains, int cached) {}

    /** That of servers. @param clients what is asked of clients; null for nothing */
    synchronized SSLContext accepting(List<Identity> identities, TlsSettings.Sessions sessions, ClientCheck clients) {
        List<X509Certificate> named = clients == null ? List.of() : clients.named();
        Accepting key = new Accepting(chains(identities), sessions, clients == null ? null : clients.mode(), named);
        SSLContext context = find(key);
        if (context == null) {
            context = init(create(sessions.tickets()), identities, named);
            SSLSessionContext cache = context.getServerSessionContext();
            // Zero would mean no bound.
            cache.setSessionCacheSize(Math.max(1, sessions.cached()));
            cache.setSessionTimeout((int) sessions.timeoutSeconds());
            keep(key, context);
        }
        return context;
    }

    /**
     * That of servers which {@link NativeTls} answers for.
     *
     * @param clients what is asked of clients; null for nothing
     */
    synchronized NativeContext natively(Identity identity, TlsSettings.Sessions sessions, ClientCheck clients)
            throws GeneralSecurityException {
        List<X509Certificate> named = clients == null ? List.of() : clients.named();
        Natively key = new Natively(identity.chain(), sessions, clients == null ? null : clients.mode(), named);
        WeakReference<NativeContext> known = natives.get(key);
        NativeContext context = known == null ? null : known.get();
        if (context == null) {
            context = new NativeContext(identity, sessions, named);
            natives.values().removeIf(reference -> reference.get() == null);
            natives.put(key, new WeakReference<>(context));
        }
        return context;
    }

    /** That of clients. @param cached most sessions that are kept */
    synchronized SSLContext connecting(List<Identity> identities, int cached) {
        Connecting key = new Connecting(chains(identities), cached);
        SSLContext context = find(key);
        if (context == null) {
            context = init(create(true), identities, List.of());
            context.getClientSessionContext().setSessionCacheSize(Math.max(1, cached));
            keep(key, context);
        }
        return context;
    }

    /** A place where nobody has been, so that there is no session with it. */
    int newPlace() {
        return places.incrementAndGet();
    }

    private static List<List<X509Certificate>> chains(List<Identity> identities) {
        return identities.stream().map(Identity::chain).toList();
    }

    private SSLContext find(Object key) {
        WeakReference<SSLContext> reference = known.get(key);
        return reference == null ? null : reference.get();
    }

    private void keep(Object key, SSLContext context) {
        known.values().removeIf(reference -> reference.get() == null);
        known.put(key, new WeakReference<>(context));
    }

    private static SSLContext init(SSLContext context, List<Identity> identities, List<X509Certificate> named) {
        List<Identity> own = identities.stream()
                .map(identity -> new Identity(NativeKeys.forJava(identity.key()), identity.chain()))
                .toList();
        try {
            context.init(new KeyManager[] {new IdentityKeys(own)}, new TrustManager[] {new AnyPeer(named)}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no TLS", e);
        }
    }

    /** Each context reads the property when it is made, and there is no other way to say it for one alone. */
    private static SSLContext create(boolean tickets) {
        synchronized (TlsContexts.class) {
            String before = System.getProperty(TICKETS);
            System.setProperty(TICKETS, Boolean.toString(tickets));
            try {
                return SSLContext.getInstance("TLS");
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("this Java has no TLS", e);
            } finally {
                if (before == null) {
                    System.clearProperty(TICKETS);
                } else {
                    System.setProperty(TICKETS, before);
                }
            }
        }
    }
}
