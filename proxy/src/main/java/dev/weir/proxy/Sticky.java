package dev.weir.proxy;

import dev.weir.core.http.ByteText;
import dev.weir.core.http.Exchange;
import dev.weir.core.variable.Variable;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Binds clients to the peer that they had: {@code sticky}. A peer is known by its {@code route}, else by the digest of
 * its address, so that two gateways know it by the same name.
 *
 * <p>Source: nginx, ngx_http_upstream_sticky_module. Thread: any.
 */
final class Sticky {
    private final List<Variable> lookup;
    private final StickyCookie cookie;
    private final Learning learning;
    private volatile Names names = new Names(null, Map.of());

    /** What the peers are called. */
    private record Names(Members of, Map<Peer, String> ofPeers) {}

    /**
     * How sessions come to be known.
     *
     * @param create where a new session is found
     * @param timeoutNanos how long one lives that nobody uses
     * @param atHead whether it is known when the head of the response has come, and not only at its end
     */
    record Learning(List<Variable> create, StickySessions sessions, long timeoutNanos, boolean atHead) {}

    /**
     * @param lookup where a request says to whom it belongs; the first that is not empty counts
     * @param cookie what tells the client; null for nothing
     * @param learning null where requests name the peer itself
     */
    Sticky(List<Variable> lookup, StickyCookie cookie, Learning learning) {
        this.lookup = List.copyOf(lookup);
        this.cookie = cookie;
        this.learning = learning;
    }

    Hold begin(Exchange exchange, Members members) {
        return new Hold(exchange, names(members));
    }

    private Map<Peer, String> names(Members members) {
        Names known = names;
        if (known.of != members) {
            Map<Peer, String> made = new IdentityHashMap<>();
            members.all().forEach(peer -> made.put(peer, name(peer)));
            known = new Names(members, made);
            names = known;
        }
        return known.ofPeers;
    }

    private static String name(Peer peer) {
        String route = peer.settings().route();
        if (route != null) {
            return route;
        }
        return digest(peer.name());
    }

    /** In hexadecimal. */
    static String digest(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(ByteText.bytes(text)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has MD5", e);
        }
    }

    private static String first(List<Variable> variables, Exchange exchange) {
        for (Variable variable : variables) {
            String value = variable.value(exchange);
            if (value != null && !value.isEmpty()) {
                return value;
            }
        }
        return null;
    }

    /** One request's hold on a peer. Thread: worker. */
    final class Hold {
        private final Exchange exchange;
        private final Map<Peer, String> names;
        private final String id;
        private String told;

        private Hold(Exchange exchange, Map<Peer, String> names) {
            this.exchange = exchange;
            this.names = names;
            this.id = first(lookup, exchange);
        }

        /** The peer to which the request belongs, among those that may be tried now; -1 for none. */
        int wanted(Walk walk, long nowNanos) {
            String wanted = id;
            if (wanted != null && learning != null) {
                wanted = learning.sessions.find(id, learning.timeoutNanos, nowNanos);
            }
            List<Peer> peers = walk.peers();
            for (int i = 0; wanted != null && i < peers.size(); i++) {
                if (wanted.equals(names.get(peers.get(i)))) {
                    return walk.isOpenToBound(i, nowNanos) ? i : -1;
                }
            }
            return -1;
        }

        void onChosen(Peer peer) {
            if (cookie != null) {
                String line = cookie.line(names.get(peer), exchange);
                exchange.carrying().replace("Set-Cookie", told, line);
                told = line;
            }
        }

        /** The head of a response has come that goes to the client. */
        void onHead(Peer peer) {
            if (learning != null && learning.atHead) {
                learn(peer);
            }
        }

        /** The peer has done its work. */
        void onServed(Peer peer) {
            if (learning != null && !learning.atHead) {
                learn(peer);
            }
        }

        private void learn(Peer peer) {
            String created = first(learning.create, exchange);
            long now = exchange.worker().nanos();
            if (created != null || id != null) {
                learning.sessions.use(
                        created != null ? created : id, created != null, names.get(peer), learning.timeoutNanos, now);
            }
        }
    }
}
