package dev.weir.proxy;

import static dev.weir.config.directive.Context.HTTP;
import static dev.weir.config.directive.Context.UPSTREAM;

import dev.weir.config.diagnostic.Diagnostics;
import dev.weir.config.directive.Address;
import dev.weir.config.directive.Args;
import dev.weir.config.directive.Directive;
import dev.weir.config.directive.Feature;
import dev.weir.config.directive.Refusal;
import dev.weir.config.scope.Scope;
import dev.weir.config.syntax.Word;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The directives of nginx's upstream module.
 *
 * <p>Source: nginx, ngx_http_upstream_module. Thread: any; immutable.
 */
public final class UpstreamFeature implements Feature {
    public static final Directive<Word> GROUP = Directive.named("upstream")
            .in(HTTP)
            .doc("A group of servers that `proxy_pass` may name.")
            .example("upstream app { server 127.0.0.1:8010; }")
            .takes(Args.word("name"))
            .opens(UPSTREAM);

    /** One {@code server} line. */
    record ServerLine(Word word, Address address, Peer.Settings settings, boolean resolves, String service) {

        /** Whether it is a name that is looked up again and again; an address stays what it is. */
        boolean isLookedUp() {
            return resolves && address instanceof Address.Tcp tcp && !VariableTarget.isLiteral(tcp.host());
        }
    }

    /** A {@code hash} line. */
    record HashLine(Word key, boolean consistent) {}

    static final Directive<List<ServerLine>> PEER = Directive.named("server")
            .in(UPSTREAM)
            .doc("A server of the group: *address* is a host with port (80), or `unix:` and a path. A name with "
                    + "several addresses makes several servers. Names are looked up at start or, with `resolve`, by the "
                    + "`resolver` while Weir runs, again whenever an answer's time is over; servers whose address stays "
                    + "keep their state. With `service` the hosts, ports and weights of a service are looked up (SRV): "
                    + "`http` means `_http._tcp`. `route` names the server for `sticky`; with `drain` only "
                    + "clients that are bound to it still come.")
            .example("server 127.0.0.1:8010 weight=2 max_fails=3 fail_timeout=30s backup;")
            .takes(Args.of(
                    "address [weight=number] [max_fails=number] [fail_timeout=time] [max_conns=number] [backup] [down] "
                            + "[drain] [route=name] [resolve [service=name]]",
                    1,
                    12,
                    UpstreamFeature::server))
            .repeatable();

    static final Directive<Boolean> IP_HASH = Directive.named("ip_hash")
            .in(UPSTREAM)
            .doc("Sends a client always to the same server, by the first three octets of its IPv4 address or its whole "
                    + "IPv6 address.")
            .example("ip_hash;")
            .takes(Args.none())
            .joins((before, last) -> last);

    static final Directive<Boolean> LEAST_CONN = Directive.named("least_conn")
            .in(UPSTREAM)
            .doc("Prefers the server with the fewest connections in proportion to its weight. An open tunnel counts.")
            .example("least_conn;")
            .takes(Args.none())
            .joins((before, last) -> last);

    static final Directive<HashLine> HASH = Directive.named("hash")
            .in(UPSTREAM)
            .doc("Chooses by a *key* with variables; with `consistent` (ketama) few keys move when servers change.")
            .example("hash $arg_room consistent;")
            .takes(Args.of("key [consistent]", 1, 2, UpstreamFeature::hash))
            .joins((before, last) -> last);

    static final Directive<Boolean> RANDOM = Directive.named("random")
            .in(UPSTREAM)
            .doc("Draws a server by weight; with `two`, draws two and takes the one with fewer connections.")
            .example("random two least_conn;")
            .takes(Args.of("[two [least_conn]]", 0, 2, UpstreamFeature::random))
            .joins((before, last) -> last);

    /** nginx's eight pages. */
    private static final int LEAST_ZONE = 32 * 1024;

    private static final Set<Directive<?>> METHODS = Set.of(IP_HASH, LEAST_CONN, HASH, RANDOM);

