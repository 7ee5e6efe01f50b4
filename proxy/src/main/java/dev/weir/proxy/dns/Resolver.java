package dev.weir.proxy.dns;

import dev.weir.core.loop.Timer;
import dev.weir.core.loop.Worker;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the addresses of names with the help of the name servers of one {@code resolver} line. Whoever asks for a name
 * that is being looked up joins those who wait for it.
 *
 * <p>Source: nginx, {@code resolver} of ngx_http_core_module. Thread: any asks; the rest is the loop of the resolver,
 * which begins with the first name that no one remembers.
 */
public final class Resolver {
    /** How long a name server may think before the next one is asked; nginx's value. */
    static final long RETRY_NANOS = 5_000_000_000L;

    private static final Logger LOG = LoggerFactory.getLogger(Resolver.class);
    /** How long a failure holds where {@code valid} does not say; nginx's value. */
    private static final long FAILURE_NANOS = 10_000_000_000L;

    private static final int MOST_LINKS = 50;
    private static final int MOST_LOOKUPS = 1000;

    private final NameServers servers;
    private final Supplier<Worker> loop;
    private final RandomGenerator random;
    private final long retryNanos;
    private final NameCache cache = new NameCache();
    private final Map<NameCache.Wanted, Lookup> lookups = new HashMap<>();
    private int nextServer;

    /**
     * @param loop the loop that does the work; asked for each time
     * @param random draws the ids of questions, so it must be hard to foresee
     */
    public Resolver(NameServers servers, Supplier<Worker> loop, RandomGenerator random) {
        this(servers, loop, random, RETRY_NANOS);
    }

    Resolver(NameServers servers, Supplier<Worker> loop, RandomGenerator random, long retryNanos) {
        this.servers = servers;
        this.loop = loop;
        this.random = random;
        this.retryNanos = retryNanos;
    }

    /**
     * One who waits for a name, and for the names that stand for it.
     *
     * <p>Thread: resolver.
     */
    static final class Waiter {
        private final Worker asker;
        private final Consumer<Answer> found;
        private final Timer timer = new Timer(this::onTimeout);
        private Lookup at;
        private int links;

        private Waiter(Worker asker, Consumer<Answer> found) {
            this.asker = asker;
            this.found = found;
        }

        private void onTimeout() {
            at.leave(this);
            asker.post(() -> found.accept(Answer.failed(Answer.TIMED_OUT, 0)));
        }
    }

    /**
     * Tells the addresses of a name: at once when they are remembered, else later on the asking worker.
     *
     * @param name a byte string, in any case, with or without a dot at its end
     * @param timeoutNanos how long to wait; 0 for no end
     */
    public void resolve(String name, long timeoutNanos, Worker asker, Consumer<Answer> found) {
        resolve(name, false, timeoutNanos, asker, found);
    }

    /**
     * Tells where the servers of a name are, or those of a service of it, in the same way.
     *
     * @param service for example {@code http}, or {@code _http._tcp}; null when the name's own addresses are wanted
     */
    public void locate(String name, String service, long timeoutNanos, Worker asker, Consumer<Located> located) {
        if (service != null) {
            new ServiceLookup(this, ServiceLookup.fullName(service, name), timeoutNanos, asker, located).begin();
            return;
        }
        resolve(name, false, timeoutNanos, asker, answer -> {
            List<Located.Place> places = answer.addresses().stream()
                    .map(address -> new Located.Place(address, 0, null, 0, 1))
                    .toList();
            located.accept(new Located(places, answer.code(), answer.untilNanos()));
        });
    }

    /** @param service whether the hosts of a service are wanted */
    void resolve(String name, boolean service, long timeoutNanos, Worker asker, Consumer<Answer> found) {
        NameCache.Wanted wanted = new NameCache.Wanted(DnsQuery.normal(name), service);
        NameCache.Entry known = remembered(wanted, asker.nanos());
        if (known != null) {
            found.accept(answer(known));
            return;
        }
        Worker worker = loop.get();
        worker.post(() -> {
            Waiter waiter = new Waiter(asker, found);
            if (timeoutNanos > 0) {
                worker.arm(waiter.timer, timeoutNanos);
            }
            follow(waiter, wanted);
        });
    }

    /** The addresses at the end of a chain that is remembered whole; null when a link is missing. */
    private NameCache.Entry remembered(NameCache.Wanted wanted, long nowNanos) {
        NameCache.Entry entry = cache.find(wanted, nowNanos);
        for (int i = 0; i < MOST_LINKS && entry != null && entry.cname() != null; i++) {
            entry = cache.find(wanted.of(entry.cname()), nowNanos);
        }
        return entry == null || entry.cname() != null ? null : entry;
    }

