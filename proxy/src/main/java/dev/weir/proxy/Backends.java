package dev.weir.proxy;

import dev.weir.config.directive.Assembly;
import dev.weir.config.scope.Scope;
import dev.weir.core.http.Backend;
import dev.weir.core.http.ByteText;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;

/**
 * Makes the backends of one configuration generation. Those that name the same address share its kept connections.
 *
 * <p>Thread: the one that builds the configuration.
 */
public final class Backends implements Backend.Source {
    /** Kept to an address of which no {@code upstream} block says how many, a worker. */
    private static final Upstream.KeepAlive BARE =
            new Upstream.KeepAlive(16, 1000, 3_600_000_000_000L, 60_000_000_000L);

    private static final int HEAD_BYTES = 16 * 1024;
    private static final Duration SHORTEST_CONNECT = Duration.ofSeconds(1);

    private final UpstreamBlocks blocks;
    private final Scope http;
    private final Assembly assembly;
    private final Map<String, Upstream> byAuthority = new HashMap<>();
    private UpstreamTls tls;

    /**
     * @param http the block whose upstreams are known; null when there is none
     * @param assembly what the upstreams are built with
     */
    public Backends(Upstreams upstreams, Scope http, Assembly assembly) {
        this.blocks = upstreams.blocks();
        this.http = http;
        this.assembly = assembly;
    }

    @Override
    public Backend at(String uri, long timeoutNanos, int mostBytes) {
        ProxyUrl url = ProxyUrl.parse(ByteText.of(uri));
        if (url.uri().chars().anyMatch(c -> c <= ' ' || c == 0x7f)) {
            throw new IllegalArgumentException("a blank or a control character in \"" + uri + "\"");
        }
        String authority = url.port() < 0 && !url.isUnix() ? url.host() : url.authority();
        Upstream upstream = byAuthority.computeIfAbsent(authority, a -> blocks.at(url, BARE, http, assembly));
        BackendCall.Place place = new BackendCall.Place(
                upstream,
                url.hostHeader(),
                url.uri().isEmpty() ? "/" : url.uri(),
                options(upstream, Duration.ofNanos(timeoutNanos)),
                mostBytes,
                url.secure() ? tls() : null);
        return (of, request, caller) -> BackendCall.begin(place, of, request, caller);
    }

    /** As the {@code http} block says. */
    private UpstreamTls tls() {
        if (tls == null) {
            tls = ProxySslFeature.tls(http, assembly);
        }
        return tls;
    }

    /** No server may use up the time of all of them by not letting us connect. */
    private static ProxyOptions options(Upstream upstream, Duration timeout) {
        Duration share = timeout.dividedBy(Math.max(1, upstream.members().tries()));
        Duration connect = share.compareTo(SHORTEST_CONNECT) < 0 ? SHORTEST_CONNECT : share;
        return new ProxyOptions(
                1,
                connect.compareTo(timeout) < 0 ? connect : timeout,
                timeout,
                timeout,
                true,
                HEAD_BYTES,
                0,
                true,
                EnumSet.of(NextReason.ERROR, NextReason.TIMEOUT),
                0,
                timeout,
                false,
                false,
                0);
    }
}
