package dev.weir.dist.site;

import static dev.weir.config.directive.Context.HTTP;
import static dev.weir.config.directive.Context.LOCATION;
import static dev.weir.config.directive.Context.MAIN;
import static dev.weir.config.directive.Context.SERVER;

import dev.weir.config.diagnostic.Diagnostics;
import dev.weir.config.directive.Arg;
import dev.weir.config.directive.Args;
import dev.weir.config.directive.Context;
import dev.weir.config.directive.Directive;
import dev.weir.config.directive.Feature;
import dev.weir.config.directive.Refusal;
import dev.weir.config.scope.Scope;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Directives that say who listens and how HTTP is spoken: the greater part of nginx's HTTP core module.
 *
 * <p>Thread: any; stateless.
 */
public final class HttpFeature implements Feature {

    public static final Directive<Boolean> HTTP_BLOCK = Directive.named("http")
            .in(MAIN)
            .doc("Holds all servers.")
            .example("http { server { listen 8080; } }")
            .takes(Args.none())
            .opens(HTTP)
            .once();

    public static final Directive<Boolean> SERVER_BLOCK = Directive.named("server")
            .in(HTTP)
            .doc("One virtual server.")
            .example("server { listen 8080; server_name example.com; }")
            .takes(Args.none())
            .opens(SERVER);

    public static final Directive<List<Listen>> LISTEN = Directive.named("listen")
            .in(SERVER)
            .doc("Where the server accepts connections: an address, a port or a range of them, both, or a unix socket."
                    + " With `ssl` connections speak TLS, with `proxy_protocol` each begins with a PROXY header. `backlog`, `rcvbuf`,"
                    + " `sndbuf` and `so_keepalive` are told to the kernel; a reload changes them for connections that come"
                    + " after it, but for `backlog`. Other parameters of the socket, such as `reuseport`, are accepted"
                    + " without effect: one acceptor serves all workers.")
            .example("listen 127.0.0.1:8080 default_server backlog=4096 so_keepalive=10m::5;")
            .takes(Listen.arg())
            .perLevel()
            .repeatable();

    public static final Directive<List<List<ServerName>>> SERVER_NAME = Directive.named("server_name")
            .in(SERVER)
            .doc("The names of the server: exact, `*.wildcard`, `wildcard.*`, `.both`, or `~expression`, whose named"
                    + " captures become variables.")
            .example("server_name example.com *.example.com;")
            .takes(ServerName.arg())
            .perLevel()
            .repeatable();

    public static final Directive<LocationHead> LOCATION_BLOCK = Directive.named("location")
            .in(SERVER, LOCATION)
            .doc("What is done with the URIs that match: `=` exactly, a prefix, `^~` a prefix that wins over"
                    + " expressions, `~` an expression, `~*` one without case, `@name` only by internal redirect.")
            .example("location /streaming { return 200 \"here\"; }")
            .takes(LocationHead.arg())
            .opens(LOCATION);

    public static final Directive<KeepaliveTimeout> KEEPALIVE_TIMEOUT = Directive.named("keepalive_timeout")
            .in(HTTP, SERVER, LOCATION)
            .doc("How long an idle client connection stays open; 0 closes after each response. The second time is sent"
                    + " as `Keep-Alive: timeout=`.")
            .example("keepalive_timeout 75s 60s;")
            .takes(KeepaliveTimeout.arg())
            .defaultsTo(new KeepaliveTimeout(Duration.ofSeconds(75), Duration.ZERO), "75s");

    public static final Directive<Integer> KEEPALIVE_REQUESTS = Directive.named("keepalive_requests")
            .in(HTTP, SERVER, LOCATION)
            .doc("How many requests one client connection may make.")
            .example("keepalive_requests 1000;")
            .takes(Args.number(0, Integer.MAX_VALUE))
            .defaultsTo(1000, "1000");

    public static final Directive<Duration> CLIENT_HEADER_TIMEOUT = Directive.named("client_header_timeout")
            .in(HTTP, SERVER)
            .doc("How long a request's head may take as a whole.")
            .example("client_header_timeout 60s;")
            .takes(Args.time())
            .defaultsTo(Duration.ofSeconds(60), "60s");

