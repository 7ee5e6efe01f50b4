package dev.weir.proxy;

import dev.weir.core.http.Exchange;
import dev.weir.core.http.HttpFault;
import dev.weir.core.variable.Template;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A {@code proxy_pass} with variables: an upstream's name, an address, or a host name that is looked up.
 *
 * <p>Thread: worker.
 */
final class VariableTarget implements ProxyTarget {
    private static final Logger LOG = LoggerFactory.getLogger(VariableTarget.class);

    private final Template template;
    private final Map<String, Upstream> groups;
    private final Resolver resolver;

    /** @param groups upstreams by their name in lower case */
    VariableTarget(Template template, Map<String, Upstream> groups, Resolver resolver) {
        this.template = template;
        this.groups = Map.copyOf(groups);
        this.resolver = resolver;
    }

    @Override
    public void find(Exchange exchange, Consumer<Destination> found) throws HttpFault {
        ProxyUrl url = parse(template.apply(exchange));
        Upstream group = url.port() < 0 ? groups.get(url.host().toLowerCase(Locale.ROOT)) : null;
        if (group != null) {
            found.accept(destination(group, url));
        } else if (url.isUnix()) {
            found.accept(passing(url, List.of(UnixDomainSocketAddress.of(url.unixPath()))));
        } else if (isLiteral(url.host())) {
            onResolved(exchange, url, Upstreams.lookUp(url.host()), found);
        } else {
            // Outside of the connection's own callbacks: a fault of ours must not leave the client without an end.
            resolver.resolve(
                    url.host(),
                    exchange.worker(),
                    addresses -> exchange.connection().guarded(() -> onResolved(exchange, url, addresses, found)));
        }
    }

    /** An IP address, for which the JDK asks nobody. */
    private static boolean isLiteral(String host) {
        return host.startsWith("[") || host.chars().allMatch(c -> c == '.' || c >= '0' && c <= '9');
    }

    private static ProxyUrl parse(String text) throws HttpFault {
        try {
            return ProxyUrl.parse(text);
        } catch (IllegalArgumentException e) {
            throw new HttpFault(500, e.getMessage());
        }
    }

    private static void onResolved(
            Exchange exchange, ProxyUrl url, List<InetAddress> addresses, Consumer<Destination> found) {
        if (exchange.isOver()) {
            return;
        }
        if (addresses.isEmpty()) {
            LOG.error("*{} {} could not be resolved", exchange.connection().id(), url.host());
            exchange.error(502);
            return;
        }
        List<SocketAddress> all = addresses.stream()
                .map(a -> (SocketAddress) new InetSocketAddress(a, url.portOrDefault()))
                .toList();
        found.accept(passing(url, all));
    }

    private static Destination passing(ProxyUrl url, List<SocketAddress> addresses) {
        return destination(Upstreams.passing(url.authority(), addresses), url);
    }

    private static Destination destination(Upstream upstream, ProxyUrl url) {
        return new Destination(upstream, url.hostHeader(), url.portText(), url.uri());
    }
}
