package dev.weir.proxy;

import dev.weir.core.http.Exchange;
import dev.weir.core.tls.TlsClient;
import java.util.function.Function;

/**
 * How a location speaks TLS to its upstreams.
 *
 * <p>Thread: any; immutable.
 *
 * @param name {@code proxy_ssl_name}; null for the host of {@code proxy_pass}
 * @param tells {@code proxy_ssl_server_name}
 */
record UpstreamTls(TlsClient client, Function<Exchange, String> name, boolean tells) {

    /** @param host {@code $proxy_host} */
    Secured secured(Exchange exchange, String host) {
        return new Secured(client, withoutPort(name == null ? host : name.apply(exchange)), tells);
    }

    static String withoutPort(String name) {
        int end = name.indexOf(':', name.lastIndexOf(']') + 1);
        String host = end < 0 ? name : name.substring(0, end);
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }
}
