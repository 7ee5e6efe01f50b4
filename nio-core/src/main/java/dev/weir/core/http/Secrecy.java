package dev.weir.core.http;

import dev.weir.core.loop.Connection;
import dev.weir.core.tls.ClientCheck;
import dev.weir.core.tls.ClientHello;
import dev.weir.core.tls.TlsFacts;
import dev.weir.core.tls.TlsServer;
import dev.weir.core.tls.TlsTransport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What TLS means to a client connection and its requests.
 *
 * <p>Source: nginx, ngx_http_request.c. Thread: worker; stateless.
 */
final class Secrecy {
    private static final Logger LOG = LoggerFactory.getLogger(Secrecy.class);

    private Secrecy() {}

    /** Demands TLS of a client where the address that it came to does. */
    static void begin(HttpProtocol protocol, Tenure tenure) {
        if (tenure.site().isSecure()) {
            Connection connection = protocol.connection();
            connection.layer(
                    below -> TlsTransport.accepting(below, connection, hello -> answering(hello, protocol, tenure)));
        }
    }

    /** Whether a client of TLS has not ended its handshake yet. */
    static boolean isBeginning(Connection connection) {
        TlsTransport tls = TlsTransport.of(connection);
        return tls != null && !tls.isPlain() && tls.facts() == null;
    }

    /** The server that the client names in its hello answers, if it has certificates, else the default one. */
    private static TlsServer answering(ClientHello hello, HttpProtocol protocol, Tenure tenure) {
        VirtualServer usual = tenure.site().defaultServer();
        if (hello.serverName() != null) {
            tenure.name(hello.serverName());
        }
        VirtualServer own = tenure.site().defaultServer();
        VirtualServer chosen = own.tls() != null && own.tls().answers() ? own : usual;
        return chosen.varied() == null ? chosen.tls() : varied(chosen, protocol);
    }

    private static TlsServer varied(VirtualServer server, HttpProtocol protocol) {
        try {
            return server.varied().apply(protocol.turn().greeting(server));
        } catch (IllegalArgumentException e) {
            LOG.error(
                    "{} while SSL handshaking, client: {}",
                    e.getMessage(),
                    protocol.peering().remoteAddress());
            return TlsServer.failing();
        }
    }

    /** Lets a request pass whose connection is as secret, and whose client as well known, as its server wants. */
    static void check(Exchange x) throws HttpFault {
        TlsTransport tls = TlsTransport.of(x.connection());
        if (tls == null) {
            return;
        }
        if (tls.isPlain()) {
            throw new HttpFault(497, "client sent plain HTTP request to HTTPS port");
        }
        ClientCheck clients = x.server().tls() == null ? null : x.server().tls().clients();
        if (clients != null) {
            check(clients, tls.facts(), x);
        }
    }

    private static void check(ClientCheck clients, TlsFacts facts, Exchange x) throws HttpFault {
        String named = facts.hello().serverName();
        if (facts.clients() != clients
                && named != null
                && !named.equals(x.routing().askedHost())) {
            throw new HttpFault(
                    421, "client attempted to request the server name different from the one that was negotiated");
        }
        if (facts.isRefused(clients.mode())) {
            throw new HttpFault(
                    495,
                    "client SSL certificate verify error: (" + facts.verdict().problem() + ")");
        }
        if (clients.mode() == ClientCheck.Mode.ON && facts.chain().isEmpty()) {
            throw new HttpFault(496, "client sent no required SSL certificate");
        }
    }
}
