package dev.weir.dist.site;

import dev.weir.config.diagnostic.Diagnostics;
import dev.weir.config.directive.Address;
import dev.weir.config.directive.Assembly;
import dev.weir.config.directive.Catalog;
import dev.weir.config.scope.Scope;
import dev.weir.config.syntax.Span;
import dev.weir.core.http.HeadLimits;
import dev.weir.core.http.Location;
import dev.weir.core.http.VirtualServer;
import dev.weir.core.loop.DoorOptions;
import dev.weir.core.route.Hosts;
import dev.weir.core.variable.Variables;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Builds all servers of a configuration generation and tells who listens where.
 *
 * <p>Thread: the one that builds the configuration.
 */
public final class SiteBuilder {
    private final Catalog catalog;
    private final Assembly assembly;
    private final Diagnostics diagnostics;
    private final Map<SocketAddress, Gathering> gatherings = new LinkedHashMap<>();

    /** The servers of one address while they are gathered. */
    private static final class Gathering {
        private final List<Scope> scopes = new ArrayList<>();
        private final List<VirtualServer> servers = new ArrayList<>();
        private DoorOptions socket = DoorOptions.NONE;
        private boolean proxyProtocol;
        private Listen ssl;
        private int defaultIndex;
        private Span defaultAt;
    }

    /**
     * One address with its servers.
     *
     * @param socket what is said of the listening socket
     * @param hosts the servers by name
     */
    public record Listening(SocketAddress address, DoorOptions socket, Hosts hosts) {}

    private SiteBuilder(Catalog catalog, Assembly assembly) {
        this.catalog = catalog;
        this.assembly = assembly;
        this.diagnostics = assembly.diagnostics();
    }

    /** Builds everything below {@code main}; to be used only when the assembly's diagnostics have no errors. */
    public static List<Listening> build(Scope main, Catalog catalog, Assembly assembly) {
        SiteBuilder builder = new SiteBuilder(catalog, assembly);
        for (Scope http : main.blocks(HttpFeature.HTTP_BLOCK)) {
            builder.defineCaptures(http);
            MapBuilder maps = MapBuilder.define(http.blocks(MapFeature.MAP), assembly);
            GeoBuilder geos = GeoBuilder.define(http.blocks(GeoFeature.GEO), assembly);
            SplitBuilder splits = SplitBuilder.define(http.blocks(GeoFeature.SPLIT_CLIENTS), assembly);
            RewriteBuilder.define(http, assembly);
            AuthRequestFeature.define(http, assembly);
            maps.fill();
            geos.fill();
            splits.fill();
            LimitFeature.checkKeys(http, assembly);
            List<Scope> servers = http.blocks(HttpFeature.SERVER_BLOCK);
            servers.forEach(builder::addServer);
            if (servers.isEmpty() && !assembly.diagnostics().hasErrors()) {
                assembly.diagnostics()
                        .warning(
                                http.block().name().span(),
                                "no server is configured, so nothing is listened on",
                                "is an include missing?");
            }
        }
        return builder.finish();
    }

    /** Named captures are variables from the start, wherever they are used. */
    private void defineCaptures(Scope scope) {
        Variables variables = assembly.service(Variables.class);
        // Its own names alone: those that a location inherits have been defined with the server.
        boolean named = scope.hasOwn(HttpFeature.SERVER_NAME);
        for (List<ServerName> names : named ? scope.get(HttpFeature.SERVER_NAME) : List.<List<ServerName>>of()) {
            for (ServerName name : names) {
                if (name.regex() != null) {
                    name.regex().defineNames(variables);
                }
            }
        }
        for (Scope child : scope.children()) {
            if (child.opener() == HttpFeature.LOCATION_BLOCK) {
                LocationHead head = child.head(HttpFeature.LOCATION_BLOCK);
                if (head.regex() != null) {
                    head.regex().defineNames(variables);
                }
            }
            if (!child.opener().holdsEntries()) {
                defineCaptures(child);
            }
        }
    }

    private void addServer(Scope scope) {
        Map<SocketAddress, Listen> places = new LinkedHashMap<>();
        List<Listen> listens = scope.get(HttpFeature.LISTEN);
        if (listens.isEmpty()) {
            places.put(new InetSocketAddress("0.0.0.0", 80), null);
        }
        for (Listen listen : listens) {
            for (SocketAddress address : resolve(listen)) {
                if (places.putIfAbsent(address, listen) != null) {
                    diagnostics.error(
                            listen.word().span(),
                            "the server listens on \"" + listen.word().text() + "\" twice",
                            null);
                }
            }
        }
        VirtualServer server = server(scope, List.copyOf(places.keySet()));
        places.forEach((address, listen) -> gather(address, listen, scope, server));
    }

