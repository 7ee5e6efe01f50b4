package dev.weir.proxy.dns;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Names and what they stand for, each until its time is over. Failures are not remembered, as by nginx.
 *
 * <p>Thread: any; the loop of the resolver writes.
 */
final class NameCache {
    private static final int MOST_NAMES = 10_000;

    private final Map<Wanted, Entry> entries = new ConcurrentHashMap<>();

    /**
     * What is asked for.
     *
     * @param service whether the hosts of a service are wanted instead of addresses
     */
    record Wanted(String name, boolean service) {
        /** The same of another name. */
        Wanted of(String other) {
            return new Wanted(other, service);
        }
    }

    /**
     * What a name stands for.
     *
     * @param addresses empty when {@code services} or {@code cname} is told
     * @param services of a service: its hosts
     * @param cname the name to look up instead; null for none
     */
    record Entry(List<InetAddress> addresses, List<Srv> services, String cname, long untilNanos) {}

    /** What is known of a name now; null for nothing. */
    Entry find(Wanted wanted, long nowNanos) {
        Entry entry = entries.get(wanted);
        return entry == null || entry.untilNanos - nowNanos <= 0 ? null : entry;
    }

    void put(Wanted wanted, Entry entry, long nowNanos) {
        if (entries.size() >= MOST_NAMES) {
            entries.values().removeIf(old -> old.untilNanos - nowNanos <= 0);
        }
        if (entries.size() >= MOST_NAMES) {
            entries.clear();
        }
        entries.put(wanted, entry);
    }
}
