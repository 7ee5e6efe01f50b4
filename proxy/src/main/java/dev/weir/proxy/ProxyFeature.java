package dev.weir.proxy;

import static dev.weir.config.directive.Context.HTTP;
import static dev.weir.config.directive.Context.LIMIT_EXCEPT;
import static dev.weir.config.directive.Context.LOCATION;
import static dev.weir.config.directive.Context.LOCATION_IF;
import static dev.weir.config.directive.Context.SERVER;

import dev.weir.config.diagnostic.Diagnostics;
import dev.weir.config.directive.Args;
import dev.weir.config.directive.Directive;
import dev.weir.config.directive.Feature;
import dev.weir.config.directive.Refusal;
import dev.weir.config.scope.Scope;
import dev.weir.config.syntax.Span;
import dev.weir.config.syntax.Word;
import dev.weir.core.http.Handler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The directives of nginx's proxy module.
 *
 * <p>Source: nginx, ngx_http_proxy_module. Thread: any; immutable.
 */
public final class ProxyFeature implements Feature {
    /** Bytes of a page, which nginx's defaults count in. */
    private static final int PAGE = 4096;

    public static final Directive<Word> PASS = Directive.named("proxy_pass")
            .in(LOCATION, LOCATION_IF, LIMIT_EXCEPT)
            .doc("Passes requests to an upstream: a host, a `unix:` socket or the name of an `upstream`. A URI part "
                    + "replaces the location's path. Variables are allowed.")
            .example("proxy_pass http://127.0.0.1:8010;")
            .takes(Args.word("URL"))
            .perLevel()
            .makes(Handler.class, ProxyBuilder::build);

    static final Directive<Integer> HTTP_VERSION = Directive.named("proxy_http_version")
            .in(HTTP, SERVER, LOCATION)
            .doc("The version of requests to upstreams. WebSocket needs 1.1.")
            .example("proxy_http_version 1.1;")
            .takes(Args.oneOf(versions()))
            .defaultsTo(0, "1.0");

    static final Directive<List<List<Word>>> SET_HEADER = Directive.named("proxy_set_header")
            .in(HTTP, SERVER, LOCATION)
            .doc("Sets a *field* of requests to upstreams; an empty *value* leaves it out. Inherited only where the "
                    + "inner level sets none. Without it `Host` is `$proxy_host` and `Connection` is `close`.")
            .example("proxy_set_header Upgrade $http_upgrade;")
            .takes(Args.words("field value", 2, 2))
            .repeatable();

    static final Directive<List<Word>> HIDE_HEADER = Directive.named("proxy_hide_header")
            .in(HTTP, SERVER, LOCATION)
            .doc("Keeps a *field* of responses from the client, beside `Date`, `Server`, `X-Pad` and `X-Accel-*`.")
            .example("proxy_hide_header X-Powered-By;")
            .takes(Args.word("field"))
            .repeatable();

    static final Directive<List<Word>> PASS_HEADER = Directive.named("proxy_pass_header")
            .in(HTTP, SERVER, LOCATION)
            .doc("Lets a *field* of responses through that is hidden otherwise.")
            .example("proxy_pass_header Server;")
            .takes(Args.word("field"))
            .repeatable();

    static final Directive<Duration> CONNECT_TIMEOUT =
            timeout("proxy_connect_timeout", "Longest time to connect to an upstream server.");

    static final Directive<Duration> SEND_TIMEOUT =
            timeout("proxy_send_timeout", "Longest time in which an upstream server takes no byte.");

    static final Directive<Duration> READ_TIMEOUT = timeout(
            "proxy_read_timeout",
            "Longest silence of an upstream server; of a WebSocket, longest silence of both sides.");

    static final Directive<Boolean> BUFFERING = Directive.named("proxy_buffering")
            .in(HTTP, SERVER, LOCATION)
            .doc(
                    "With `on`, as much of a response as `proxy_buffers` hold may wait for a slow client in memory, and then "
                            + "`proxy_max_temp_file_size` in a file; with `off`, as much as `proxy_buffer_size`, and each "
                            + "piece is sent at once.")
            .example("proxy_buffering off;")
            .takes(Args.flag())
            .defaultsTo(true, "on");

