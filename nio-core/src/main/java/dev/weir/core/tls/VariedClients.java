package dev.weir.core.tls;

import java.util.List;

/**
 * How we speak TLS where the certificate that we show depends on the request.
 *
 * <p>Thread: any.
 */
public final class VariedClients {
    /** Certificates whose connections and sessions are remembered. */
    private static final int MOST = 1000;

    private final VariedIdentities identities;
    private final TlsSettings settings;
    private final ChainCheck check;
    private final TlsContexts contexts;
    private final Recent<List<Identity>, TlsClient> clients = new Recent<>(MOST);

    /** @param check judges the peers; null when any is fine */
    public VariedClients(VariedIdentities identities, TlsSettings settings, ChainCheck check, TlsContexts contexts) {
        this.identities = identities;
        this.settings = settings;
        this.check = check;
        this.contexts = contexts;
    }

    /**
     * The one that shows the certificate of this name.
     *
     * @param certificate empty to show none
     * @throws IllegalArgumentException when there is none of that name; the message says why
     */
    public TlsClient client(String certificate, String key) {
        List<Identity> shown = certificate.isEmpty() ? List.of() : identities.load(List.of(certificate), List.of(key));
        return clients.get(shown, found -> new TlsClient(found, settings, check, contexts));
    }
}
