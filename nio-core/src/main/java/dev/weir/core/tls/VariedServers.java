package dev.weir.core.tls;

import java.util.List;

/**
 * How one server answers handshakes where its certificates depend on them.
 *
 * <p>Thread: any.
 */
public final class VariedServers {
    /** Certificates whose sessions are remembered. */
    private static final int MOST = 1000;

    private final VariedIdentities identities;
    private final TlsSettings settings;
    private final ClientCheck clients;
    private final TlsContexts contexts;
    private final Recent<List<Identity>, TlsServer> servers = new Recent<>(MOST);

    /** @param clients what is asked of clients; null for nothing */
    public VariedServers(VariedIdentities identities, TlsSettings settings, ClientCheck clients, TlsContexts contexts) {
        this.identities = identities;
        this.settings = settings;
        this.clients = clients;
        this.contexts = contexts;
    }

    /**
     * The one with the certificates and keys of these names.
     *
     * @throws IllegalArgumentException when there is none; the message says why
     */
    public TlsServer server(List<String> certificates, List<String> keys) {
        return servers.get(
                identities.load(certificates, keys), found -> new TlsServer(found, settings, clients, contexts));
    }
}
