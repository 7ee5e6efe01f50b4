package dev.weir.stats.count;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The series that need no configuration: of each server, location and upstream server. Each connection is counted in
 * one series, that of its {@link Route}; all others are sums of those.
 *
 * <p>There is one for the life of the process, so the numbers survive a reload. A {@code proxy_pass} with variables can
 * reach any number of upstream servers: beyond {@link #MOST_PEERS} they share a series.
 *
 * <p>Thread: any.
 */
final class TrafficBoard {
    /** Upstream servers that have a series each. */
    static final int MOST_PEERS = 1000;

    /** Routes beyond which upstream servers have no more series of their own, however few they are. */
    private static final int MOST_ROUTES = 50_000;

    static final String OTHER = "other";

    private final Map<Route, TrafficSeries> routes = new ConcurrentHashMap<>();
    private final Map<List<String>, TrafficGroup> groups = new ConcurrentHashMap<>();
    private final TrafficGroup all = new TrafficGroup(List.of());
    private final Growing<TrafficGroup> servers = new Growing<>();
    private final Growing<TrafficGroup> locations = new Growing<>();
    private final Growing<TrafficGroup> peers = new Growing<>();

    /** The series of a route, made with its first connection. */
    TrafficSeries at(Route route) {
        TrafficSeries known = routes.get(route);
        return known != null ? known : add(route);
    }

    private synchronized TrafficSeries add(Route wanted) {
        Route route = fitting(wanted);
        TrafficSeries series = routes.get(route);
        if (series == null) {
            series = new TrafficSeries(List.of());
            if (route.server() != null) {
                String server = LabelText.of(route.server());
                group(servers, "server", server).add(series);
                group(locations, "location", server, LabelText.of(route.location()))
                        .add(series);
            }
            if (route.peer() != null) {
                group(peers, "peer", LabelText.of(route.upstream()), LabelText.of(route.peer()))
                        .add(series);
            }
            all.add(series);
            routes.put(route, series);
        }
        return series;
    }

    private Route fitting(Route wanted) {
        boolean full = peers.size() >= MOST_PEERS || routes.size() >= MOST_ROUTES;
        if (wanted.peer() == null || !full || groups.containsKey(peerKey(wanted)) && routes.size() < MOST_ROUTES) {
            return wanted;
        }
        return new Route(wanted.server(), wanted.location(), OTHER, OTHER);
    }

    private static List<String> peerKey(Route route) {
        return List.of("peer", LabelText.of(route.upstream()), LabelText.of(route.peer()));
    }

    private TrafficGroup group(Growing<TrafficGroup> list, String... key) {
        return groups.computeIfAbsent(List.of(key), k -> {
            TrafficGroup group = new TrafficGroup(k.subList(1, k.size()));
            list.add(group);
            return group;
        });
    }

    /** All connections together. */
    TrafficGroup all() {
        return all;
    }

    /** Labels: server. */
    Growing<TrafficGroup> servers() {
        return servers;
    }

    /** Labels: server, location. */
    Growing<TrafficGroup> locations() {
        return locations;
    }

    /** Labels: upstream, peer. */
    Growing<TrafficGroup> peers() {
        return peers;
    }
}
