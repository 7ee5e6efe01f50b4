package dev.weir.config.scope;

import static dev.weir.config.directive.Context.HTTP;
import static dev.weir.config.directive.Context.LOCATION;
import static dev.weir.config.directive.Context.MAIN;
import static dev.weir.config.directive.Context.SERVER;
import static dev.weir.config.directive.Context.UPSTREAM;

import dev.weir.config.diagnostic.Diagnostics;
import dev.weir.config.directive.Address;
import dev.weir.config.directive.Args;
import dev.weir.config.directive.Context;
import dev.weir.config.directive.Directive;
import dev.weir.config.directive.Feature;
import dev.weir.config.directive.Refusal;
import dev.weir.config.directive.Regex;
import dev.weir.config.syntax.Word;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A small catalogue with one directive of every kind. */
public final class TestFeature implements Feature {
    public static final Directive<Boolean> EVENTS = Directive.named("events")
            .in(MAIN)
            .doc("Events.")
            .takes(Args.none())
            .opens(Context.EVENTS)
            .once();

    public static final Directive<Boolean> HTTP_BLOCK = Directive.named("http")
            .in(MAIN)
            .doc("All of HTTP.")
            .example("http { }")
            .takes(Args.none())
            .opens(HTTP)
            .once();

    public static final Directive<Boolean> SERVER_BLOCK = Directive.named("server")
            .in(HTTP)
            .doc("A virtual server.")
            .takes(Args.none())
            .opens(SERVER);

    public static final Directive<List<Address>> PEER = Directive.named("server")
            .in(UPSTREAM)
            .doc("A peer.")
            .takes(Args.address(80))
            .repeatable();

    public static final Directive<Word> UPSTREAM_BLOCK = Directive.named("upstream")
            .in(HTTP)
            .doc("Peers.")
            .takes(Args.word("name"))
            .opens(UPSTREAM);

    public static final Directive<List<Word>> LOCATION_BLOCK = Directive.named("location")
            .in(SERVER, LOCATION)
            .doc("A location.")
            .takes(Args.words("[= | ~ | ~* | ^~] uri", 1, 2))
            .opens(LOCATION);

    public static final Directive<List<Word>> MAP = Directive.named("map")
            .in(HTTP)
            .doc("A map.")
            .takes(Args.words("string $variable", 2, 2))
            .opensEntries();

    public static final Directive<List<Address>> LISTEN = Directive.named("listen")
            .in(SERVER)
            .doc("Where to listen.")
            .takes(Args.of(
                    "address[:port]",
                    1,
                    4,
                    a -> Address.listen(a.get(0), a.get(0).text())))
            .repeatable();

    public static final Directive<List<Word>> SERVER_NAME = Directive.named("server_name")
            .in(SERVER)
            .doc("Names.")
            .takes(Args.words("name ...", 1, Integer.MAX_VALUE))
            .perLevel();

    public static final Directive<List<Word>> INDEX = Directive.named("index")
            .in(SERVER)
            .doc("Files.")
            .takes(Args.words("file ...", 1, Integer.MAX_VALUE))
            .joins((some, more) -> Stream.concat(some.stream(), more.stream()).toList());

    public static final Directive<Duration> WS_CONN_AGE = Directive.named("ws_conn_age")
            .in(HTTP, SERVER, LOCATION)
            .doc("Closes a WebSocket connection older than *time*.")
            .example("ws_conn_age 12h;")
            .takes(Args.time())
            .defaultsTo(Duration.ZERO, "off");

    public static final Directive<Integer> BUFFER = Directive.named("proxy_buffer_size")
            .in(HTTP, SERVER, LOCATION)
            .doc("A size.")
            .takes(Args.size())
            .defaultsTo(4096, "4k");

    public static final Directive<Long> BODY = Directive.named("client_max_body_size")
            .in(HTTP, SERVER, LOCATION)
            .doc("A limit.")
            .takes(Args.offset())
            .defaultsTo(1L << 20, "1m");

    public static final Directive<Boolean> SENDFILE = Directive.named("sendfile")
            .in(HTTP, SERVER, LOCATION)
            .doc("A flag.")
            .takes(Args.flag())
            .defaultsTo(false, "off");

    public static final Directive<List<List<Word>>> ADD_HEADER = Directive.named("add_header")
            .in(HTTP, SERVER, LOCATION)
            .doc("A header.")
            .takes(Args.words("name value [always]", 2, 3))
            .repeatable();

    public static final Directive<Word> PROXY_PASS = Directive.named("proxy_pass")
            .in(LOCATION)
            .doc("Where to go.")
            .takes(Args.word("URL"))
            .perLevel();

    public static final Directive<Integer> WORKERS = Directive.named("worker_processes")
            .in(MAIN)
            .doc("Workers.")
            .takes(Args.numberOrAuto(1, 512, 0))
            .defaultsTo(1, "1");

    public static final Directive<String> ESCAPE = Directive.named("escape")
            .in(HTTP)
            .doc("A choice.")
            .takes(Args.oneOf(Map.of("json", "json")))
            .defaultsTo("json", "json");

    public static final Directive<Regex> VALID =
            Directive.named("valid").in(SERVER).doc("A regex.").takes(Args.regex());

    public static final Directive<Duration> LOG = Directive.named("ws_log")
            .in(SERVER)
            .doc("A log.")
            .takes(Args.of("path [flush=time]", 1, 2, args -> {
                if (args.size() == 1) {
                    throw new Refusal(null, "needs a flush time", "add flush=1s");
                }
                return Args.time(args.get(1), Args.keyed(args.get(1), "flush"));
            }));

    public static final Directive<Boolean> STUB = Directive.named("stub_status")
            .in(SERVER, LOCATION)
            .doc("Shows.")
            .takes(Args.none())
            .perLevel();

    @Override
    public List<Directive<?>> directives() {
        return List.of(
                EVENTS,
                INDEX,
                HTTP_BLOCK,
                SERVER_BLOCK,
                PEER,
                UPSTREAM_BLOCK,
                LOCATION_BLOCK,
                MAP,
                LISTEN,
                SERVER_NAME,
                WS_CONN_AGE,
                BUFFER,
                BODY,
                SENDFILE,
                ADD_HEADER,
                PROXY_PASS,
                WORKERS,
                ESCAPE,
                VALID,
                LOG,
                STUB);
    }

    @Override
    public void check(Scope scope, Diagnostics diagnostics) {
        if (scope.hasOwn(STUB) && scope.hasOwn(PROXY_PASS)) {
            diagnostics.error(scope.where(STUB), "stub_status and proxy_pass cannot share a location", null);
        }
    }
}
