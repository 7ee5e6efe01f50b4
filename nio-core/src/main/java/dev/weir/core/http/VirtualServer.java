package dev.weir.core.http;

import dev.weir.core.tls.TlsServer;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/**
 * One {@code server} of a configuration generation.
 *
 * <p>Thread: any; immutable.
 *
 * @param name its first name, {@code $server_name}; empty for none
 * @param headerTimeout {@code client_header_timeout}
 * @param headLimits how large a request's head may be
 * @param entry what runs before a location is looked for: the rewrites of the server; null for none
 * @param locations its locations
 * @param fallback the server as a location of its own, for requests that match none
 * @param addresses where it listens, as configured
 * @param mergeSlashes whether several slashes in a row count as one
 * @param tls how it answers TLS handshakes; null when it has no certificate
 * @param varied finds out how it answers one, where variables name its certificates; else null. It gets an exchange
 *     that has no request, and throws {@link IllegalArgumentException} when there is nothing to answer with
 */
public record VirtualServer(
        String name,
        Duration headerTimeout,
        HeadLimits headLimits,
        Rewriter entry,
        LocationFinder locations,
        Location fallback,
        List<SocketAddress> addresses,
        boolean mergeSlashes,
        TlsServer tls,
        Function<Exchange, TlsServer> varied) {

    /** A server that merges slashes and has no certificate. */
    public VirtualServer(
            String name,
            Duration headerTimeout,
            HeadLimits headLimits,
            Rewriter entry,
            LocationFinder locations,
            Location fallback,
            List<SocketAddress> addresses) {
        this(name, headerTimeout, headLimits, entry, locations, fallback, addresses, true, null, null);
    }
}
