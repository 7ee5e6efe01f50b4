package dev.weir.proxy;

import dev.weir.core.loop.Timer;
import dev.weir.core.loop.Worker;
import dev.weir.proxy.dns.Located;
import dev.weir.proxy.dns.Resolver;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks names of an upstream's servers up again and again while its configuration is in force, and gives it the peers
 * that there are now. A name that cannot be asked for keeps the peers it has; one that is said not to exist has none.
 *
 * <pre>
 *   asking --found, or nowhere--> waiting as long as that holds --> asking
 *      +---- failed -----------> waiting for resolver_timeout ------> asking
 * </pre>
 *
 * <p>Source: nginx, {@code resolve} and {@code service} of {@code server}. Thread: resolver, once started.
 */
final class NameWatch {
    /** Between two looks at least; nginx asks without a pause for a name that says it holds for no time. */
    private static final long SHORTEST_NANOS = 1_000_000_000L;

    private static final Logger LOG = LoggerFactory.getLogger(NameWatch.class);

    private final Lookups lookups;
    private final GroupState state;
    private final List<Entry> entries = new ArrayList<>();
    private Upstream upstream;
    private Worker loop;
    private boolean over;

    /** Who is asked for names, and how long for an answer. */
    record Lookups(Resolver resolver, long timeoutNanos) {}

    /** @param service null where the name's own addresses are wanted */
    record Name(String host, String service) {
        @Override
        public String toString() {
            return service == null ? host : "service " + service + " of " + host;
        }
    }

    /**
     * A line of the configuration.
     *
     * @param server without addresses where there is a name
     * @param name null for a server whose addresses stay
     * @param port that of the addresses of a name
     */
    record Line(Upstreams.Server server, Name name, int port) {}

    /** A line and where its name was found. */
    private static final class Entry {
        private final Line line;
        private List<Located.Place> places = List.of();
        private Timer timer;

        private Entry(Line line) {
            this.line = line;
        }
    }

    /** Begins with what a generation of the configuration before this one has found. */
    NameWatch(List<Line> lines, GroupState state, Lookups lookups) {
        this.state = state;
        this.lookups = lookups;
        for (Line line : lines) {
            Entry entry = new Entry(line);
            Located known = line.name() == null ? null : state.located(line.name());
            entry.places = known == null ? List.of() : known.places();
            entries.add(entry);
        }
    }

    /** The peers as far as they are known. */
    Members members() {
        Stream<Entry> fixed = entries.stream().filter(e -> e.line.name() == null);
        Stream<Entry> named = entries.stream().filter(e -> e.line.name() != null);
        return Members.of(state.peers(
                Stream.concat(fixed, named).flatMap(NameWatch::servers).toList()));
    }

    private static Stream<Upstreams.Server> servers(Entry entry) {
        Line line = entry.line;
        if (line.name() == null) {
            return Stream.of(line.server());
        }
        int first =
                entry.places.stream().mapToInt(Located.Place::priority).min().orElse(0);
        boolean onlyFirst = line.server().settings().backup();
        return entry.places.stream()
                .filter(place -> !onlyFirst || place.priority() == first)
                .map(place -> server(line, place, place.priority() > first));
    }

    private static Upstreams.Server server(Line line, Located.Place place, boolean later) {
        Upstreams.Server told = line.server();
        Peer.Settings settings = told.settings();
        int weight = settings.weight() == 1 ? place.weight() : settings.weight();
        int port = place.port() == 0 ? line.port() : place.port();
        return new Upstreams.Server(
                place.target() == null ? told.text() : place.target(),
                List.of(new InetSocketAddress(place.address(), port)),
                settings.with(weight, settings.backup() || later));
    }

    // --- on the loop of the resolver

    /** Its configuration is in force now. */
    void start(Upstream of, Worker on) {
        upstream = of;
        loop = on;
        for (Entry entry : entries) {
            if (entry.line.name() != null) {
                entry.timer = new Timer(() -> ask(entry));
                start(entry, state.located(entry.line.name()));
            }
        }
    }

    private void start(Entry entry, Located known) {
        long holds = known == null ? 0 : known.untilNanos() - loop.nanos();
        if (holds > 0) {
            loop.arm(entry.timer, holds);
        } else {
            ask(entry);
        }
    }

    void stop() {
        over = true;
        entries.stream().filter(e -> e.timer != null).forEach(e -> loop.disarm(e.timer));
    }

    private void ask(Entry entry) {
        Name name = entry.line.name();
        lookups.resolver()
                .locate(name.host(), name.service(), lookups.timeoutNanos(), loop, found -> onLocated(entry, found));
    }

    private void onLocated(Entry entry, Located found) {
        if (over) {
            return;
        }
        if (found.code() != 0) {
            LOG.error("{} could not be resolved ({})", entry.line.name(), found.reason());
        }
        if (found.code() != 0 && !found.isNowhere()) {
            loop.arm(entry.timer, Math.max(SHORTEST_NANOS, lookups.timeoutNanos()));
            return;
        }
        state.located(entry.line.name(), found);
        List<Located.Place> places = merged(entry.places, found.places());
        if (!places.equals(entry.places)) {
            entry.places = places;
            Members before = upstream.members();
            upstream.members(members());
            state.forget(before, upstream.members());
        }
        loop.arm(entry.timer, Math.max(SHORTEST_NANOS, found.untilNanos() - loop.nanos()));
    }

    /** Those that stay in their order, then those that are new. */
    private static List<Located.Place> merged(List<Located.Place> before, List<Located.Place> now) {
        List<Located.Place> fresh = new ArrayList<>(now);
        List<Located.Place> merged = new ArrayList<>();
        for (Located.Place place : before) {
            if (fresh.remove(place)) {
                merged.add(place);
            }
        }
        merged.addAll(fresh);
        return merged;
    }
}