    static final Directive<Integer> BUFFER_SIZE = Directive.named("proxy_buffer_size")
            .in(HTTP, SERVER, LOCATION)
            .doc("Most bytes of a response's head.")
            .example("proxy_buffer_size 8k;")
            .takes(Args.size())
            .defaultsTo(PAGE, "4k");

    static final Directive<Integer> BUFFERS = Directive.named("proxy_buffers")
            .in(HTTP, SERVER, LOCATION)
            .doc("How much of a response may wait for a slow client: *number* times *size*.")
            .example("proxy_buffers 8 16k;")
            .takes(Args.of("number size", 2, 2, ProxyFeature::buffers))
            .defaultsTo(8 * PAGE, "8 4k");

    static final Directive<Boolean> REQUEST_BUFFERING = Directive.named("proxy_request_buffering")
            .in(HTTP, SERVER, LOCATION)
            .doc("With `on` a request is passed on when its whole body has come; with `off` while it comes, and then "
                    + "to one server only.")
            .example("proxy_request_buffering off;")
            .takes(Args.flag())
            .defaultsTo(true, "on");

    static final Directive<Set<NextReason>> NEXT = Directive.named("proxy_next_upstream")
            .in(HTTP, SERVER, LOCATION)
            .doc("When a request goes to the next server.")
            .example("proxy_next_upstream error timeout http_502;")
            .takes(Args.of(
                    "error | timeout | invalid_header | http_500 | http_502 | http_503 | http_504 | http_403 | http_404"
                            + " | http_429 | non_idempotent | off ...",
                    1,
                    12,
                    ProxyFeature::reasons))
            .joins(ProxyFeature::both)
            .defaultsTo(EnumSet.of(NextReason.ERROR, NextReason.TIMEOUT), "error timeout");

    static final Directive<Integer> NEXT_TRIES = Directive.named("proxy_next_upstream_tries")
            .in(HTTP, SERVER, LOCATION)
            .doc("Most servers that one request tries; 0 for all.")
            .example("proxy_next_upstream_tries 2;")
            .takes(Args.number(0, Integer.MAX_VALUE))
            .defaultsTo(0, "0");

    static final Directive<Duration> NEXT_TIMEOUT = Directive.named("proxy_next_upstream_timeout")
            .in(HTTP, SERVER, LOCATION)
            .doc("Longest time in which a request begins new tries; 0 for no end.")
            .example("proxy_next_upstream_timeout 10s;")
            .takes(Args.time())
            .defaultsTo(Duration.ZERO, "0");

    static final Directive<List<List<Word>>> REDIRECT = Directive.named("proxy_redirect")
            .in(HTTP, SERVER, LOCATION)
            .doc("Rewrites `Location` and `Refresh` of responses: a beginning, or with `~` and `~*` a regular "
                    + "expression, is replaced.")
            .example("proxy_redirect http://127.0.0.1:8010/ /;")
            .takes(Args.of("default | off | redirect replacement", 1, 2, ProxyFeature::redirect))
            .repeatable();

    static final Directive<Boolean> IGNORE_CLIENT_ABORT = Directive.named("proxy_ignore_client_abort")
            .in(HTTP, SERVER, LOCATION)
            .doc("Whether an upstream server may finish when the client has gone.")
            .example("proxy_ignore_client_abort on;")
            .takes(Args.flag())
            .defaultsTo(false, "off");

    static final Directive<Boolean> INTERCEPT_ERRORS = Directive.named("proxy_intercept_errors")
            .in(HTTP, SERVER, LOCATION)
            .doc("Whether `error_page` also answers for statuses of 300 and more that come from upstreams.")
            .example("proxy_intercept_errors on;")
            .takes(Args.flag())
            .defaultsTo(false, "off");

    @Override
    public List<Directive<?>> directives() {
        return List.of(
                PASS,
                HTTP_VERSION,
                SET_HEADER,
                HIDE_HEADER,
                PASS_HEADER,
                CONNECT_TIMEOUT,
                SEND_TIMEOUT,
                READ_TIMEOUT,
                BUFFERING,
                BUFFER_SIZE,
                BUFFERS,
                REQUEST_BUFFERING,
                NEXT,
                NEXT_TRIES,
                NEXT_TIMEOUT,
                REDIRECT,
                IGNORE_CLIENT_ABORT,
                INTERCEPT_ERRORS);
    }

