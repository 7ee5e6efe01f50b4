package dev.weir.proxy;

import dev.weir.core.http.ByteText;
import dev.weir.core.http.Exchange;
import dev.weir.core.http.HttpFault;
import dev.weir.core.variable.Template;
import dev.weir.proxy.dns.Answer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A {@code proxy_pass} with variables: an upstream's name, an address, or a host name that is looked up.
 *
 * <p>Thread: worker.
 */
final class VariableTarget implements ProxyTarget {
    private static final Logger LOG = LoggerFactory.getLogger(VariableTarget.class);

    private static final Pattern IPV4 = Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)(?:\\.(?!$)|$)){4}");

    private final Template template;
    private final Map<String, Upstream> groups;
    private final Map<String, Upstream> plain;
    private final NameWatch.Lookups lookups;

    /**
     * @param groups upstreams by their name in lower case
     * @param plain what other URLs of the configuration lead to, by authority in small letters; still growing
     * @param lookups null when no {@code resolver} is told; then names are not found
     */
    VariableTarget(
            Template template, Map<String, Upstream> groups, Map<String, Upstream> plain, NameWatch.Lookups lookups) {
        this.template = template;
        this.groups = Map.copyOf(groups);
        this.plain = plain;
        this.lookups = lookups;
    }

    @Override
    public void find(Exchange exchange, Consumer<Destination> found) throws HttpFault {
        ProxyUrl url = parse(template.apply(exchange));
        Upstream group = url.isUnix() ? null : known(url);
        if (group != null) {
            found.accept(destination(group, url));
        } else if (url.isUnix()) {
            found.accept(passing(url, List.of(UnixDomainSocketAddress.of(url.unixPath()))));
        } else if (isLiteral(url.host())) {
            onResolved(exchange, url, Answer.of(Upstreams.lookUp(url.host())), found);
        } else if (lookups == null) {
            complain(exchange, "no resolver defined to resolve " + url.host());
            exchange.error(502);
        } else {
            // Outside of the connection's own callbacks: a fault of ours must not leave the client without an end.
            lookups.resolver()
                    .resolve(
                            url.host(),
                            lookups.timeoutNanos(),
                            exchange.worker(),
                            answer -> exchange.connection().guarded(() -> onResolved(exchange, url, answer, found)));
        }
    }

    private Upstream known(ProxyUrl url) {
        Upstream group = url.port() < 0 ? groups.get(url.host().toLowerCase(Locale.ROOT)) : null;
        return group != null ? group : plain.get(url.authority().toLowerCase(Locale.ROOT));
    }

    /** An IP address, for which the JDK asks nobody. */
    static boolean isLiteral(String host) {
        return host.startsWith("[") || IPV4.matcher(host).matches();
    }

    private static ProxyUrl parse(String text) throws HttpFault {
        try {
            return ProxyUrl.parse(text);
        } catch (IllegalArgumentException e) {
            throw new HttpFault(500, e.getMessage());
        }
    }

    private static void onResolved(Exchange exchange, ProxyUrl url, Answer answer, Consumer<Destination> found) {
        if (exchange.isOver()) {
            return;
        }
        if (answer.addresses().isEmpty()) {
            complain(exchange, url.host() + " could not be resolved (" + answer.reason() + ")");
            exchange.error(502);
            return;
        }
        found.accept(passing(url, withPort(answer.addresses(), url)));
    }

    private static List<SocketAddress> withPort(List<InetAddress> addresses, ProxyUrl url) {
        return addresses.stream()
                .map(a -> (SocketAddress) new InetSocketAddress(a, url.portOrDefault()))
                .toList();
    }

    private static void complain(Exchange exchange, String problem) {
        LOG.error(
                "*{} {}, client: {}, server: {}, request: \"{}\", host: \"{}\"",
                exchange.connection().id(),
                problem,
                exchange.peering().remoteAddress(),
                exchange.server().name(),
                exchange.request().requestLine(),
                ByteText.decode(exchange.host()));
    }

    private static Destination passing(ProxyUrl url, List<SocketAddress> addresses) {
        return destination(Upstreams.passing(url.authority(), addresses), url);
    }

    private static Destination destination(Upstream upstream, ProxyUrl url) {
        return Destination.of(url, upstream);
    }
}
