package dev.weir.core.route;

import dev.weir.core.http.Exchange;
import dev.weir.core.http.Site;
import dev.weir.core.http.VirtualServer;
import dev.weir.core.variable.Regex;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The servers of one listening address by name, in nginx's order: exact, longest {@code *.name}, longest
 * {@code name.*}, first matching regular expression, default server.
 *
 * <p>Thread: any; immutable once built.
 */
public final class Hosts implements Site {
    private final VirtualServer defaultServer;
    private final Map<String, VirtualServer> exact = new HashMap<>();
    private final Map<String, VirtualServer> suffixes = new HashMap<>();
    private final Map<String, VirtualServer> prefixes = new HashMap<>();
    private final Map<Regex, VirtualServer> expressions = new LinkedHashMap<>();

    private final boolean proxyProtocol;

    private final boolean secure;

    public Hosts(VirtualServer defaultServer) {
        this(defaultServer, false, false);
    }

    /**
     * @param proxyProtocol whether each connection begins with a PROXY header
     * @param secure whether connections speak TLS
     */
    public Hosts(VirtualServer defaultServer, boolean proxyProtocol, boolean secure) {
        this.defaultServer = defaultServer;
        this.proxyProtocol = proxyProtocol;
        this.secure = secure;
    }

    @Override
    public boolean isSecure() {
        return secure;
    }

    @Override
    public boolean expectsProxyHeader() {
        return proxyProtocol;
    }

    /**
     * Adds a name: {@code name}, {@code *.name}, {@code .name} or {@code name.*}.
     *
     * @return false when another server has it already; the first keeps it
     */
    public boolean add(String name, VirtualServer server) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.startsWith("*.")) {
            return suffixes.putIfAbsent(lower.substring(1), server) == null;
        }
        if (lower.endsWith(".*")) {
            return prefixes.putIfAbsent(lower.substring(0, lower.length() - 1), server) == null;
        }
        if (lower.startsWith(".")) {
            return suffixes.putIfAbsent(lower, server) == null & exact.putIfAbsent(lower.substring(1), server) == null;
        }
        return exact.putIfAbsent(lower, server) == null;
    }

    /** Adds an expression; they are tried in the order in which they came. */
    public void add(Regex expression, VirtualServer server) {
        expressions.put(expression, server);
    }

    @Override
    public VirtualServer defaultServer() {
        return defaultServer;
    }

    /** Whether a server with this first name is among them. */
    public boolean names(String first) {
        return Stream.of(
                        List.of(defaultServer),
                        exact.values(),
                        suffixes.values(),
                        prefixes.values(),
                        expressions.values())
                .flatMap(Collection::stream)
                .anyMatch(server -> server.name().equals(first));
    }

    @Override
    public VirtualServer server(String host, Exchange exchange) {
        VirtualServer found = find(host, exchange);
        return found != null ? found : defaultServer;
    }

    @Override
    public VirtualServer find(String host, Exchange exchange) {
        String name = host == null ? "" : host;
        VirtualServer found = exact.get(name);
        if (found == null && !suffixes.isEmpty()) {
            found = bySuffix(name);
        }
        if (found == null && !prefixes.isEmpty()) {
            found = byPrefix(name);
        }
        if (found != null || name.isEmpty()) {
            return found;
        }
        for (Map.Entry<Regex, VirtualServer> entry : expressions.entrySet()) {
            boolean fits = exchange == null
                    ? entry.getKey().fits(name)
                    : entry.getKey().find(exchange, name);
            if (fits) {
                return entry.getValue();
            }
        }
        return null;
    }

    private VirtualServer bySuffix(String name) {
        for (int dot = name.indexOf('.', 1); dot >= 0; dot = name.indexOf('.', dot + 1)) {
            VirtualServer found = suffixes.get(name.substring(dot));
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private VirtualServer byPrefix(String name) {
        for (int dot = name.lastIndexOf('.'); dot > 0; dot = name.lastIndexOf('.', dot - 1)) {
            VirtualServer found = prefixes.get(name.substring(0, dot + 1));
            if (found != null) {
                return found;
            }
        }
        return null;
    }
}
