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

    private final Map<String, Entry> entries = new ConcurrentHashMap<>();

    /**
     * What a name stands for.
     *
     * @param addresses empty when {@code cname} is told
     * @param cname the name to look up instead; null when there are addresses
     */
    record Entry(List<InetAddress> addresses, String cname, long untilNanos) {}

    /** What is known of a name now; null for nothing. */
    Entry find(String name, long nowNanos) {
        Entry entry = entries.get(name);
        return entry == null || entry.untilNanos - nowNanos <= 0 ? null : entry;
    }

    void put(String name, Entry entry, long nowNanos) {
        if (entries.size() >= MOST_NAMES) {
            entries.values().removeIf(old -> old.untilNanos - nowNanos <= 0);
        }
        if (entries.size() >= MOST_NAMES) {
            entries.clear();
        }
        entries.put(name, entry);
    }
}
