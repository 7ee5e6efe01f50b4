package dev.weir.proxy;

import dev.weir.core.http.Exchange;
import dev.weir.core.loop.Worker;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A group of peers that serve the same thing: an {@code upstream} block, or the addresses of one host.
 *
 * <p>Thread: any; immutable but for the health of its peers, which the lock guards, and the idle connections of each
 * worker, which only that worker touches.
 */
final class Upstream {
    private final String name;
    private final List<Peer> primaries;
    private final List<Peer> backups;
    private final Balancer balancer;
    private final KeepAlive keepAlive;
    private final Object lock;
    private final Map<Worker, IdleConnections> idle = new ConcurrentHashMap<>();

    /**
     * {@code keepalive} and its companions.
     *
     * @param connections most idle ones a worker; 0 keeps none
     * @param requests most requests of one connection
     * @param timeNanos longest life of a connection that may still be used again
     * @param timeoutNanos longest idle time
     */
    record KeepAlive(int connections, int requests, long timeNanos, long timeoutNanos) {
        static final KeepAlive NONE = new KeepAlive(0, 1000, 3_600_000_000_000L, 60_000_000_000L);
    }

    /**
     * @param lock guards the health of the peers; the same object for all generations that share it
     */
    Upstream(String name, List<Peer> peers, Balancer balancer, KeepAlive keepAlive, Object lock) {
        this.name = name;
        this.primaries = peers.stream().filter(p -> !p.settings().backup()).toList();
        this.backups = peers.stream().filter(p -> p.settings().backup()).toList();
        this.balancer = balancer;
        this.keepAlive = keepAlive;
        this.lock = lock;
    }

    String name() {
        return name;
    }

    Walk begin(Exchange exchange) {
        return new Walk(this, exchange);
    }

    List<Peer> primaries() {
        return primaries;
    }

    List<Peer> backups() {
        return backups;
    }

    Balancer balancer() {
        return balancer;
    }

    KeepAlive keepAlive() {
        return keepAlive;
    }

    Object lock() {
        return lock;
    }

    /** Whether there is nothing to choose; then failures are not counted, as in nginx. */
    boolean isSingle() {
        return primaries.size() == 1 && backups.isEmpty();
    }

    /** How many peers one request may try. */
    int tries() {
        return (int) java.util.stream.Stream.concat(primaries.stream(), backups.stream())
                .filter(p -> !p.settings().down())
                .count();
    }

    IdleConnections idle(Worker worker) {
        return idle.computeIfAbsent(worker, w -> new IdleConnections(keepAlive));
    }
}
