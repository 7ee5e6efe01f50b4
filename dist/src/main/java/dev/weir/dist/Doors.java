package dev.weir.dist;

import dev.weir.core.http.ConnectionTap;
import dev.weir.core.http.Generation;
import dev.weir.core.http.Listener;
import dev.weir.core.http.Site;
import dev.weir.core.loop.Acceptor;
import dev.weir.core.loop.DoorOptions;
import dev.weir.dist.site.Addresses;
import dev.weir.dist.site.SiteBuilder.Listening;
import java.io.IOException;
import java.net.BindException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The listening sockets and what stands behind each. A configuration takes them over in two steps: {@link #prepare}
 * opens those that are new and may fail, {@link #enter} cannot. One that stays is never closed.
 *
 * <p>Thread: main.
 */
final class Doors {
    private static final Logger LOG = LoggerFactory.getLogger(Doors.class);

    private final ConnectionTap tap;
    private Map<SocketAddress, Opened> open = new LinkedHashMap<>();

    /** One socket. */
    private record Opened(Acceptor.Door door, Listener listener) {}

    /** What a configuration asks for, its new sockets open already. */
    record Change(
            Generation generation,
            Map<SocketAddress, Function<SocketAddress, Site>> wanted,
            Map<SocketAddress, DoorOptions> options,
            Map<SocketAddress, Opened> fresh) {}

    /** @param tap hears of what the connections do */
    Doors(ConnectionTap tap) {
        this.tap = tap;
    }

    boolean isEmpty() {
        return open.isEmpty();
    }

    /**
     * Opens the sockets that are new.
     *
     * @throws StartFailure when one cannot be opened; then none is
     */
    Change prepare(List<Listening> sites, Generation generation) throws StartFailure {
        Change change = new Change(generation, new LinkedHashMap<>(), new LinkedHashMap<>(), new LinkedHashMap<>());
        byDoor(sites).forEach((address, behind) -> change.wanted.put(address, choice(address, behind)));
        sites.forEach(site -> change.options.merge(doorOf(site.address(), sites), site.socket(), DoorOptions::or));
        for (Map.Entry<SocketAddress, Function<SocketAddress, Site>> entry : change.wanted.entrySet()) {
            SocketAddress address = entry.getKey();
            if (!open.containsKey(address)) {
                Listener listener = new Listener(generation, entry.getValue(), tap);
                change.fresh.put(address, opened(address, change.options.get(address), listener, change));
            }
        }
        return change;
    }

    private static Opened opened(SocketAddress address, DoorOptions options, Listener listener, Change change)
            throws StartFailure {
        try {
            return new Opened(Acceptor.open(address, options, listener), listener);
        } catch (BindException e) {
            abandon(change);
            throw new StartFailure("cannot listen on " + Addresses.text(address) + ": " + lowerFirst(e.getMessage()));
        } catch (UnsupportedAddressTypeException e) {
            abandon(change);
            throw new StartFailure("cannot listen on " + Addresses.text(address) + ": this system has no IPv6");
        } catch (IOException e) {
            abandon(change);
            throw new StartFailure("cannot listen on " + Addresses.text(address) + ": " + e.getMessage());
        }
    }

    private static String lowerFirst(String text) {
        return Character.toLowerCase(text.charAt(0)) + text.substring(1);
    }

    /** Closes what {@link #prepare} has opened. */
    static void abandon(Change change) {
        for (Opened each : change.fresh.values()) {
            Acceptor.discard(each.door);
        }
    }

    /** Puts the change in force: sockets that are gone take who has connected already, and close. */
    void enter(Change change, Acceptor acceptor) {
        Map<SocketAddress, Opened> next = new LinkedHashMap<>(change.fresh);
        change.fresh.values().forEach(each -> acceptor.add(each.door));
        open.forEach((address, each) -> {
            if (change.wanted.containsKey(address)) {
                each.listener.serve(change.generation, change.wanted.get(address));
                tune(each.door, change.options.get(address));
                next.put(address, each);
            } else {
                LOG.info("no longer listening on {}", Addresses.text(address));
                close(each, acceptor);
            }
        });
        open = next;
    }

    private static void tune(Acceptor.Door door, DoorOptions options) {
        int backlog = door.options().get().backlog();
        try {
            door.tune(options);
        } catch (IOException e) {
            LOG.warn("cannot tune the socket on {}: {}", Addresses.text(door.address()), e.getMessage());
        }
        if (options.backlog() != backlog) {
            LOG.warn(
                    "the backlog of {} stays as it is: another one needs a restart, not a reload",
                    Addresses.text(door.address()));
        }
    }

    /** Closes all and lets their connections come to an end. */
    void drain(Acceptor acceptor) {
        open.values().forEach(each -> close(each, acceptor));
    }

    private static void close(Opened each, Acceptor acceptor) {
        each.listener.drain();
        acceptor.remove(each.door);
    }

    // --- which socket serves which address

    /** One door for each address; where a port is bound for all addresses, that door serves the single ones too. */
    private static Map<SocketAddress, List<Listening>> byDoor(List<Listening> sites) {
        Map<SocketAddress, List<Listening>> byDoor = new LinkedHashMap<>();
        for (Listening site : sites) {
            byDoor.computeIfAbsent(doorOf(site.address(), sites), a -> new ArrayList<>())
                    .add(site);
        }
        return byDoor;
    }

    /** The socket on {@code [::]} takes IPv4 too, so it serves all addresses of its port. */
    private static SocketAddress doorOf(SocketAddress address, List<Listening> sites) {
        if (!(address instanceof InetSocketAddress inet)) {
            return address;
        }
        boolean ipv6 = inet.getAddress() instanceof Inet6Address;
        SocketAddress door = address;
        for (Listening site : sites) {
            if (site.address() instanceof InetSocketAddress other
                    && other.getPort() == inet.getPort()
                    && other.getAddress().isAnyLocalAddress()) {
                if (other.getAddress() instanceof Inet6Address) {
                    return other;
                }
                door = ipv6 ? door : other;
            }
        }
        return door;
    }

    private static Function<SocketAddress, Site> choice(SocketAddress door, List<Listening> sites) {
        Map<SocketAddress, Site> byAddress = new LinkedHashMap<>();
        sites.forEach(site -> byAddress.put(site.address(), site.hosts()));
        Site usual = byAddress.getOrDefault(door, sites.get(0).hosts());
        if (sites.size() == 1) {
            return local -> usual;
        }
        Site usualIpv4 = sites.stream()
                .filter(site -> site.address() instanceof InetSocketAddress inet
                        && inet.getAddress() instanceof Inet4Address
                        && inet.getAddress().isAnyLocalAddress())
                .<Site>map(Listening::hosts)
                .findFirst()
                .orElse(usual);
        return local -> {
            Site exact = byAddress.get(local);
            boolean ipv4 = local instanceof InetSocketAddress inet && inet.getAddress() instanceof Inet4Address;
            return exact != null ? exact : ipv4 ? usualIpv4 : usual;
        };
    }
}
