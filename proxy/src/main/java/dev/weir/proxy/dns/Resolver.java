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
    private static final int MOST_LINKS = 50;
    private static final int MOST_LOOKUPS = 1000;

    private final NameServers servers;
    private final Supplier<Worker> loop;
    private final RandomGenerator random;
    private final long retryNanos;
    private final NameCache cache = new NameCache();
    private final Map<String, Lookup> lookups = new HashMap<>();
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
            asker.post(() -> found.accept(Answer.failed(Answer.TIMED_OUT)));
        }
    }

    /**
     * Tells the addresses of a name: at once when they are remembered, else later on the asking worker.
     *
     * @param name a byte string, in any case, with or without a dot at its end
     * @param timeoutNanos how long to wait; 0 for no end
     */
    public void resolve(String name, long timeoutNanos, Worker asker, Consumer<Answer> found) {
        String wanted = DnsQuery.normal(name);
        NameCache.Entry known = remembered(wanted, asker.nanos());
        if (known != null) {
            found.accept(new Answer(rotated(known.addresses()), 0));
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
    private NameCache.Entry remembered(String name, long nowNanos) {
        NameCache.Entry entry = cache.find(name, nowNanos);
        for (int i = 0; i < MOST_LINKS && entry != null && entry.cname() != null; i++) {
            entry = cache.find(entry.cname(), nowNanos);
        }
        return entry == null || entry.cname() != null ? null : entry;
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

    private void follow(Waiter waiter, String first) {
        String name = first;
        long now = worker().nanos();
        for (NameCache.Entry known = cache.find(name, now); known != null; known = cache.find(name, now)) {
            if (known.cname() == null) {
                tell(waiter, new Answer(rotated(known.addresses()), 0));
                return;
            }
            if (waiter.links++ >= MOST_LINKS) {
                tell(waiter, Answer.failed(DnsResponse.NO_SUCH_NAME));
                return;
            }
            name = known.cname();
        }
        look(waiter, name);
    }

    private void look(Waiter waiter, String name) {
        if (!DnsQuery.isAskable(name)) {
            tell(waiter, Answer.failed(DnsResponse.NO_SUCH_NAME));
            return;
        }
        Lookup lookup = lookups.get(name);
        if (lookup != null) {
            waiter.at = lookup;
            lookup.join(waiter);
        } else if (lookups.size() >= MOST_LOOKUPS) {
            LOG.error("{} names are being looked up, {} is not", MOST_LOOKUPS, name);
            tell(waiter, Answer.failed(DnsResponse.SERVER_FAILURE));
        } else {
            lookup = new Lookup(this, name);
            lookups.put(name, lookup);
            waiter.at = lookup;
            lookup.join(waiter);
            lookup.begin(nextServer);
            nextServer = (nextServer + 1) % servers.servers().size();
        }
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

    /** Nobody waits for it any more. */
    void onDeserted(Lookup lookup) {
        lookups.remove(lookup.name());
    }

    void onFailed(Lookup lookup, List<Waiter> waiters, int code) {
        lookups.remove(lookup.name());
        waiters.forEach(waiter -> tell(waiter, Answer.failed(code)));
    }

    void onFound(Lookup lookup, List<Waiter> waiters, List<InetAddress> addresses, long ttlSeconds) {
        lookups.remove(lookup.name());
        remember(lookup.name(), addresses, null, ttlSeconds);
        waiters.forEach(waiter -> tell(waiter, new Answer(addresses, 0)));
    }

    /** The name is another's; those who wait go on with that one. */
    void onLink(Lookup lookup, List<Waiter> waiters, String cname, long ttlSeconds) {
        lookups.remove(lookup.name());
        remember(lookup.name(), List.of(), cname, ttlSeconds);
        for (Waiter waiter : waiters) {
            if (waiter.links++ >= MOST_LINKS) {
                tell(waiter, Answer.failed(DnsResponse.NO_SUCH_NAME));
            } else {
                follow(waiter, cname);
            }
        }
    }

    private void remember(String name, List<InetAddress> addresses, String cname, long ttlSeconds) {
        long now = worker().nanos();
        long kept = servers.validNanos() > 0 ? servers.validNanos() : ttlSeconds * 1_000_000_000L;
        if (kept > 0) {
            cache.put(name, new NameCache.Entry(addresses, cname, now + kept), now);
        }
    }
}