    private Answer answer(NameCache.Entry known) {
        return new Answer(rotated(known.addresses()), known.services(), 0, known.untilNanos());
    }

    /** Begins elsewhere each time, so that all addresses of a name are used alike. */
    private List<InetAddress> rotated(List<InetAddress> addresses) {
        if (addresses.size() < 2) {
            return addresses;
        }
        List<InetAddress> turned = new ArrayList<>(addresses);
        Collections.rotate(turned, random.nextInt(turned.size()));
        return turned;
    }

    // --- on the loop

    private void follow(Waiter waiter, NameCache.Wanted first) {
        NameCache.Wanted wanted = first;
        long now = worker().nanos();
        for (NameCache.Entry known = cache.find(wanted, now); known != null; known = cache.find(wanted, now)) {
            if (known.cname() == null) {
                tell(waiter, answer(known));
                return;
            }
            if (waiter.links++ >= MOST_LINKS) {
                tell(waiter, failed(DnsResponse.NO_SUCH_NAME));
                return;
            }
            wanted = wanted.of(known.cname());
        }
        look(waiter, wanted);
    }

    private void look(Waiter waiter, NameCache.Wanted wanted) {
        if (!DnsQuery.isAskable(wanted.name())) {
            tell(waiter, failed(DnsResponse.NO_SUCH_NAME));
            return;
        }
        Lookup lookup = lookups.get(wanted);
        if (lookup != null) {
            waiter.at = lookup;
            lookup.join(waiter);
        } else if (lookups.size() >= MOST_LOOKUPS) {
            LOG.error("{} names are being looked up, {} is not", MOST_LOOKUPS, wanted.name());
            tell(waiter, failed(DnsResponse.SERVER_FAILURE));
        } else {
            lookup = new Lookup(this, wanted);
            lookups.put(wanted, lookup);
            waiter.at = lookup;
            lookup.join(waiter);
            lookup.begin(nextServer);
            nextServer = (nextServer + 1) % servers.servers().size();
        }
    }

    private Answer failed(int code) {
        return Answer.failed(code, retryAt(worker().nanos()));
    }

    private void tell(Waiter waiter, Answer answer) {
        worker().disarm(waiter.timer);
        waiter.asker.post(() -> waiter.found.accept(answer));
    }

    // --- for lookups

    Worker worker() {
        return loop.get();
    }

    NameServers servers() {
        return servers;
    }

    long retryNanos() {
        return retryNanos;
    }

    int drawId() {
        return random.nextInt(1 << 16);
    }

    /** When who wants to know again after a failure may ask. */
    long retryAt(long nowNanos) {
        return nowNanos + (servers.validNanos() > 0 ? servers.validNanos() : FAILURE_NANOS);
    }

    /** Nobody waits for it any more. */
    void onDeserted(Lookup lookup) {
        lookups.remove(lookup.wanted());
    }

    void onFailed(Lookup lookup, List<Waiter> waiters, int code) {
        lookups.remove(lookup.wanted());
        waiters.forEach(waiter -> tell(waiter, failed(code)));
    }

    void onFound(Lookup lookup, List<Waiter> waiters, Lookup.Found found, long ttlSeconds) {
        lookups.remove(lookup.wanted());
        NameCache.Entry entry = new NameCache.Entry(found.addresses(), found.services(), null, until(ttlSeconds));
        remember(lookup.wanted(), entry);
        Answer answer = new Answer(found.addresses(), found.services(), 0, entry.untilNanos());
        waiters.forEach(waiter -> tell(waiter, answer));
    }

    /** The name is another's; those who wait go on with that one. */
    void onLink(Lookup lookup, List<Waiter> waiters, String cname, long ttlSeconds) {
        lookups.remove(lookup.wanted());
        remember(lookup.wanted(), new NameCache.Entry(List.of(), List.of(), cname, until(ttlSeconds)));
        for (Waiter waiter : waiters) {
            if (waiter.links++ >= MOST_LINKS) {
                tell(waiter, failed(DnsResponse.NO_SUCH_NAME));
            } else {
                follow(waiter, lookup.wanted().of(cname));
            }
        }
    }

    private long until(long ttlSeconds) {
        return worker().nanos() + (servers.validNanos() > 0 ? servers.validNanos() : ttlSeconds * 1_000_000_000L);
    }

    private void remember(NameCache.Wanted wanted, NameCache.Entry entry) {
        long now = worker().nanos();
        if (entry.untilNanos() - now > 0) {
            cache.put(wanted, entry, now);
        }
    }
}
