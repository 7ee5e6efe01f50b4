package dev.weir.core.tls;

import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.TrustManager;

/**
 * How one server answers handshakes.
 *
 * <p>Thread: any; immutable but for the sessions, which the JDK guards.
 */
public final class TlsServer {
    /** What ALPN may choose; nginx's list without HTTP/2. */
    private static final String[] ALPN = {"http/1.1", "http/1.0", "http/0.9"};

    private static final String TICKETS = "jdk.tls.server.enableSessionTicketExtension";

    private final SSLContext context;
    private final SSLParameters parameters;
    private final ClientCheck clients;
    private final boolean forgets;
    private final boolean rejects;

    /** @param clients what is asked of clients; null for nothing */
    public TlsServer(List<Identity> identities, TlsSettings settings, ClientCheck clients) {
        this.context = context(identities, settings.sessions(), clients);
        this.clients = clients;
        this.rejects = false;
        this.forgets = settings.sessions().areUseless();
        this.parameters = parameters(context, settings);
        parameters.setApplicationProtocols(ALPN);
        parameters.setWantClientAuth(clients != null);
    }

    private TlsServer(ClientCheck clients, boolean rejects) {
        this.context = null;
        this.parameters = null;
        this.clients = clients;
        this.forgets = false;
        this.rejects = rejects;
    }

    /** One without a certificate: another answers for it, but what it asks of clients holds. */
    public static TlsServer nameless(ClientCheck clients) {
        return new TlsServer(clients, false);
    }

    /** Whether it can say yes or no to a handshake. */
    public boolean answers() {
        return rejects || context != null;
    }

    /** One that answers none. */
    public static TlsServer rejecting() {
        return new TlsServer(null, true);
    }

    boolean rejects() {
        return rejects;
    }

    private static SSLContext context(List<Identity> identities, TlsSettings.Sessions sessions, ClientCheck clients) {
        try {
            SSLContext context = create(sessions.tickets());
            context.init(
                    new KeyManager[] {new IdentityKeys(identities)},
                    new TrustManager[] {new AnyPeer(clients == null ? List.of() : clients.named())},
                    null);
            SSLSessionContext cache = context.getServerSessionContext();
            // Zero would mean no bound.
            cache.setSessionCacheSize(Math.max(1, sessions.cached()));
            cache.setSessionTimeout((int) Math.max(1, sessions.timeout().toSeconds()));
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no TLS", e);
        }
    }

    /** Each context reads the property when it is made, and there is no other way to say it for one alone. */
    private static synchronized SSLContext create(boolean tickets) throws GeneralSecurityException {
        String before = System.getProperty(TICKETS);
        System.setProperty(TICKETS, Boolean.toString(tickets));
        try {
            return SSLContext.getInstance("TLS");
        } finally {
            if (before == null) {
                System.clearProperty(TICKETS);
            } else {
                System.setProperty(TICKETS, before);
            }
        }
    }

    /** Protocols and suites; those of TLS 1.3 are there whenever it is. */
    static SSLParameters parameters(SSLContext context, TlsSettings settings) {
        SSLParameters parameters = context.getDefaultSSLParameters();
        parameters.setProtocols(settings.protocols().toArray(new String[0]));
        if (settings.suites() != null) {
            List<String> suites = new ArrayList<>();
            Arrays.stream(context.getSupportedSSLParameters().getCipherSuites())
                    .filter(CipherNames::isTls13)
                    .forEach(suites::add);
            suites.addAll(settings.suites());
            parameters.setCipherSuites(suites.toArray(new String[0]));
        }
        parameters.setUseCipherSuitesOrder(settings.preferOurs());
        return parameters;
    }

    /** What is asked of clients; null for nothing. */
    public ClientCheck clients() {
        return clients;
    }

    SSLEngine engine() {
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        engine.setSSLParameters(parameters);
        return engine;
    }

    /** A handshake has come to its end. */
    void onFinished(SSLEngine engine) {
        if (forgets) {
            engine.getSession().invalidate();
        }
    }
}
