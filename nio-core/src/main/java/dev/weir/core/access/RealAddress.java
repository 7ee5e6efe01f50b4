package dev.weir.core.access;

import dev.weir.core.http.Exchange;
import dev.weir.core.http.Gate;
import dev.weir.core.http.Peering;
import dev.weir.core.http.ProxyHeader;
import java.util.List;

/**
 * {@code set_real_ip_from}: takes the client's address for an exchange from what a trusted proxy says. Once found it
 * stays, whatever location the exchange comes to.
 *
 * <p>Source: nginx, ngx_http_realip_module. Thread: worker.
 */
public final class RealAddress implements Gate {
    private final List<AddressRange> trusted;
    private final String field;
    private final boolean recursive;

    /**
     * @param field the name of the field that tells; null for the PROXY protocol
     * @param recursive whether a chain is followed over all trusted proxies
     */
    public RealAddress(List<AddressRange> trusted, String field, boolean recursive) {
        this.trusted = List.copyOf(trusted);
        this.field = field;
        this.recursive = recursive;
    }

    @Override
    public Phase phase() {
        return Phase.ADDRESS;
    }

    @Override
    public boolean admit(Exchange exchange) {
        Peering peer = exchange.connectionPeering();
        if (exchange.peering() != peer) {
            return true;
        }
        ForwardedAddress found = ForwardedAddress.find(peer.remoteBytes(), told(exchange), trusted, recursive);
        if (found != null) {
            ProxyHeader header = field == null ? exchange.proxyHeader() : null;
            exchange.peering(new Peering(
                    Peering.text(found.address()),
                    header == null ? found.port() : header.sourcePort(),
                    found.address().getAddress(),
                    peer.localAddress(),
                    peer.localPort()));
        }
        return true;
    }

    private List<String> told(Exchange exchange) {
        if (field != null) {
            List<String> all = exchange.request().headers().all(field);
            // Of this one the first counts; of lists such as X-Forwarded-For all make one.
            return field.equalsIgnoreCase("X-Real-IP") && all.size() > 1 ? all.subList(0, 1) : all;
        }
        ProxyHeader header = exchange.proxyHeader();
        return header == null || !header.isKnown() ? List.of() : List.of(header.sourceAddress());
    }
}
