package dev.weir.proxy;

import dev.weir.core.http.Exchange;
import java.util.BitSet;
import java.util.List;

/**
 * One request's walk over the peers of an upstream: who has been tried, who is next.
 *
 * <p>Source: the balancing of ngx_http_upstream_module. All state of peers is read and changed under the lock of their
 * upstream, once or twice a request. Thread: worker.
 */
final class Walk {
    private final Upstream upstream;
    private final Members members;
    private final Balancer.Picker picker;
    private final Sticky.Hold hold;
    private final BitSet tried = new BitSet();
    private List<Peer> peers;
    private int tries;

    /** @param sticky what binds clients to peers; null for nothing */
    Walk(Upstream upstream, Exchange exchange, Sticky sticky) {
        this.upstream = upstream;
        this.members = upstream.members();
        this.picker = upstream.balancer().begin(exchange, members);
        this.hold = sticky == null ? null : sticky.begin(exchange, members);
        this.peers = members.primaries();
        this.tries = members.tries();
    }

    /** How a try ended. */
    enum Ended {
        SERVED,
        /** Its answer was fine but not what is wanted, so that another may be asked. */
        GIVEN_UP,
        FAILED
    }

    /** How many more peers may be tried. */
    int tries() {
        return tries;
    }

    void limitTries(int most) {
        if (most > 0) {
            tries = Math.min(tries, most);
        }
    }

    /** nginx grants another try when a connection that was kept alive turned out to be closed. */
    void grantTry() {
        tries++;
    }

    /** The next peer; null when none is available. */
    Peer next(long nowNanos) {
        Peer peer = find(nowNanos);
        if (peer != null && hold != null) {
            hold.onChosen(peer);
        }
        return peer;
    }

    /** The head of a response of this peer has come that goes to the client. */
    void onHead(Peer peer) {
        if (hold != null) {
            hold.onHead(peer);
        }
    }

    private Peer find(long nowNanos) {
        synchronized (upstream.lock()) {
            int index = choose(nowNanos);
            if (index < 0 && peers != members.backups() && !members.backups().isEmpty()) {
                peers = members.backups();
                tried.clear();
                index = choose(nowNanos);
            }
            return index < 0 ? null : take(index, nowNanos);
        }
    }

    private int choose(long nowNanos) {
        if (peers.isEmpty()) {
            return -1;
        }
        int bound = hold == null ? -1 : hold.wanted(this, nowNanos);
        if (bound >= 0 && (members.isSingle() || upstream.balancer() != Balancers.ROUND_ROBIN)) {
            return bound;
        }
        if (members.isSingle()) {
            Peer peer = peers.get(0);
            boolean full = peer.settings().maxConns() > 0
                    && peer.health().connections >= peer.settings().maxConns();
            return !peer.settings().isOpenToAll() || full ? -1 : 0;
        }
        int index = bound >= 0 ? Balancer.ROUND_ROBIN : picker.pick(this, nowNanos);
        return index == Balancer.ROUND_ROBIN ? roundRobin(bound, nowNanos) : index;
    }

    private Peer take(int index, long nowNanos) {
        Peer peer = peers.get(index);
        tried.set(index);
        peer.health().onChosen(peer.settings(), nowNanos);
        return peer;
    }

    /** Gives a peer back after its try. @return whether it is unavailable from now on */
    boolean release(Peer peer, Ended how, long nowNanos) {
        if (hold != null && how == Ended.SERVED) {
            hold.onServed(peer);
        }
        synchronized (upstream.lock()) {
            peer.health().connections--;
            if (members.isSingle()) {
                tries = 0;
                return false;
            }
            tries = Math.max(0, tries - 1);
            if (how == Ended.FAILED) {
                return peer.health().onFailed(peer.settings(), nowNanos);
            }
            peer.health().onWorked();
            return false;
        }
    }

    // --- for the ways of choosing, under the lock

    List<Peer> peers() {
        return peers;
    }

    /** Whether the peer may be chosen: not tried yet, not down, not failed, not full. */
    boolean isOpen(int index, long nowNanos) {
        return peers.get(index).settings().isOpenToAll() && isOpenToBound(index, nowNanos);
    }

    /** The same for a client that belongs to it. */
    boolean isOpenToBound(int index, long nowNanos) {
        Peer peer = peers.get(index);
        return !tried.get(index) && peer.health().isUsable(peer.settings(), nowNanos);
    }

    /**
     * Smooth weighted round robin: everyone gains its weight, the heaviest is chosen and pays the total.
     *
     * @param bound who is chosen and pays instead, but no more than one turn of all others is worth; -1 for nobody
     */
    private int roundRobin(int bound, long nowNanos) {
        if (bound >= 0
                && peers.get(bound).health().currentWeight
                        <= peers.get(bound).settings().weight() - totalWeight()) {
            return bound;
        }
        int best = -1;
        int total = 0;
        for (int i = 0; i < peers.size(); i++) {
            if (!isOpen(i, nowNanos)) {
                continue;
            }
            PeerHealth health = peers.get(i).health();
            total += health.effectiveWeight;
            health.gainWeight(peers.get(i).settings());
            if (best < 0 || health.currentWeight > peers.get(best).health().currentWeight) {
                best = i;
            }
        }
        best = bound >= 0 ? bound : best;
        if (best >= 0) {
            peers.get(best).health().currentWeight -= total;
        }
        return best;
    }

    /** The index of the peer on which a number falls when each takes as many numbers as it weighs. */
    int byWeight(long number) {
        long left = number;
        int index = 0;
        while (left >= peers.get(index).settings().weight()) {
            left -= peers.get(index++).settings().weight();
        }
        return index;
    }

    int totalWeight() {
        int total = 0;
        for (Peer peer : peers) {
            total += peer.settings().weight();
        }
        return total;
    }
}
