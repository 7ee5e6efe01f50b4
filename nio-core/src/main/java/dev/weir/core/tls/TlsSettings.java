package dev.weir.core.tls;

import java.time.Duration;
import java.util.List;

/**
 * How TLS is spoken, whoever began.
 *
 * @param protocols of {@code TLSv1.2} and {@code TLSv1.3}
 * @param suites those of TLS 1.2 under Java's names, in the order of preference; null for Java's own choice
 * @param modernSuites the same of TLS 1.3
 * @param preferOurs whether our order counts, not the client's
 * @param sessions what is kept of sessions
 */
public record TlsSettings(
        List<String> protocols, List<String> suites, List<String> modernSuites, boolean preferOurs, Sessions sessions) {

    /** With Java's choice of suites of TLS 1.3. */
    public TlsSettings(List<String> protocols, List<String> suites, boolean preferOurs, Sessions sessions) {
        this(protocols, suites, null, preferOurs, sessions);
    }

    /**
     * What makes the next handshake of the same client shorter.
     *
     * @param cached most sessions that are kept; 0 for none
     * @param timeout how long they are good
     * @param tickets whether clients keep them for us, encrypted
     */
    public record Sessions(int cached, Duration timeout, boolean tickets) {
        /** At least one, because none would mean no end. */
        long timeoutSeconds() {
            return Math.min(Integer.MAX_VALUE, Math.max(1, timeout.toSeconds()));
        }

        boolean areUseless() {
            return cached == 0 && !tickets;
        }
    }
}
