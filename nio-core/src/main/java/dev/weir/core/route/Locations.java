package dev.weir.core.route;

import dev.weir.core.http.Exchange;
import dev.weir.core.http.Location;
import dev.weir.core.http.LocationFinder;
import dev.weir.core.variable.Regex;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * The locations of one level, by nginx's rules: an exact one ends the search; else the longest prefix is remembered
 * and its inner locations are searched; unless it says {@code ^~}, the first matching regular expression wins over it.
 *
 * <p>Prefixes are looked up by length, longest first, so that ten thousand of them cost one hash look-up for each
 * length that occurs. Thread: any; immutable once built.
 */
public final class Locations implements LocationFinder {
    private final Map<String, Entry> exact = new HashMap<>();
    private final Map<String, Entry> prefixes = new HashMap<>();
    private final Map<String, Entry> redirects = new HashMap<>();
    private final List<Expression> expressions = new ArrayList<>();
    private final Map<String, Location> named = new HashMap<>();
    private final TreeSet<Integer> distinctLengths = new TreeSet<>(Comparator.reverseOrder());
    private int[] lengths = new int[0];

    private record Entry(Location location, boolean noRegex, Locations inner) {}

    private record Expression(Regex regex, Entry entry) {}

    /** What was found, and whether outer expressions are still to be asked. */
    private record Found(Location location, boolean last) {}

    /** Adds {@code location = path}. @return false when it is there already */
    public boolean addExact(String path, Location location, Locations inner) {
        Entry entry = new Entry(location, true, inner);
        boolean added = exact.putIfAbsent(path, entry) == null;
        if (added && location.autoRedirect() != null) {
            redirects.put(location.autoRedirect(), entry);
        }
        return added;
    }

    /** Adds {@code location path} or, with {@code noRegex}, {@code location ^~ path}. @return false for a duplicate */
    public boolean addPrefix(String path, boolean noRegex, Location location, Locations inner) {
        Entry entry = new Entry(location, noRegex, inner);
        if (prefixes.putIfAbsent(path, entry) != null) {
            return false;
        }
        if (distinctLengths.add(path.length())) {
            lengths = distinctLengths.stream().mapToInt(Integer::intValue).toArray();
        }
        if (location.autoRedirect() != null) {
            redirects.putIfAbsent(location.autoRedirect(), entry);
        }
        return true;
    }

    /** Adds {@code location ~ expression}; they are tried in order. */
    public void addRegex(Regex expression, Location location, Locations inner) {
        expressions.add(new Expression(expression, new Entry(location, false, inner)));
    }

    /** Adds {@code location @name}. @return false for a duplicate */
    public boolean addNamed(String name, Location location) {
        return named.putIfAbsent(name, location) == null;
    }

    @Override
    public Location named(String name) {
        return named.get(name);
    }

    @Override
    public Location find(Exchange exchange) {
        return find(exchange.uri(), exchange).location();
    }

    private Found find(String uri, Exchange exchange) {
        Entry entry = exact.get(uri);
        if (entry != null) {
            return new Found(entry.location(), true);
        }
        Entry redirect = redirects.get(uri);
        if (redirect != null && !prefixes.containsKey(uri)) {
            return new Found(redirect.location(), true);
        }
        entry = longestPrefix(uri);
        Found inner = entry == null ? null : entry.inner().find(uri, exchange);
        if (inner != null && inner.last()) {
            return inner;
        }
        Location best =
                inner != null && inner.location() != null ? inner.location() : entry == null ? null : entry.location();
        if (entry == null || !entry.noRegex()) {
            for (Expression expression : expressions) {
                if (expression.regex().find(exchange, uri)) {
                    Location deeper =
                            expression.entry().inner().find(uri, exchange).location();
                    return new Found(
                            deeper != null ? deeper : expression.entry().location(), true);
                }
            }
        }
        return new Found(best, false);
    }

    private Entry longestPrefix(String uri) {
        for (int length : lengths) {
            if (length <= uri.length()) {
                Entry entry = prefixes.get(uri.substring(0, length));
                if (entry != null) {
                    return entry;
                }
            }
        }
        return null;
    }
}
