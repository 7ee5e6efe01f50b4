package dev.weir.core.geo;

import dev.weir.core.http.Exchange;
import java.util.List;

/**
 * Whom to believe about the address of a client: {@code X-Forwarded-For} of these networks counts.
 *
 * <p>Thread: any; immutable.
 *
 * @param networks the trusted ones
 * @param recursive whether trusted addresses in the field are passed over too
 */
public record Proxies(List<Network> networks, boolean recursive) {

    public Proxies {
        networks = List.copyOf(networks);
    }

    private boolean trusts(byte[] address) {
        return networks.stream().anyMatch(network -> network.contains(address));
    }

    /** The address to be taken for the client's, given the one it came from. */
    byte[] client(byte[] address, Exchange exchange) {
        String field = networks.isEmpty() ? null : exchange.request().headers().joined("X-Forwarded-For");
        String[] names = field == null ? new String[0] : field.split("[ ,]+");
        byte[] client = address;
        for (int i = names.length - 1; i >= 0 && trusts(client); i--) {
            byte[] next = Network.address(names[i]);
            if (next == null) {
                return client;
            }
            client = next;
            if (!recursive) {
                return client;
            }
        }
        return client;
    }
}
