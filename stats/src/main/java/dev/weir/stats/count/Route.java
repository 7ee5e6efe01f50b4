package dev.weir.stats.count;

/**
 * The way of a connection through Weir, by names, so that it outlives a configuration.
 *
 * @param server see {@link ServerLabel}
 * @param location its pattern; empty for a server's requests that match none
 * @param upstream as {@code proxy_pass} names it; null for an endpoint
 * @param peer the upstream server's address; null for an endpoint
 */
record Route(String server, String location, String upstream, String peer) {
    /** That of nobody knows whom. */
    static final Route NONE = new Route(null, null, null, null);
}
