package dev.weir.proxy;

import dev.weir.core.loop.Clock;
import dev.weir.proxy.dns.NameServers;
import dev.weir.proxy.dns.Resolver;
import dev.weir.proxy.dns.ResolverLoop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/**
 * What the proxy knows beyond one generation of the configuration: the health of peers by the name of their upstream,
 * and what name servers have answered. The distribution makes one for the process.
 *
 * <p>Thread: any.
 */
public final class Upstreams implements AutoCloseable {
    private final RandomGenerator random;
    private final ResolverLoop loop = new ResolverLoop(Clock.SYSTEM);
    private final Map<NameServers, Resolver> resolvers = new ConcurrentHashMap<>();
    private final Map<String, Shared> shared = new ConcurrentHashMap<>();
    private final UpstreamBlocks blocks = new UpstreamBlocks(this);

    /** The state of one upstream's peers; itself the lock that guards it. Thread: any. */
    private static final class Shared {
        private final Map<String, PeerHealth> peers = new ConcurrentHashMap<>();
    }

    /** @param random draws peers and masking keys; used by all workers at once */
    public Upstreams(RandomGenerator random) {
        this.random = random;
    }

    RandomGenerator random() {
        return random;
    }

    UpstreamBlocks blocks() {
        return blocks;
    }

    /** The resolver of name servers; lines that say the same share what it remembers. */
    Resolver resolver(NameServers servers) {
        return resolvers.computeIfAbsent(servers, s -> new Resolver(s, loop, random));
    }

    /** A server of an upstream whose addresses are known. */
    record Server(String text, List<SocketAddress> addresses, Peer.Settings settings) {}

    /** An upstream whose peers keep the health they had in the generation before. */
    Upstream upstream(String name, List<Server> servers, Balancer balancer, Upstream.KeepAlive keepAlive) {
        Shared state = shared.computeIfAbsent(name, n -> new Shared());
        return new Upstream(name, peers(servers, state), balancer, keepAlive, state);
    }

    /** An upstream that nobody will meet again. */
    static Upstream passing(String name, List<SocketAddress> addresses) {
        Shared state = new Shared();
        Server server = new Server(name, addresses, Peer.Settings.DEFAULT);
        return new Upstream(
                name, peers(List.of(server), state), Balancers.roundRobin(), Upstream.KeepAlive.NONE, state);
    }

    /** The peers of servers, with the health that is known of them. */
    List<Peer> peers(String name, List<Server> servers) {
        return peers(servers, shared.computeIfAbsent(name, n -> new Shared()));
    }

    private static List<Peer> peers(List<Server> servers, Shared state) {
        List<Peer> peers = new ArrayList<>();
        Map<String, Integer> equals = new HashMap<>();
        for (Server server : servers) {
            for (SocketAddress address : server.addresses) {
                String like = server.text + ' ' + address + ' ' + server.settings.weight();
                // Two lines that say the same are two servers.
                String key = like + ' ' + equals.merge(like, 1, Integer::sum);
                PeerHealth health = state.peers.computeIfAbsent(key, k -> new PeerHealth(server.settings.weight()));
                peers.add(new Peer(nameOf(address), server.text, address, server.settings, health));
            }
        }
        return peers;
    }

    private static String nameOf(SocketAddress address) {
        if (address instanceof UnixDomainSocketAddress unix) {
            return "unix:" + unix.getPath();
        }
        InetSocketAddress inet = (InetSocketAddress) address;
        String host = dev.weir.core.http.Peering.text(inet.getAddress());
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + inet.getPort();
    }

    /**
     * The addresses of a host, which may block.
     *
     * @throws IllegalArgumentException when there is no such host
     */
    static List<SocketAddress> resolve(String host, int port) {
        List<SocketAddress> addresses = new ArrayList<>();
        for (InetAddress address : lookUp(host)) {
            addresses.add(new InetSocketAddress(address, port));
        }
        if (addresses.isEmpty()) {
            throw new IllegalArgumentException("host not found in upstream \"" + host + "\"");
        }
        return addresses;
    }

    /** The addresses of a host, empty when there are none; may block for names, not for addresses. */
    static List<InetAddress> lookUp(String host) {
        try {
            return List.of(InetAddress.getAllByName(host));
        } catch (java.net.UnknownHostException e) {
            return List.of();
        }
    }

    @Override
    public void close() {
        loop.close();
    }
}
