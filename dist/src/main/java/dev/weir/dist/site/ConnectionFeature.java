package dev.weir.dist.site;

import static dev.weir.config.directive.Context.HTTP;
import static dev.weir.config.directive.Context.LOCATION;
import static dev.weir.config.directive.Context.SERVER;

import dev.weir.config.directive.Arg;
import dev.weir.config.directive.Args;
import dev.weir.config.directive.Directive;
import dev.weir.config.directive.Feature;
import dev.weir.config.directive.Refusal;
import dev.weir.config.scope.Scope;
import dev.weir.config.syntax.Word;
import dev.weir.core.http.ConnectionRules;
import dev.weir.core.http.LeastRate;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Directives that say how long client connections live and how they end.
 *
 * <p>Thread: any; stateless.
 */
public final class ConnectionFeature implements Feature {

    public static final Directive<Duration> KEEPALIVE_TIME = Directive.named("keepalive_time")
            .in(HTTP, SERVER, LOCATION)
            .doc("The age at which a client connection takes no further request.")
            .example("keepalive_time 1h;")
            .takes(Args.time())
            .defaultsTo(Duration.ofHours(1), "1h");

    public static final Directive<Set<String>> KEEPALIVE_DISABLE = Directive.named("keepalive_disable")
            .in(HTTP, SERVER, LOCATION)
            .doc("Browsers whose connections end with each response: `msie6` after a POST, `safari` always, or `none`.")
            .example("keepalive_disable msie6 safari;")
            .takes(browsers())
            .joins(Args::union)
            .defaultsTo(Set.of("msie6"), "msie6");

    public static final Directive<ConnectionRules.Lingering> LINGERING_CLOSE = Directive.named("lingering_close")
            .in(HTTP, SERVER, LOCATION)
            .doc("Whether what a client still sends is read before its connection is closed: when something may come"
                    + " (`on`), `always`, or never (`off`), which may cost the client the response.")
            .example("lingering_close always;")
            .takes(Choices.of(ConnectionRules.Lingering.class))
            .defaultsTo(ConnectionRules.Lingering.ON, "on");

    public static final Directive<Duration> LINGERING_TIME = Directive.named("lingering_time")
            .in(HTTP, SERVER, LOCATION)
            .doc("The longest time for `lingering_close`.")
            .example("lingering_time 30s;")
            .takes(Args.time())
            .defaultsTo(Duration.ofSeconds(30), "30s");

    public static final Directive<LeastRate> CLIENT_MIN_RATE = Directive.named("client_min_rate")
            .in(HTTP, SERVER, LOCATION)
            .doc("How many bytes a second a client must send of a body, or of a WebSocket message that it has begun"
                    + " (where the connection is proxied, of a frame: messages may come in pieces as they are made),"
                    + " and take of a response, in the mean. It may be slower for the time *after*, or"
                    + " for `client_body_timeout` or `send_timeout` where that is longer; then its connection is"
                    + " closed. nginx has but the timeouts, which a byte now and then keeps off for ever.")
            .example("client_min_rate 100 after=1m;")
            .takes(leastRate())
            .defaultsTo(new LeastRate(500, Duration.ofSeconds(30)), "500 after=30s");

    private static Arg<LeastRate> leastRate() {
        return Args.of("size [after=time] | off", 1, 2, args -> {
            Word first = args.get(0);
            if (args.size() == 1 && Args.isOff(first)) {
                return LeastRate.NONE;
            }
            long bytes = Args.bytes(first, first.text());
            if (bytes == 0) {
                throw new Refusal(first, "is not a rate", "expected bytes a second such as 500 or 1k, or off");
            }
            if (args.size() == 1) {
                return new LeastRate(bytes, Duration.ofSeconds(30));
            }
            String after = Args.keyed(args.get(1), "after");
            if (after == null) {
                throw new Refusal(args.get(1), "is not a parameter", "expected after=time");
            }
            return new LeastRate(bytes, Args.time(args.get(1), after));
        });
    }

    private static Arg<Set<String>> browsers() {
        return Args.of("none | browser ...", 1, 3, args -> {
            for (Word word : args) {
                if (!Set.of("none", "msie6", "safari").contains(word.text())) {
                    throw new Refusal(word, "is not a browser", "expected none, msie6 or safari");
                }
            }
            return args.stream().map(Word::text).collect(Collectors.toUnmodifiableSet());
        });
    }

    @Override
    public List<Directive<?>> directives() {
        return List.of(KEEPALIVE_TIME, KEEPALIVE_DISABLE, LINGERING_CLOSE, LINGERING_TIME, CLIENT_MIN_RATE);
    }

    /** The rules of a location. */
    static ConnectionRules rules(Scope scope) {
        Set<String> disabled = scope.get(KEEPALIVE_DISABLE);
        return new ConnectionRules(
                scope.get(KEEPALIVE_TIME),
                !disabled.contains("msie6"),
                !disabled.contains("safari"),
                scope.get(LINGERING_CLOSE),
                scope.get(LINGERING_TIME),
                scope.get(CLIENT_MIN_RATE));
    }
}
