package dev.weir.core.http;

import dev.weir.core.loop.Protocol;
import dev.weir.core.loop.Worker;
import java.net.SocketAddress;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What stands behind one listening socket: the sites of the current configuration generation, one for each local
 * address that was configured.
 *
 * <p>Thread: any; a reload replaces the sites, and requests that come after it see the new ones.
 */
public final class Listener implements Supplier<Protocol> {
    private final HttpDate date = new HttpDate();
    private final ConnectionTap tap;
    private volatile boolean draining;
    private volatile Service service;

    /** What a generation puts behind the socket: the site for a connection's local address. */
    record Service(Generation generation, Function<SocketAddress, Site> sites) {}

    /** For a process that knows one configuration. */
    public Listener(Function<SocketAddress, Site> sites, ConnectionTap tap) {
        this(new Generation(1), sites, tap);
    }

    /**
     * @param sites the site for a connection's local address
     * @param tap hears of what the connections do
     */
    public Listener(Generation generation, Function<SocketAddress, Site> sites, ConnectionTap tap) {
        this.service = new Service(generation, sites);
        this.tap = tap;
    }

    /** Puts another generation in force; requests that begin from now on meet it. */
    public void serve(Generation generation, Function<SocketAddress, Site> sites) {
        service = new Service(generation, sites);
    }

    /** Lets connections end after their current exchange. */
    public void drain() {
        draining = true;
    }

    boolean isDraining() {
        return draining;
    }

    Service service() {
        return service;
    }

    /** Tells the tap when a connection does something else than before. */
    void tell(Worker worker, ConnectionTap.Activity before, ConnectionTap.Activity now) {
        if (now != before) {
            tap.onActivity(worker, before, now);
        }
    }

    void tell(Worker worker, Cut why) {
        tap.onCut(worker, why);
    }

    String date(long wallMillis) {
        return date.at(wallMillis);
    }

    /** The protocol for a connection that was accepted here. */
    @Override
    public Protocol get() {
        return new HttpProtocol(this);
    }
}
