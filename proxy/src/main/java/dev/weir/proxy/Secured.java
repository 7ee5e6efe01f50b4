package dev.weir.proxy;

import dev.weir.core.loop.Transport;
import dev.weir.core.tls.TlsClient;
import dev.weir.core.tls.TlsTransport;
import java.net.SocketAddress;
import java.util.function.UnaryOperator;

/**
 * How a connection to an upstream is secured. Connections are kept apart by it: one that was made for another name, or
 * without looking at the certificate, is none that may be used.
 *
 * <p>Thread: any; immutable.
 *
 * @param name the upstream's name, without port
 * @param tells whether it is told the name (SNI)
 */
record Secured(TlsClient client, String name, boolean tells) {

    /** What is put over the socket. @param secured null for nothing */
    static UnaryOperator<Transport> layer(Secured secured, SocketAddress peer) {
        if (secured == null) {
            return UnaryOperator.identity();
        }
        return below -> TlsTransport.connecting(
                below, secured.client, secured.client.engine(secured.name, secured.tells, peer));
    }
}
