package dev.weir.proxy;

import dev.weir.core.loop.Clock;
import dev.weir.core.loop.Worker;
import dev.weir.proxy.dns.NameServers;
import dev.weir.proxy.dns.Resolver;
import dev.weir.proxy.dns.ResolverLoop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/**
 * What the proxy knows beyond one generation of the configuration: the health of peers by the name of their upstream,
 * what name servers have answered, and whose names are watched. The distribution makes one for the process.
 *
 * <p>Thread: any.
 */
public final class Upstreams implements AutoCloseable {
    private final RandomGenerator random;
    private final ResolverLoop loop = new ResolverLoop(Clock.SYSTEM);
    private final Map<NameServers, Resolver> resolvers = new ConcurrentHashMap<>();
    private final Map<String, GroupState> states = new ConcurrentHashMap<>();
    private final Map<String, StickySessions> sessions = new ConcurrentHashMap<>();
    private final Map<NameWatch, Upstream> upcoming = new ConcurrentHashMap<>();
    private List<NameWatch> watches = List.of();
    private final UpstreamBlocks blocks = new UpstreamBlocks(this);

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
    Upstream upstream(String name, List<Server> servers, Upstream.Ways ways) {
        GroupState state = state(name);
        return new Upstream(name, Members.of(state.peers(servers)), ways, state);
    }

    private GroupState state(String name) {
        return states.computeIfAbsent(name, n -> new GroupState());
    }

    /** The sessions of a zone of a group, also those that are known from a generation before. */
    StickySessions sessions(String group, String zone, long bytes) {
        return sessions.computeIfAbsent(group + ' ' + zone + ' ' + bytes, k -> new StickySessions(bytes));
    }

    /** One whose names are looked up again and again from {@link #enter} on. */
    Upstream watched(String name, List<NameWatch.Line> lines, NameWatch.Lookups lookups, Upstream.Ways ways) {
        GroupState state = state(name);
        NameWatch watch = new NameWatch(lines, state, lookups);
        Upstream upstream = new Upstream(name, watch.members(), ways, state);
        upcoming.put(watch, upstream);
        return upstream;
    }

    /** An upstream that nobody will meet again. */
    static Upstream passing(String name, List<SocketAddress> addresses) {
        GroupState state = new GroupState();
        Server server = new Server(name, addresses, Peer.Settings.DEFAULT);
        return new Upstream(
                name, Members.of(state.peers(List.of(server))), Upstream.Ways.plain(Upstream.KeepAlive.NONE), state);
    }

    /** What was built last is in force now: its names are watched, no longer those of what was in force before. */
    public synchronized void enter() {
        List<NameWatch> before = watches;
        Map<NameWatch, Upstream> now = Map.copyOf(upcoming);
        watches = List.copyOf(now.keySet());
        upcoming.clear();
        if (before.isEmpty() && now.isEmpty()) {
            return;
        }
        Worker worker = loop.get();
        worker.post(() -> {
            before.forEach(NameWatch::stop);
            now.forEach((watch, upstream) -> watch.start(upstream, worker));
        });
    }

    /** What was built last will never be in force. */
    public synchronized void forget() {
        upcoming.clear();
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
