package dev.weir.proxy;

import dev.weir.core.http.ByteText;
import dev.weir.core.http.Exchange;
import java.net.UnixDomainSocketAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the error log what goes wrong between an exchange and its upstream, with the facts that nginx tells.
 *
 * <p>Thread: worker.
 */
final class ForwardingLog {
    private static final Logger LOG = LoggerFactory.getLogger(Forwarding.class);
    private static final String LINE = "*{} {}, client: {}, server: {}, request: \"{}\", upstream: \"{}\"{}{}";

    private final Exchange exchange;
    private final String upstream;
    private final String scheme;
    private String target = "";

    /** @param destination what is named before a server is chosen */
    ForwardingLog(Exchange exchange, Destination destination) {
        this.exchange = exchange;
        this.upstream = destination.upstream().name();
        this.scheme = destination.secure() ? "https://" : "http://";
    }

    /** Takes the target of the request to the upstream, when it is known. */
    void target(String uri) {
        target = uri;
    }

    /** @param leg the try in question; null when there is none */
    void error(String problem, UpstreamLeg leg) {
        LOG.error(LINE, facts(problem, leg));
    }

    /** @param leg the try in question; null when there is none */
    void info(String problem, UpstreamLeg leg) {
        LOG.info(LINE, facts(problem, leg));
    }

    /** @param leg the try in question; null when there is none */
    void warn(String problem, UpstreamLeg leg) {
        LOG.warn(LINE, facts(problem, leg));
    }

    private Object[] facts(String problem, UpstreamLeg leg) {
        String peer = leg == null ? upstream : leg.peer().name();
        String separator = leg != null && leg.peer().address() instanceof UnixDomainSocketAddress ? ":" : "";
        return new Object[] {
            exchange.connection().id(),
            problem,
            exchange.peering().remoteAddress(),
            exchange.server().name(),
            exchange.request().requestLine(),
            scheme + peer + separator + ByteText.decode(target),
            field("host", "Host"),
            field("referrer", "Referer")
        };
    }

    private String field(String label, String name) {
        String value = exchange.request().headers().first(name);
        return value == null ? "" : ", " + label + ": \"" + ByteText.decode(value) + '"';
    }
}
