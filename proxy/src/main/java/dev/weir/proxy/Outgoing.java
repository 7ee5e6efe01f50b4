package dev.weir.proxy;

import dev.weir.core.http.Exchange;
import dev.weir.core.http.HttpFault;
import java.net.SocketAddress;
import java.util.function.Function;

/**
 * What of a request a location replaces before an upstream gets it.
 *
 * <p>Source: nginx, {@code proxy_method}, {@code proxy_set_body}, {@code proxy_pass_request_body}, {@code proxy_bind}.
 * Thread: any; immutable.
 *
 * @param method null for the client's own
 * @param body takes the place of the client's; null for none
 * @param passesBody whether the client's own body goes on where nothing takes its place
 * @param from our side of new connections; null for whatever the system gives
 */
record Outgoing(
        Function<Exchange, String> method,
        Function<Exchange, String> body,
        boolean passesBody,
        Function<Exchange, SocketAddress> from) {

    /** The method of the request to the upstream. */
    String methodFor(Exchange exchange) throws HttpFault {
        String own = method == null ? "" : method.apply(exchange);
        if (own.isEmpty()) {
            return exchange.method();
        }
        if (own.chars().anyMatch(c -> c <= ' ' || c >= 0x7f)) {
            throw new HttpFault(400, "the request makes a method for the upstream that is none");
        }
        return own;
    }

    /** Whether the client's body stays here. */
    boolean keepsBody() {
        return body != null || !passesBody;
    }
}