    private void gather(SocketAddress address, Listen listen, Scope scope, VirtualServer server) {
        Gathering gathering = gatherings.computeIfAbsent(address, a -> new Gathering());
        gathering.scopes.add(scope);
        gathering.servers.add(server);
        if (listen == null) {
            return;
        }
        gathering.socket = gathering.socket.or(listen.socket());
        gathering.proxyProtocol |= listen.proxyProtocol();
        gathering.ssl = listen.ssl() && gathering.ssl == null ? listen : gathering.ssl;
        if (listen.defaultServer()) {
            if (gathering.defaultAt != null) {
                diagnostics.add(dev.weir.config.diagnostic.Diagnostic.error(
                                listen.word().span(),
                                "a second default server for \"" + listen.word().text() + "\"",
                                null)
                        .relatedTo("the first is here", gathering.defaultAt));
            }
            gathering.defaultAt = listen.word().span();
            gathering.defaultIndex = gathering.servers.size() - 1;
        }
    }

    private List<SocketAddress> resolve(Listen listen) {
        List<SocketAddress> addresses = new ArrayList<>();
        for (Address address : listen.addresses()) {
            if (address instanceof Address.Tcp tcp) {
                resolve(tcp, listen, addresses);
            } else {
                addresses.add(UnixDomainSocketAddress.of(((Address.Unix) address).path()));
            }
        }
        return addresses;
    }

    private void resolve(Address.Tcp tcp, Listen listen, List<SocketAddress> addresses) {
        try {
            for (InetAddress address : InetAddress.getAllByName(tcp.host())) {
                addresses.add(new InetSocketAddress(address, tcp.port()));
            }
        } catch (UnknownHostException e) {
            diagnostics.error(
                    listen.word().span(),
                    "the host \"" + tcp.host() + "\" is not found",
                    "expected an address or a known name");
        }
    }

    private VirtualServer server(Scope scope, List<SocketAddress> addresses) {
        List<ServerName> names = scope.get(HttpFeature.SERVER_NAME).stream()
                .flatMap(List::stream)
                .toList();
        LocationBuilder builder = new LocationBuilder(catalog, assembly);
        Location fallback = builder.location("", scope);
        LargeBuffers large = scope.get(HttpFeature.LARGE_CLIENT_HEADER_BUFFERS);
        HeadLimits limits = new HeadLimits(
                scope.get(HttpFeature.CLIENT_HEADER_BUFFER_SIZE),
                large.count(),
                large.size(),
                scope.get(HttpFeature.IGNORE_INVALID_HEADERS),
                scope.get(HttpFeature.UNDERSCORES_IN_HEADERS),
                scope.get(HttpFeature.MAX_HEADERS));
        SslBuilder.Answers ssl = SslBuilder.build(scope, assembly);
        return new VirtualServer(
                names.isEmpty() ? "" : names.get(0).shown(),
                scope.get(HttpFeature.CLIENT_HEADER_TIMEOUT),
                limits,
                fallback.course().rewriter(),
                builder.locations(scope),
                fallback,
                addresses,
                scope.get(RoutingFeature.MERGE_SLASHES),
                ssl.usual(),
                ssl.varied());
    }

    private List<Listening> finish() {
        List<Listening> all = new ArrayList<>();
        gatherings.forEach((address, gathering) -> all.add(listening(address, gathering)));
        return all;
    }

    private Listening listening(SocketAddress address, Gathering gathering) {
        VirtualServer usual = gathering.servers.get(gathering.defaultIndex);
        if (gathering.ssl != null && (usual.tls() == null || !usual.tls().answers()) && !diagnostics.hasErrors()) {
            diagnostics.error(
                    gathering.ssl.word().span(),
                    "no \"ssl_certificate\" is defined for the \"listen ... ssl\" of the default server on "
                            + Addresses.text(address),
                    "expected ssl_certificate and ssl_certificate_key, or ssl_reject_handshake on");
        }
        Hosts hosts = new Hosts(usual, gathering.proxyProtocol, gathering.ssl != null);
        for (int i = 0; i < gathering.servers.size(); i++) {
            VirtualServer server = gathering.servers.get(i);
            List<List<ServerName>> lists = gathering.scopes.get(i).get(HttpFeature.SERVER_NAME);
            if (lists.isEmpty()) {
                hosts.add("", server);
            }
            for (List<ServerName> names : lists) {
                names.forEach(name -> add(name, server, hosts, address));
            }
        }
        return new Listening(address, gathering.socket, hosts);
    }

    private void add(ServerName name, VirtualServer server, Hosts hosts, SocketAddress address) {
        if (name.isInVain()) {
            diagnostics.warning(
                    name.word().span(),
                    "no host is ever named \"" + name.text() + "\"",
                    "a star stands for labels at the beginning or the end: *.example.com, www.example.*");
        } else if (name.regex() != null) {
            hosts.add(name.regex(), server);
        } else if (!hosts.add(name.text(), server)) {
            diagnostics.warning(
                    name.word().span(),
                    "conflicting server name \"" + name.text() + "\" on " + Addresses.text(address) + ", ignored",
                    "the first server with this name and address keeps it");
        }
    }
}
