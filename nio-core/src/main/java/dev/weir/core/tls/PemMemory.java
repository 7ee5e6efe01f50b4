package dev.weir.core.tls;

import dev.weir.core.loop.Clock;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What certificates and keys said that are read while Weir serves: {@code ssl_certificate_cache}. A text that is read
 * again and has not changed is not parsed again.
 *
 * <p>Source: nginx, ngx_event_openssl_cache.c. Thread: any; synchronized but for reading and parsing.
 */
public final class PemMemory {
    private final Policy policy;
    private final Clock clock;
    private final Map<String, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * What is remembered.
     *
     * @param most certificates and keys together; the one that was not asked for longest makes room
     * @param inactive how long without being asked for
     * @param valid how long until it is read anew; negative for each time
     */
    public record Policy(int most, Duration inactive, Duration valid) {
        /** Reads each time. */
        public static final Policy OFF = new Policy(1000, Duration.ofDays(1), Duration.ofSeconds(-1));
    }

    private record Entry(String text, Object value, long readNanos, long usedNanos) {
        Entry usedAt(long now) {
            return new Entry(text, value, readNanos, now);
        }
    }

    public PemMemory(Policy policy, Clock clock) {
        this.policy = policy;
        this.clock = clock;
    }

    /**
     * What a text means.
     *
     * @param name under which it is remembered
     * @param read brings the text, or refuses
     * @param parse understands it, or refuses
     */
    <T> T value(String name, Supplier<String> read, Function<String, T> parse) {
        Entry known = find(name);
        if (known != null && seconds(known.readNanos, clock.nanos()) <= policy.valid.toSeconds()) {
            return cast(known);
        }
        String text = read.get();
        boolean same = known != null && known.text.equals(text);
        T value = same ? cast(known) : parse.apply(text);
        keep(name, text, value);
        return value;
    }

    /** Whole ones, which nginx counts. */
    private static long seconds(long from, long to) {
        return (to - from) / 1_000_000_000L;
    }

    @SuppressWarnings("unchecked")
    private static <T> T cast(Entry entry) {
        // Names begin with the kind of what they name.
        return (T) entry.value;
    }

    private synchronized Entry find(String name) {
        long now = clock.nanos();
        Entry known = entries.get(name);
        if (known == null) {
            return null;
        }
        if (seconds(known.usedNanos, now) > policy.inactive.toSeconds()) {
            entries.remove(name);
            return null;
        }
        entries.put(name, known.usedAt(now));
        return known;
    }

    private synchronized void keep(String name, String text, Object value) {
        long now = clock.nanos();
        entries.put(name, new Entry(text, value, now, now));
        Iterator<Entry> oldest = entries.values().iterator();
        while (entries.size() > policy.most && oldest.hasNext()) {
            oldest.next();
            oldest.remove();
        }
    }

    synchronized void forget(String name) {
        entries.remove(name);
    }
}