    public static final Directive<Duration> CLIENT_BODY_TIMEOUT = Directive.named("client_body_timeout")
            .in(HTTP, SERVER, LOCATION)
            .doc("The longest silence while a request's body comes.")
            .example("client_body_timeout 60s;")
            .takes(Args.time())
            .defaultsTo(Duration.ofSeconds(60), "60s");

    public static final Directive<Duration> SEND_TIMEOUT = Directive.named("send_timeout")
            .in(HTTP, SERVER, LOCATION)
            .doc("The longest time in which a client takes no byte of a response.")
            .example("send_timeout 60s;")
            .takes(Args.time())
            .defaultsTo(Duration.ofSeconds(60), "60s");

    public static final Directive<Duration> LINGERING_TIMEOUT = Directive.named("lingering_timeout")
            .in(HTTP, SERVER, LOCATION)
            .doc("After an early response: the longest silence while what the client still sends is thrown away.")
            .example("lingering_timeout 5s;")
            .takes(Args.time())
            .defaultsTo(Duration.ofSeconds(5), "5s");

    public static final Directive<Integer> CLIENT_HEADER_BUFFER_SIZE = Directive.named("client_header_buffer_size")
            .in(HTTP, SERVER)
            .doc("Bytes of a head that are taken before `large_client_header_buffers` count.")
            .example("client_header_buffer_size 1k;")
            .takes(bufferSize())
            .defaultsTo(1024, "1k");

    public static final Directive<LargeBuffers> LARGE_CLIENT_HEADER_BUFFERS = Directive.named(
                    "large_client_header_buffers")
            .in(HTTP, SERVER)
            .doc("How large a head may be: a line at most *size* (414 or 400), all lines at most *number* times that.")
            .example("large_client_header_buffers 4 8k;")
            .takes(LargeBuffers.arg())
            .defaultsTo(new LargeBuffers(4, 8192), "4 8k");

    public static final Directive<Boolean> IGNORE_INVALID_HEADERS = Directive.named("ignore_invalid_headers")
            .in(HTTP, SERVER)
            .doc("Whether fields with odd names are dropped.")
            .example("ignore_invalid_headers on;")
            .takes(Args.flag())
            .defaultsTo(true, "on");

    public static final Directive<Boolean> UNDERSCORES_IN_HEADERS = Directive.named("underscores_in_headers")
            .in(HTTP, SERVER)
            .doc("Whether underscores in field names are fine; otherwise such a field counts as odd.")
            .example("underscores_in_headers on;")
            .takes(Args.flag())
            .defaultsTo(false, "off");

    public static final Directive<Integer> MAX_HEADERS = Directive.named("max_headers")
            .in(HTTP, SERVER)
            .doc("How many fields a request may have; more are answered by 400.")
            .example("max_headers 200;")
            .takes(Args.number(1, Integer.MAX_VALUE))
            .defaultsTo(1000, "1000");

    public static final Directive<Long> CLIENT_MAX_BODY_SIZE = Directive.named("client_max_body_size")
            .in(HTTP, SERVER, LOCATION)
            .doc("The largest request body; more is answered by 413. 0 means no limit.")
            .example("client_max_body_size 8m;")
            .takes(Args.offset())
            .defaultsTo(1024L * 1024, "1m");

    public static final Directive<Integer> CLIENT_BODY_BUFFER_SIZE = Directive.named("client_body_buffer_size")
            .in(HTTP, SERVER, LOCATION)
            .doc("Bytes of a request's body that are kept in memory; a larger one goes to a temporary file.")
            .example("client_body_buffer_size 16k;")
            .takes(Args.size())
            .defaultsTo(16 * 1024, "16k");

    public static final Directive<Boolean> TCP_NODELAY = Directive.named("tcp_nodelay")
            .in(HTTP, SERVER, LOCATION)
            .doc("Accepted; Weir always sends small segments at once.")
            .example("tcp_nodelay on;")
            .takes(Args.flag())
            .defaultsTo(true, "on");

    private static final Directive<Boolean> TCP_NOPUSH = Directive.named("tcp_nopush")
            .in(HTTP, SERVER, LOCATION)
            .doc("Accepted without effect: a response's head and the beginning of its body leave in one write anyway.")
            .example("tcp_nopush on;")
            .takes(Args.flag())
            .defaultsTo(false, "off");