    static ProxyOptions options(Scope scope) {
        return new ProxyOptions(
                scope.get(HTTP_VERSION),
                scope.get(CONNECT_TIMEOUT),
                scope.get(SEND_TIMEOUT),
                scope.get(READ_TIMEOUT),
                scope.get(BUFFERING),
                scope.get(BUFFER_SIZE),
                scope.get(BUFFERS),
                scope.get(REQUEST_BUFFERING),
                scope.get(NEXT),
                scope.get(NEXT_TRIES),
                scope.get(NEXT_TIMEOUT),
                scope.get(IGNORE_CLIENT_ABORT),
                scope.get(INTERCEPT_ERRORS),
                scope.get(AnswerFeature.MAX_TEMP));
    }

    private static Directive<Duration> timeout(String name, String doc) {
        return Directive.named(name)
                .in(HTTP, SERVER, LOCATION)
                .doc(doc)
                .example(name + " 30s;")
                .takes(Args.time())
                .defaultsTo(Duration.ofSeconds(60), "60s");
    }

    private static Map<String, Integer> versions() {
        Map<String, Integer> versions = new LinkedHashMap<>();
        versions.put("1.0", 0);
        versions.put("1.1", 1);
        return versions;
    }

    @Override
    public void check(Scope scope, Diagnostics diagnostics) {
        List<List<Word>> redirects = scope.hasOwn(REDIRECT) ? scope.get(REDIRECT) : List.of();
        for (int i = 0; i < redirects.size(); i++) {
            Word first = redirects.get(i).get(0);
            boolean off = redirects.get(i).size() == 1 && Args.isOff(first);
            if (off && redirects.size() > 1) {
                diagnostics.error(
                        first.span(),
                        "\"proxy_redirect off\" stands beside others",
                        "leave it out, or leave out the others");
            } else if (redirects.get(i).size() == 1
                    && !off
                    && !isAfterPass(scope, scope.wheres(REDIRECT).get(i))) {
                diagnostics.error(
                        first.span(),
                        "\"proxy_redirect default\" stands before \"proxy_pass\"",
                        "put it behind the proxy_pass that it is to follow");
            }
        }
    }

    private static boolean isAfterPass(Scope scope, Span span) {
        return scope.hasOwn(PASS) && scope.where(PASS).start() < span.start();
    }

    private static int buffers(List<Word> args) throws Refusal {
        int number = Args.number(args.get(0), args.get(0).text(), 2, 1_000_000);
        long bytes = Args.bytes(args.get(1), args.get(1).text());
        if (bytes == 0) {
            throw new Refusal(args.get(1), "is not a valid size", "expected more than nothing, such as 8k");
        }
        return (int) Math.min(Integer.MAX_VALUE, number * bytes);
    }

    private static Set<NextReason> reasons(List<Word> args) throws Refusal {
        Set<NextReason> reasons = EnumSet.noneOf(NextReason.class);
        for (Word word : args) {
            NextReason found = null;
            for (NextReason reason : NextReason.values()) {
                found = reason.word().equals(word.text()) ? reason : found;
            }
            if (found == null) {
                throw new Refusal(word, "is not a valid value", "expected words such as error, timeout or http_502");
            }
            reasons.add(found);
        }
        return reasons.contains(NextReason.OFF) ? EnumSet.of(NextReason.OFF) : reasons;
    }

    private static Set<NextReason> both(Set<NextReason> some, Set<NextReason> more) {
        Set<NextReason> all = EnumSet.copyOf(some);
        all.addAll(more);
        return all.contains(NextReason.OFF) ? EnumSet.of(NextReason.OFF) : all;
    }

    private static List<Word> redirect(List<Word> args) throws Refusal {
        List<String> alone = new ArrayList<>(List.of("off", "default"));
        if (args.size() == 1 && !alone.contains(args.get(0).text())) {
            throw new Refusal(args.get(0), "needs a replacement", "expected off, default or two texts");
        }
        return args;
    }
}
