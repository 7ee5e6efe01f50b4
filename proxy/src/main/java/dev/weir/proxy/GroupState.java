package dev.weir.proxy;

import dev.weir.core.http.Peering;
import dev.weir.proxy.dns.Located;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What is known of the upstreams of one name beyond a generation of the configuration: how their peers have fared, and
 * where their names were found. Itself the lock that guards the peers' health.
 *
 * <p>Thread: any.
 */
final class GroupState {
    private final Map<String, PeerHealth> healths = new ConcurrentHashMap<>();
    private final Map<NameWatch.Name, Located> located = new ConcurrentHashMap<>();

    /** The peers of servers, with the health that is known of them. */
    List<Peer> peers(List<Upstreams.Server> servers) {
        List<Peer> peers = new ArrayList<>();
        Map<String, Integer> equals = new HashMap<>();
        for (Upstreams.Server server : servers) {
            for (SocketAddress address : server.addresses()) {
                String like =
                        server.text() + ' ' + address + ' ' + server.settings().weight();
                // Two lines that say the same are two servers.
                String key = like + ' ' + equals.merge(like, 1, Integer::sum);
                PeerHealth health = healths.computeIfAbsent(
                        key, k -> new PeerHealth(server.settings().weight()));
                peers.add(new Peer(nameOf(address), server.text(), address, server.settings(), health));
            }
        }
        return peers;
    }

    private static String nameOf(SocketAddress address) {
        if (address instanceof UnixDomainSocketAddress unix) {
            return "unix:" + unix.getPath();
        }
        InetSocketAddress inet = (InetSocketAddress) address;
        String host = Peering.text(inet.getAddress());
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + inet.getPort();
    }

    /** Forgets how those have fared that have gone, so that addresses that change do not add up. */
    void forget(Members before, Members now) {
        Set<PeerHealth> gone = Collections.newSetFromMap(new IdentityHashMap<>());
        before.all().forEach(peer -> gone.add(peer.health()));
        now.all().forEach(peer -> gone.remove(peer.health()));
        healths.values().removeIf(gone::contains);
    }

    /** Where a name was found last; null when it never was. */
    Located located(NameWatch.Name name) {
        return located.get(name);
    }

    void located(NameWatch.Name name, Located where) {
        located.put(name, where);
    }
}