    private static final Directive<Boolean> SENDFILE = Directive.named("sendfile")
            .in(HTTP, SERVER, LOCATION)
            .doc("Accepted without effect.")
            .example("sendfile on;")
            .takes(Args.flag())
            .defaultsTo(false, "off");

    public static final Directive<Boolean> SERVER_TOKENS = Directive.named("server_tokens")
            .in(HTTP, SERVER, LOCATION)
            .doc("Whether responses and error pages tell Weir's version; `build` is the same as `on`.")
            .example("server_tokens off;")
            .takes(serverTokens())
            .defaultsTo(true, "on");

    private static Arg<Integer> bufferSize() {
        return Args.of("size", 1, 1, args -> {
            int size = Args.size().read(args);
            if (size == 0) {
                throw new Refusal(args.get(0), "is not a valid size", "expected more than nothing, such as 1k");
            }
            return size;
        });
    }

    private static Arg<Boolean> serverTokens() {
        Map<String, Boolean> choices = new LinkedHashMap<>();
        choices.put("on", true);
        choices.put("off", false);
        choices.put("build", true);
        return Args.oneOf(choices);
    }

    private static Directive<Integer> sizing(String name, Context... more) {
        return Directive.named(name)
                .in(HTTP, more)
                .doc("Accepted without effect: Weir's tables size themselves.")
                .example(name + " 128;")
                .takes(Args.number(1, Integer.MAX_VALUE));
    }

    private static final List<Directive<?>> SIZINGS = List.of(
            sizing("server_names_hash_bucket_size"),
            sizing("server_names_hash_max_size"),
            sizing("types_hash_bucket_size", SERVER, LOCATION),
            sizing("types_hash_max_size", SERVER, LOCATION),
            sizing("variables_hash_bucket_size"),
            sizing("variables_hash_max_size"));

    @Override
    public List<Directive<?>> directives() {
        List<Directive<?>> all = new java.util.ArrayList<>(List.of(
                HTTP_BLOCK,
                SERVER_BLOCK,
                LISTEN,
                SERVER_NAME,
                LOCATION_BLOCK,
                KEEPALIVE_TIMEOUT,
                KEEPALIVE_REQUESTS,
                CLIENT_HEADER_TIMEOUT,
                CLIENT_BODY_TIMEOUT,
                SEND_TIMEOUT,
                LINGERING_TIMEOUT,
                CLIENT_HEADER_BUFFER_SIZE,
                LARGE_CLIENT_HEADER_BUFFERS,
                IGNORE_INVALID_HEADERS,
                UNDERSCORES_IN_HEADERS,
                MAX_HEADERS,
                CLIENT_MAX_BODY_SIZE,
                CLIENT_BODY_BUFFER_SIZE,
                TCP_NODELAY,
                TCP_NOPUSH,
                SENDFILE,
                SERVER_TOKENS));
        all.addAll(SIZINGS);
        return all;
    }

    @Override
    public void check(Scope scope, Diagnostics diagnostics) {
        if (scope.opener() == LOCATION_BLOCK && scope.parent().opener() == LOCATION_BLOCK) {
            checkNested(scope.head(LOCATION_BLOCK), scope.parent().head(LOCATION_BLOCK), diagnostics);
        }
    }

    private static void checkNested(LocationHead inner, LocationHead outer, Diagnostics diagnostics) {
        String what = "location \"" + inner.pattern() + "\"";
        if (outer.kind() == LocationHead.Kind.EXACT || outer.kind() == LocationHead.Kind.NAMED) {
            diagnostics.error(
                    inner.word().span(),
                    what + " cannot be inside the " + (outer.kind() == LocationHead.Kind.NAMED ? "named" : "exact")
                            + " location \"" + outer.pattern() + "\"",
                    null);
        } else if (inner.kind() == LocationHead.Kind.NAMED) {
            diagnostics.error(
                    inner.word().span(),
                    "named location \"" + inner.pattern() + "\" can be on the server level only",
                    null);
        } else if (inner.kind() != LocationHead.Kind.REGEX && !inner.pattern().startsWith(outer.pattern())) {
            diagnostics.error(inner.word().span(), what + " is outside location \"" + outer.pattern() + "\"", null);
        }
    }
}
