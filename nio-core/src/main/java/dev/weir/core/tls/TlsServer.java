package dev.weir.core.tls;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;

/**
 * How one server answers handshakes.
 *
 * <p>Thread: any; immutable but for the sessions, which the JDK guards, and for what is made when it is needed.
 */
public final class TlsServer {
    /** What ALPN may choose; nginx's list without HTTP/2. */
    private static final String[] ALPN = {"http/1.1", "http/1.0", "http/0.9"};

    private static final Set<String> SPOKEN = Set.of(ALPN);

    private final NativeServer natively;
    private final Supplier<Java> javas;
    private volatile Java java;
    private final ClientCheck clients;
    private final TlsSettings.Sessions sessions;
    private final boolean answers;
    private final byte[] alert;
    private final AtomicLong strangers = new AtomicLong();

    /** Of the JDK's own provider. */
    private record Java(SSLContext context, SSLParameters parameters) {}

    /** One whose sessions are its own. @param clients what is asked of clients; null for nothing */
    public TlsServer(List<Identity> identities, TlsSettings settings, ClientCheck clients) {
        this(identities, settings, clients, new TlsContexts());
    }

    /**
     * @param clients what is asked of clients; null for nothing
     * @param contexts those of servers with the same certificates share their sessions
     */
    public TlsServer(List<Identity> identities, TlsSettings settings, ClientCheck clients, TlsContexts contexts) {
        this.sessions = settings.sessions();
        this.natively = NativeServer.of(identities, settings, clients, contexts);
        this.javas = () -> {
            SSLContext context = contexts.accepting(identities, settings.sessions(), clients);
            return new Java(context, parameters(context, settings));
        };
        this.java = natively == null ? javas.get() : null;
        this.clients = clients;
        this.answers = true;
        this.alert = null;
    }

    private TlsServer(ClientCheck clients, boolean answers, byte[] alert) {
        this.natively = null;
        this.javas = null;
        this.sessions = null;
        this.clients = clients;
        this.answers = answers;
        this.alert = alert;
    }

    /** One without a certificate: another answers for it, but what it asks of clients holds. */
    public static TlsServer nameless(ClientCheck clients) {
        return new TlsServer(clients, false, null);
    }

    /** Stands for those whose certificates are found only when a handshake comes. */
    public static TlsServer varied(ClientCheck clients) {
        return new TlsServer(clients, true, null);
    }

    /** Whether it can say yes or no to a handshake. */
    public boolean answers() {
        return answers;
    }

    /** One that answers none. */
    public static TlsServer rejecting() {
        return new TlsServer(null, true, Alert.UNRECOGNIZED_NAME);
    }

    /** One that cannot answer, by no fault of the client's. */
    public static TlsServer failing() {
        return new TlsServer(null, true, Alert.INTERNAL_ERROR);
    }

    /** With which a handshake is refused; null where there is an answer. */
    byte[] alert(ClientHello hello) {
        // Java sees to it itself; Conscrypt would go on, and that helps who mixes up protocols.
        boolean mute = natively != null
                && !hello.protocols().isEmpty()
                && hello.protocols().stream().noneMatch(SPOKEN::contains);
        return mute ? Alert.NO_APPLICATION_PROTOCOL : alert;
    }

    /** Protocols and suites; those of TLS 1.3 are there whenever it is. */
    static SSLParameters parameters(SSLContext context, TlsSettings settings) {
        SSLParameters parameters = context.getDefaultSSLParameters();
        parameters.setProtocols(settings.protocols().toArray(new String[0]));
        if (settings.suites() != null || settings.modernSuites() != null) {
            List<String> suites = new ArrayList<>();
            String[] supported = context.getSupportedSSLParameters().getCipherSuites();
            add(settings.modernSuites(), supported, true, suites);
            add(settings.suites(), parameters.getCipherSuites(), false, suites);
            parameters.setCipherSuites(suites.toArray(new String[0]));
        }
        parameters.setUseCipherSuitesOrder(settings.preferOurs());
        return parameters;
    }

    private static void add(List<String> chosen, String[] usual, boolean modern, List<String> to) {
        if (chosen != null) {
            to.addAll(chosen);
        } else {
            Arrays.stream(usual)
                    .filter(suite -> CipherNames.isTls13(suite) == modern)
                    .forEach(to::add);
        }
    }

    /** What is asked of clients; null for nothing. */
    public ClientCheck clients() {
        return clients;
    }

    /** Whose TLS servers speak where they can, with its version. */
    public static String implementation() {
        String engine = NativeTls.PROVIDER == null ? "Java " + Runtime.version() : NativeTls.name();
        return NativeKeys.PROVIDER == null ? engine : engine + ", with " + NativeKeys.PROVIDER.getInfo();
    }

    static String[] alpn() {
        return ALPN.clone();
    }

    /** Who answers for it where that is not Java; null where it is. */
    NativeServer natively() {
        return natively;
    }

    SSLEngine engine(ClientHello hello) {
        return engine("name " + (hello.serverName() == null ? "" : hello.serverName()));
    }

    /** An engine that resumes no session. */
    SSLEngine forgetfulEngine() {
        return engine("stranger " + strangers.incrementAndGet());
    }

    /**
     * @param bond resumes only sessions of the same: Java compares it, and a server has no other use for it. With the
     *     name that a client has asked for, no session passes from one host to another.
     */
    private SSLEngine engine(String bond) {
        Java by = java();
        SSLParameters own = new SSLParameters(by.parameters.getCipherSuites(), by.parameters.getProtocols());
        own.setUseCipherSuitesOrder(by.parameters.getUseCipherSuitesOrder());
        own.setApplicationProtocols(ALPN);
        own.setWantClientAuth(clients != null);
        own.setEndpointIdentificationAlgorithm(bond);
        SSLEngine engine = by.context.createSSLEngine();
        engine.setUseClientMode(false);
        engine.setSSLParameters(own);
        return engine;
    }

    /** Where there is something native this is made when that has run out of descriptors; twice does no harm. */
    private Java java() {
        if (java == null) {
            java = javas.get();
        }
        return java;
    }

    /** Whether a session is older than {@code ssl_session_timeout}, which Java does not ask of those in tickets. */
    boolean isStale(SSLSession session, long nowMillis) {
        return nowMillis - session.getCreationTime() > 1000 * sessions.timeoutSeconds();
    }

    /** A handshake has come to its end. */
    void onFinished(SSLEngine engine) {
        if (sessions.areUseless()) {
            engine.getSession().invalidate();
        }
    }
}
