package dev.weir.core.tls;

import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.Date;
import java.util.List;
import java.util.regex.Pattern;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.StandardConstants;

/**
 * How we speak TLS to those that we connect to.
 *
 * <p>Thread: any; immutable but for the sessions, which the JDK guards.
 */
public final class TlsClient {
    private static final Pattern ADDRESS = Pattern.compile("\\[.*]|[0-9.]+|.*:.*");

    private final SSLContext context;
    private final TlsSettings settings;
    private final ChainCheck check;
    private final TlsContexts contexts;

    /**
     * @param identities what we show of ourselves; mostly empty
     * @param settings without cached sessions each handshake is a full one
     * @param check judges the peers; null when any is fine
     * @param contexts keep the sessions
     */
    public TlsClient(List<Identity> identities, TlsSettings settings, ChainCheck check, TlsContexts contexts) {
        this.settings = settings;
        this.check = check;
        this.contexts = contexts;
        this.context = contexts.connecting(identities, settings.sessions().cached());
    }

    /**
     * An engine for one connection.
     *
     * @param name the peer's, without port
     * @param tells whether the peer is told the name (SNI)
     * @param peer where it is, since sessions are good for that place
     */
    public SSLEngine engine(String name, boolean tells, SocketAddress peer) {
        boolean reuses = settings.sessions().cached() > 0;
        // Who resumes a session tells the name that was told then, or none.
        int place = 2 * peer.hashCode() + (tells ? 1 : 0);
        int port = (reuses ? place : contexts.newPlace()) & 0x7fff_ffff;
        SSLEngine engine = context.createSSLEngine(name, port);
        engine.setUseClientMode(true);
        SSLParameters parameters = TlsServer.parameters(context, settings);
        boolean named = tells && !name.isEmpty() && !ADDRESS.matcher(name).matches();
        parameters.setServerNames(named ? List.of(serverName(name)) : List.of());
        engine.setSSLParameters(parameters);
        return engine;
    }

    /** Java's own class refuses hosts that are in use, such as those with an underscore. */
    private static SNIServerName serverName(String name) {
        try {
            return new SNIHostName(name);
        } catch (IllegalArgumentException e) {
            return new SNIServerName(StandardConstants.SNI_HOST_NAME, name.getBytes(StandardCharsets.ISO_8859_1)) {};
        }
    }

    /** Judges the peer that a handshake was made with. */
    void judge(SSLEngine engine, TlsFacts facts, Date now) throws HandshakeFailure {
        if (check == null) {
            return;
        }
        List<X509Certificate> chain = facts.chain();
        ChainCheck.Verdict verdict =
                chain.isEmpty() ? new ChainCheck.Verdict("no certificate", false) : check.judge(chain, now);
        if (!verdict.isFine()) {
            throw new HandshakeFailure("upstream SSL certificate verify error: (" + verdict.problem() + ")");
        }
        if (!PeerName.fits(chain.get(0), engine.getPeerHost())) {
            throw new HandshakeFailure("upstream SSL certificate does not match \"" + engine.getPeerHost() + "\"");
        }
    }
}