    static final Directive<Integer> KEEPALIVE = Directive.named("keepalive")
            .in(UPSTREAM)
            .doc("How many idle connections each worker keeps open to the group. `proxy_http_version 1.1` and an empty "
                    + "`Connection` field go with it.")
            .example("keepalive 32;")
            .takes(Args.number(1, 1_000_000))
            .defaultsTo(0, "none");

    static final Directive<Integer> KEEPALIVE_REQUESTS = Directive.named("keepalive_requests")
            .in(UPSTREAM)
            .doc("Most requests over one kept connection.")
            .example("keepalive_requests 100;")
            .takes(Args.number(1, Integer.MAX_VALUE))
            .defaultsTo(1000, "1000");

    static final Directive<Duration> KEEPALIVE_TIME = Directive.named("keepalive_time")
            .in(UPSTREAM)
            .doc("Longest life of a connection that may be kept.")
            .example("keepalive_time 10m;")
            .takes(Args.time())
            .defaultsTo(Duration.ofHours(1), "1h");

    static final Directive<Duration> KEEPALIVE_TIMEOUT = Directive.named("keepalive_timeout")
            .in(UPSTREAM)
            .doc("How long a kept connection may be idle.")
            .example("keepalive_timeout 30s;")
            .takes(Args.time())
            .defaultsTo(Duration.ofSeconds(60), "60s");

    static final Directive<List<Word>> ZONE = Directive.named("zone")
            .in(UPSTREAM)
            .doc("Accepted: the state of a group is always shared by all workers. `resolve` demands it, as in nginx.")
            .example("zone app 64k;")
            .takes(Args.of("name [size]", 1, 2, UpstreamFeature::zone))
            .joins((before, last) -> last);

    @Override
    public List<Directive<?>> directives() {
        return List.of(
                GROUP,
                PEER,
                IP_HASH,
                LEAST_CONN,
                HASH,
                RANDOM,
                KEEPALIVE,
                KEEPALIVE_REQUESTS,
                KEEPALIVE_TIME,
                KEEPALIVE_TIMEOUT,
                ZONE);
    }

    private static ServerLine server(List<Word> args) throws Refusal {
        Word first = args.get(0);
        ServerParameters parameters = new ServerParameters();
        for (Word word : args.subList(1, args.size())) {
            parameters.read(word);
        }
        Address address = Address.peer(first, first.text(), ProxyUrl.DEFAULT_PORT);
        Word service = parameters.service();
        ServerLine line = new ServerLine(
                first, address, parameters.settings(), parameters.resolves(), service == null ? null : service.text());
        if (service != null) {
            checkService(line, service);
        }
        return line;
    }

    private static void checkService(ServerLine line, Word service) throws Refusal {
        if (!line.resolves()) {
            throw new Refusal(service, "as a service is looked up while Weir runs", "add resolve");
        }
        if (line.isLookedUp() && line.word().text().indexOf(':') >= 0) {
            throw new Refusal(line.word(), "may not have a port", "its service tells the port");
        }
        if (!line.isLookedUp()) {
            throw new Refusal(line.word(), "is no name that could have a service", "expected such as example.net");
        }
    }

    private static List<Word> zone(List<Word> args) throws Refusal {
        if (args.get(0).text().isEmpty()) {
            throw new Refusal(args.get(0), "is not a valid name", "expected a name such as app");
        }
        if (args.size() == 2 && Args.bytes(args.get(1), args.get(1).text()) < LEAST_ZONE) {
            throw new Refusal(args.get(1), "is too small", "expected at least 32k");
        }
        return args;
    }

    private static HashLine hash(List<Word> args) throws Refusal {
        boolean consistent = args.size() == 2;
        if (consistent && !args.get(1).text().equals("consistent")) {
            throw new Refusal(args.get(1), "is not a valid parameter", "expected consistent");
        }
        return new HashLine(args.get(0), consistent);
    }

