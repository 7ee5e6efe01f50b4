package dev.weir.core.tls;

import java.time.Duration;
import java.util.List;

/**
 * How TLS is spoken, whoever began.
 *
 * @param protocols of {@code TLSv1.2} and {@code TLSv1.3}
 * @param suites Java's names, in the order of preference; null for Java's own choice
 * @param preferOurs whether our order counts, not the client's
 * @param sessions what is kept of sessions
 */
public record TlsSettings(List<String> protocols, List<String> suites, boolean preferOurs, Sessions sessions) {

    /**
     * What makes the next handshake of the same client shorter.
     *
     * @param cached most sessions that are kept; 0 for none
     * @param timeout how long they are good
     * @param tickets whether clients keep them for us, encrypted
     */
    public record Sessions(int cached, Duration timeout, boolean tickets) {
        boolean areUseless() {
            return cached == 0 && !tickets;
        }
    }
}
