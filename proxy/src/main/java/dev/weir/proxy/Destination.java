package dev.weir.proxy;

/**
 * Where a {@code proxy_pass} leads.
 *
 * @param upstream the peers
 * @param host {@code $proxy_host}: host and port as written
 * @param port {@code $proxy_port}
 * @param uri the URI part; empty when there is none
 * @param secure whether TLS is spoken there
 */
record Destination(Upstream upstream, String host, String port, String uri, boolean secure) {
    static Destination of(ProxyUrl url, Upstream upstream) {
        return new Destination(upstream, url.hostHeader(), url.portText(), url.uri(), url.secure());
    }
}