    private static boolean random(List<Word> args) throws Refusal {
        if (args.isEmpty()) {
            return false;
        }
        if (!args.get(0).text().equals("two")) {
            throw new Refusal(args.get(0), "is not a valid parameter", "expected two");
        }
        if (args.size() == 2 && !args.get(1).text().equals("least_conn")) {
            throw new Refusal(args.get(1), "is not a method Weir has", "expected least_conn");
        }
        return true;
    }

    @Override
    public void check(Scope scope, Diagnostics diagnostics) {
        if (scope.opener() == GROUP) {
            checkGroup(scope, diagnostics);
        } else if (scope.context() == HTTP) {
            checkGroups(scope, diagnostics);
        }
    }

    /** The way of balancing that a group says last; null when it says none. */
    static Directive<?> method(Scope group) {
        Directive<?> last = null;
        for (Scope.Written each : group.written()) {
            last = METHODS.contains(each.directive()) ? each.directive() : last;
        }
        return last;
    }

    private static void checkMethods(Scope group, Diagnostics diagnostics) {
        Scope.Written before = null;
        for (Scope.Written each : group.written()) {
            if (METHODS.contains(each.directive())) {
                if (before != null) {
                    diagnostics.warning(
                            each.span(),
                            "load balancing method redefined",
                            before.directive().name() + " before it has no effect");
                }
                before = each;
            }
        }
    }

    private static void checkGroup(Scope scope, Diagnostics diagnostics) {
        checkMethods(scope, diagnostics);
        if (!scope.hasOwn(PEER)) {
            Word name = scope.head(GROUP);
            diagnostics.error(
                    name.span(),
                    "no servers are inside upstream \"" + name.text() + "\"",
                    "add a line such as server 127.0.0.1:8010;");
        }
        checkNames(scope, scope.get(PEER), diagnostics);
        if (scope.hasOwn(PEER) && scope.get(PEER).stream().allMatch(line -> line.settings.backup())) {
            diagnostics.error(
                    scope.wheres(PEER).get(0),
                    "all servers of upstream \"" + scope.head(GROUP).text() + "\" are backups",
                    "leave out backup, or add a server without it");
        }
        for (Directive<?> method : List.of(IP_HASH, HASH, RANDOM)) {
            for (ServerLine line : scope.get(PEER)) {
                if (line.settings.backup() && scope.hasOwn(method)) {
                    diagnostics.error(
                            line.word.span(),
                            "a backup server cannot be used with " + method.name(),
                            "leave out backup");
                }
            }
        }
    }

    /** What nginx demands of a group whose names are looked up at run time. */
    private static void checkNames(Scope group, List<ServerLine> lines, Diagnostics diagnostics) {
        for (ServerLine line : lines) {
            if (line.isLookedUp() && !group.hasOwn(ZONE)) {
                diagnostics.error(
                        line.word().span(),
                        "resolving names at run time requires upstream \""
                                + group.head(GROUP).text() + "\" to be in shared memory",
                        "add a line such as zone " + group.head(GROUP).text() + " 64k;");
                return;
            }
            if (line.isLookedUp() && !group.has(ResolverFeature.RESOLVER)) {
                diagnostics.error(
                        line.word().span(),
                        "no resolver defined to resolve names at run time in upstream \""
                                + group.head(GROUP).text() + "\"",
                        "add a line such as resolver 127.0.0.53;");
                return;
            }
        }
    }

    private static void checkGroups(Scope http, Diagnostics diagnostics) {
        List<Scope> groups = http.blocks(GROUP);
        for (int i = 1; i < groups.size(); i++) {
            Word name = groups.get(i).head(GROUP);
            for (Scope earlier : groups.subList(0, i)) {
                if (isNamed(earlier, name.text())) {
                    diagnostics.add(dev.weir.config.diagnostic.Diagnostic.error(
                                    name.span(), "duplicate upstream \"" + name.text() + "\"", null)
                            .relatedTo("the first is here", earlier.head(GROUP).span()));
                    break;
                }
            }
        }
    }

    static boolean isNamed(Scope group, String name) {
        return group.head(GROUP).text().toLowerCase(Locale.ROOT).equals(name.toLowerCase(Locale.ROOT));
    }
}
