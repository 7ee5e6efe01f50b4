package dev.weir.proxy;

import dev.weir.core.http.Exchange;
import dev.weir.core.http.HttpFault;
import dev.weir.core.tls.TlsClient;
import java.util.function.Function;

/**
 * How a location speaks TLS to its upstreams.
 *
 * <p>Thread: any; immutable.
 *
 * @param clients by what certificate the request wants shown
 * @param name {@code proxy_ssl_name}; null for the host of {@code proxy_pass}
 * @param tells {@code proxy_ssl_server_name}
 */
record UpstreamTls(Clients clients, Function<Exchange, String> name, boolean tells) {

    /** Finds how TLS is spoken for an exchange; throws {@link IllegalArgumentException} for no certificate. */
    interface Clients extends Function<Exchange, TlsClient> {}

    /** @param host {@code $proxy_host} */
    Secured secured(Exchange exchange, String host) throws HttpFault {
        try {
            return new Secured(clients.apply(exchange), withoutPort(name == null ? host : name.apply(exchange)), tells);
        } catch (IllegalArgumentException e) {
            throw new HttpFault(500, e.getMessage() + " while SSL handshaking to upstream");
        }
    }

    static String withoutPort(String name) {
        int end = name.indexOf(':', name.lastIndexOf(']') + 1);
        String host = end < 0 ? name : name.substring(0, end);
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }
}
