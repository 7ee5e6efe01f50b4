package dev.weir.core.http;

/**
 * A site as a client sees it that has named one of its servers in a TLS handshake.
 *
 * <p>Thread: worker; immutable.
 *
 * @param site all servers
 * @param name the name
 * @param named the server of that name
 */
record NamedSite(Site site, String name, VirtualServer named) implements Site {

    /** The site itself where it knows no server of the name. */
    static Site of(Site site, String name) {
        VirtualServer named = name == null ? null : site.find(name, null);
        return named == null ? site : new NamedSite(site, name, named);
    }

    @Override
    public VirtualServer server(String host, Exchange exchange) {
        return host == null ? named : site.server(host, exchange);
    }

    @Override
    public VirtualServer find(String host, Exchange exchange) {
        return site.find(host, exchange);
    }

    @Override
    public VirtualServer defaultServer() {
        return named;
    }

    @Override
    public boolean expectsProxyHeader() {
        return site.expectsProxyHeader();
    }

    @Override
    public boolean isSecure() {
        return site.isSecure();
    }
}
