package dev.weir.proxy;

import dev.weir.config.directive.Address;
import dev.weir.config.directive.Assembly;
import dev.weir.config.directive.Context;
import dev.weir.config.directive.Directive;
import dev.weir.config.scope.Scope;
import dev.weir.core.http.Exchange;
import dev.weir.core.variable.Variables;
import dev.weir.proxy.dns.NameServers;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Builds the {@code upstream} blocks of a configuration, each once however many locations name it.
 *
 * <p>Thread: the one that builds the configuration.
 */
final class UpstreamBlocks {
    private final Upstreams upstreams;
    private final Map<Scope, Upstream> built = new WeakHashMap<>();
    private final Map<Scope, Map<String, Upstream>> plain = new WeakHashMap<>();

    UpstreamBlocks(Upstreams upstreams) {
        this.upstreams = upstreams;
    }

    /** The upstream of a name as seen from a scope within {@code http}; null when there is none. */
    Upstream named(String name, Scope from, Assembly assembly) {
        for (Scope block : blocks(from)) {
            if (UpstreamFeature.isNamed(block, name)) {
                return built.computeIfAbsent(block, b -> build(b, assembly));
            }
        }
        return null;
    }

    /**
     * Where a URL leads: to the upstream of its name, else to the addresses of its host.
     *
     * @param bare how many connections are kept to addresses that no {@code upstream} block speaks of
     * @throws IllegalArgumentException when there is no such host
     */
    Upstream at(ProxyUrl url, Upstream.KeepAlive bare, Scope from, Assembly assembly) {
        Upstream group = url.port() < 0 && !url.isUnix() ? named(url.host(), from, assembly) : null;
        if (group != null) {
            return group;
        }
        Upstream addresses = ofAddresses(url, bare);
        plain(from).putIfAbsent(url.authority().toLowerCase(Locale.ROOT), addresses);
        return addresses;
    }

    /**
     * What URLs without an {@code upstream} block lead to, by authority in small letters; filled while the
     * configuration is being built. As in nginx, a URL with variables that comes out as one of them needs no
     * {@code resolver}.
     */
    Map<String, Upstream> plain(Scope from) {
        return plain.computeIfAbsent(http(from), http -> new ConcurrentHashMap<>());
    }

    private Upstream ofAddresses(ProxyUrl url, Upstream.KeepAlive keepAlive) {
        List<SocketAddress> addresses = url.isUnix()
                ? List.of(UnixDomainSocketAddress.of(url.unixPath()))
                : Upstreams.resolve(url.host(), url.portOrDefault());
        Upstreams.Server server = new Upstreams.Server(url.authority(), addresses, Peer.Settings.DEFAULT);
        return upstreams.upstream(url.authority(), List.of(server), Upstream.Ways.plain(keepAlive));
    }

    /** All upstreams of the {@code http} block around a scope. */
    List<Upstream> all(Scope from, Assembly assembly) {
        List<Upstream> all = new ArrayList<>();
        for (Scope block : blocks(from)) {
            all.add(named(block.head(UpstreamFeature.GROUP).text(), from, assembly));
        }
        return all;
    }

    private static List<Scope> blocks(Scope from) {
        Scope http = http(from);
        return http == null ? List.of() : http.blocks(UpstreamFeature.GROUP);
    }

    private static Scope http(Scope from) {
        Scope http = from;
        while (http != null && http.context() != Context.HTTP) {
            http = http.parent();
        }
        return http;
    }

    private Upstream build(Scope block, Assembly assembly) {
        List<NameWatch.Line> lines = new ArrayList<>();
        for (UpstreamFeature.ServerLine line : block.get(UpstreamFeature.PEER)) {
            NameWatch.Line made = assembly.at(line.word(), text -> line(line));
            if (made != null) {
                lines.add(made);
            }
        }
        String name = block.head(UpstreamFeature.GROUP).text();
        Upstream.KeepAlive keepAlive = new Upstream.KeepAlive(
                block.get(UpstreamFeature.KEEPALIVE),
                block.get(UpstreamFeature.KEEPALIVE_REQUESTS),
                block.get(UpstreamFeature.KEEPALIVE_TIME).toNanos(),
                block.get(UpstreamFeature.KEEPALIVE_TIMEOUT).toNanos());
        Upstream.Ways ways = new Upstream.Ways(balancer(block, assembly), keepAlive, StickyFeature.of(block, assembly));
        if (lines.stream().allMatch(line -> line.name() == null)) {
            List<Upstreams.Server> servers =
                    lines.stream().map(NameWatch.Line::server).toList();
            return upstreams.upstream(name, servers, ways);
        }
        NameServers servers = ResolverFeature.servers(block, assembly);
        // Where there is none, that has been told.
        return servers == null
                ? upstreams.upstream(name, List.of(), ways)
                : upstreams.watched(name, lines, lookups(servers, block), ways);
    }

    private NameWatch.Lookups lookups(NameServers servers, Scope block) {
        long timeout = block.get(ResolverFeature.RESOLVER_TIMEOUT).toNanos();
        return new NameWatch.Lookups(upstreams.resolver(servers), timeout);
    }

    private static NameWatch.Line line(UpstreamFeature.ServerLine line) {
        String text = line.word().text();
        if (line.isLookedUp() && line.address() instanceof Address.Tcp tcp) {
            Upstreams.Server server = new Upstreams.Server(text, List.of(), line.settings());
            return new NameWatch.Line(server, new NameWatch.Name(tcp.host(), line.service()), tcp.port());
        }
        return new NameWatch.Line(new Upstreams.Server(text, addresses(line.address()), line.settings()), null, 0);
    }

    private static List<SocketAddress> addresses(Address address) {
        if (address instanceof Address.Unix unix) {
            return List.of(UnixDomainSocketAddress.of(unix.path()));
        }
        Address.Tcp tcp = (Address.Tcp) address;
        return Upstreams.resolve(tcp.host(), tcp.port());
    }

    private Balancer balancer(Scope block, Assembly assembly) {
        Directive<?> method = UpstreamFeature.method(block);
        if (method == UpstreamFeature.HASH) {
            UpstreamFeature.HashLine line = block.get(UpstreamFeature.HASH);
            Function<Exchange, String> key = assembly.at(
                    line.key(), text -> assembly.service(Variables.class).compile(text));
            return line.consistent() ? new ConsistentHash(key) : Balancers.hash(key);
        }
        if (method == UpstreamFeature.IP_HASH) {
            return Balancers.ipHash();
        }
        if (method == UpstreamFeature.LEAST_CONN) {
            return Balancers.leastConnections();
        }
        if (method == UpstreamFeature.RANDOM) {
            boolean two = block.get(UpstreamFeature.RANDOM);
            return two ? Balancers.randomTwo(upstreams.random()) : Balancers.random(upstreams.random());
        }
        return Balancers.roundRobin();
    }
}
