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
    private final BitSet tried = new BitSet();
    private List<Peer> peers;
    private int tries;

    Walk(Upstream upstream, Exchange exchange) {
        this.upstream = upstream;
        this.members = upstream.members();
        this.picker = upstream.balancer().begin(exchange, members);
        this.peers = members.primaries();
        this.tries = members.tries();
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
        if (members.isSingle()) {
            Peer peer = peers.get(0);
            boolean full = peer.settings().maxConns() > 0
                    && peer.health().connections >= peer.settings().maxConns();
            return peer.settings().down() || full ? -1 : 0;
        }
        int index = picker.pick(this, nowNanos);
        return index == Balancer.ROUND_ROBIN ? roundRobin(nowNanos) : index;
    }

    private Peer take(int index, long nowNanos) {
        Peer peer = peers.get(index);
        tried.set(index);
        peer.health().onChosen(peer.settings(), nowNanos);
        return peer;
    }

    /** Gives a peer back after its try. @return whether it is unavailable from now on */
    boolean release(Peer peer, boolean failed, long nowNanos) {
        synchronized (upstream.lock()) {
            peer.health().connections--;
            if (members.isSingle()) {
                tries = 0;
                return false;
            }
            tries = Math.max(0, tries - 1);
            if (failed) {
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
        Peer peer = peers.get(index);
        return !tried.get(index) && peer.health().isUsable(peer.settings(), nowNanos);
    }

    /** Smooth weighted round robin: everyone gains its weight, the heaviest is chosen and pays the total. */
    private int roundRobin(long nowNanos) {
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
