package dev.weir.core.http;

import dev.weir.core.loop.Connection;
import dev.weir.core.tls.ClientCheck;
import dev.weir.core.tls.ClientHello;
import dev.weir.core.tls.TlsFacts;
import dev.weir.core.tls.TlsServer;
import dev.weir.core.tls.TlsTransport;

/**
 * What TLS means to a client connection and its requests.
 *
 * <p>Source: nginx, ngx_http_request.c. Thread: worker; stateless.
 */
final class Secrecy {
    private Secrecy() {}

    /** Demands TLS of a client where the address that it came to does. */
    static void begin(Connection connection, Tenure tenure) {
        if (tenure.site().isSecure()) {
            connection.layer(
                    below -> TlsTransport.accepting(below, connection, hello -> answering(hello, connection, tenure)));
        }
    }

    /** The server that the client names in its hello answers, if it has certificates, else the default one. */
    private static TlsServer answering(ClientHello hello, Connection connection, Tenure tenure) {
        TlsServer usual = tenure.site().defaultServer().tls();
        if (hello.serverName() != null) {
            tenure.name(hello.serverName());
        }
        TlsServer own = tenure.site().defaultServer().tls();
        return own != null && own.answers() ? own : usual;
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
