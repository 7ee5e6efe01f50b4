package dev.weir.core.tls;

import java.security.cert.X509Certificate;
import java.util.List;

/**
 * What a server asks of its clients' certificates: {@code ssl_verify_client}.
 *
 * @param mode whether there must be one, and how good
 * @param chains judges them
 * @param named the issuers that are named to clients
 */
public record ClientCheck(Mode mode, ChainCheck chains, List<X509Certificate> named) {
    public ClientCheck {
        named = List.copyOf(named);
    }

    /** The words of {@code ssl_verify_client}. */
    public enum Mode {
        ON,
        OPTIONAL,
        OPTIONAL_NO_CA
    }
}
