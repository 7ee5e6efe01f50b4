package dev.weir.core.tls;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.conscrypt.Conscrypt;

/**
 * How one server answers handshakes where {@link NativeTls} does it.
 *
 * <p>Thread: any; immutable but for the sessions, which Conscrypt guards.
 */
final class NativeServer {
    private static final Set<String> KEYS = Set.of("RSA", "EC");

    private final NativeContext context;
    private final SSLParameters parameters;
    private final boolean tickets;

    private NativeServer(NativeContext context, TlsSettings settings, ClientCheck clients) {
        this.context = context;
        parameters = parameters(context.any(), settings);
        parameters.setWantClientAuth(clients != null);
        tickets = settings.sessions().tickets();
    }

    /** That of a server; null when Java has to do it: there is nothing native, or it cannot do what is asked for. */
    static NativeServer of(List<Identity> identities, TlsSettings settings, ClientCheck clients, TlsContexts contexts) {
        if (NativeTls.PROVIDER == null || !fits(identities, settings)) {
            return null;
        }
        try {
            NativeContext context = contexts.natively(identities.get(0), settings.sessions(), clients);
            NativeServer server = new NativeServer(context, settings, clients);
            return settings.suites() != null && server.parameters.getCipherSuites().length == 0 ? null : server;
        } catch (GeneralSecurityException e) {
            // A key that it does not take; Java has taken it.
            return null;
        }
    }

    /**
     * Conscrypt takes the last of several certificates, not the one that fits the client; it knows no keys of other
     * kinds; it offers all suites of TLS 1.3; and sessions that are not in tickets it does not find again.
     */
    private static boolean fits(List<Identity> identities, TlsSettings settings) {
        TlsSettings.Sessions sessions = settings.sessions();
        return identities.size() == 1
                && KEYS.contains(identities.get(0).key().getAlgorithm())
                && settings.modernSuites() == null
                && (sessions.tickets() || sessions.cached() == 0);
    }

    private static SSLParameters parameters(SSLContext context, TlsSettings settings) {
        SSLParameters parameters = context.getDefaultSSLParameters();
        parameters.setProtocols(settings.protocols().toArray(new String[0]));
        parameters.setApplicationProtocols(TlsServer.alpn());
        if (settings.suites() != null) {
            Set<String> known = new HashSet<>(
                    Arrays.asList(context.getSupportedSSLParameters().getCipherSuites()));
            parameters.setCipherSuites(
                    settings.suites().stream().filter(known::contains).toArray(String[]::new));
        }
        return parameters;
    }

    /** @param nowMillis a reading of the wall clock */
    SSLEngine engine(long nowMillis) {
        SSLEngine engine = context.at(nowMillis).createSSLEngine();
        engine.setUseClientMode(false);
        engine.setSSLParameters(parameters);
        Conscrypt.setUseSessionTickets(engine, tickets);
        return engine;
    }
}
