package dev.weir.proxy;

import dev.weir.core.http.Exchange;
import dev.weir.core.loop.Worker;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A group of peers that serve the same thing: an {@code upstream} block, or the addresses of one host.
 *
 * <p>Thread: any; immutable but for its peers, where names are looked up again, their health, which the lock guards,
 * and the idle connections of each worker, which only that worker touches.
 */
final class Upstream {
    private final String name;
    private final Balancer balancer;
    private final KeepAlive keepAlive;
    private final Sticky sticky;
    private final Object lock;
    private final Map<Worker, IdleConnections> idle = new ConcurrentHashMap<>();
    private volatile Members members;

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
     * How its peers are used.
     *
     * @param sticky what binds clients to peers; null for nothing
     */
    record Ways(Balancer balancer, KeepAlive keepAlive, Sticky sticky) {
        /** Round robin and nothing else. */
        static Ways plain(KeepAlive keepAlive) {
            return new Ways(Balancers.roundRobin(), keepAlive, null);
        }
    }

    /**
     * @param lock guards the health of the peers; the same object for all generations that share it
     */
    Upstream(String name, Members members, Ways ways, Object lock) {
        this.name = name;
        this.members = members;
        this.balancer = ways.balancer;
        this.keepAlive = ways.keepAlive;
        this.sticky = ways.sticky;
        this.lock = lock;
    }

    String name() {
        return name;
    }

    Walk begin(Exchange exchange) {
        return new Walk(this, exchange, sticky);
    }

    /** One for a request of our own, which is no client's. */
    Walk beginOwn(Exchange exchange) {
        return new Walk(this, exchange, null);
    }

    Members members() {
        return members;
    }

    /** Its names have other addresses now; requests that are under way go on with those that were. */
    void members(Members now) {
        members = now;
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

    IdleConnections idle(Worker worker) {
        return idle.computeIfAbsent(worker, w -> new IdleConnections(keepAlive));
    }
}
