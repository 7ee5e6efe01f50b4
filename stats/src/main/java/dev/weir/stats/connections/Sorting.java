package dev.weir.stats.connections;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * By what a list is in order. Equals stand in the order of their opening, so that pages neither repeat a connection
 * nor skip one.
 *
 * <p>Thread: any; immutable.
 *
 * @param name as {@code sort=} says it
 * @param ascending compares two rows, the smaller first
 * @param isText whether it begins with the smallest where nobody says {@code order=}
 */
record Sorting(String name, Comparator<Row> ascending, boolean isText) {
    private static final Comparator<Row> BY_ID = Comparator.comparingLong(Row::id);
    private static final Map<String, Sorting> ALL = new LinkedHashMap<>();

    static {
        // By the clock that all workers share: ages are taken at different moments.
        number("age", row -> -row.openedNanos());
        number("idle", Row::idleNanos);
        number("bytes", Row::bytes);
        number("payload", Row::payloadBytes);
        number("messages", Row::messages);
        number("frames", Row::frames);
        number("queued", Row::queuedBytes);
        number("rtt", Row::rttNanos);
        number("worker", Row::worker);
        number("id", Row::id);
        text("remote_addr", Row::remoteAddress);
        text("server", Row::server);
        text("location", Row::location);
        text("uri", Row::path);
        text("upstream", Row::upstream);
        text("peer", Row::peer);
        text("kind", Row::kind);
    }

    private static void number(String name, ToLongFunction<Row> key) {
        ALL.put(name, new Sorting(name, Comparator.comparingLong(key), false));
    }

    private static void text(String name, Function<Row, String> key) {
        ALL.put(name, new Sorting(name, Comparator.comparing(key, Comparator.nullsFirst(String::compareTo)), true));
    }

    /** The sorting of a name; null for an unknown one. */
    static Sorting named(String name) {
        return ALL.get(name);
    }

    static String names() {
        return String.join(", ", ALL.keySet());
    }

    /** A total order: no two rows are equal in it. */
    Comparator<Row> order(boolean descending) {
        return (descending ? ascending.reversed() : ascending).thenComparing(BY_ID);
    }
}
