package dev.weir.stats.count;

import static dev.weir.config.directive.Context.HTTP;
import static dev.weir.config.directive.Context.LOCATION;
import static dev.weir.config.directive.Context.SERVER;

import dev.weir.config.diagnostic.Diagnostic;
import dev.weir.config.diagnostic.Diagnostics;
import dev.weir.config.directive.Arg;
import dev.weir.config.directive.Args;
import dev.weir.config.directive.Assembly;
import dev.weir.config.directive.Directive;
import dev.weir.config.directive.Feature;
import dev.weir.config.directive.Refusal;
import dev.weir.config.scope.Scope;
import dev.weir.config.syntax.Word;
import dev.weir.core.http.BodyFilter;
import dev.weir.core.http.Handler;
import dev.weir.core.ws.FrameTap;
import dev.weir.stats.log.LogDispatcher;
import dev.weir.stats.page.ConnectionsLocation;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The locations that print statistics. Thread: the one that builds the configuration. */
public final class StatsFeature implements Feature {

    /** The value is the fixed format; empty when the request chooses. */
    public static final Directive<Optional<StatFormat>> WS_STAT = Directive.named("ws_stat")
            .in(LOCATION)
            .doc("Answers GET and HEAD with the statistics of the whole process, as `text`, `json`, `prometheus` or "
                    + "`openmetrics`, or with a page for browsers, `html`, that keeps itself up to date. Without an argument the request "
                    + "chooses by `?format=` or `Accept`; else it is text. With `?format=events` the JSON comes once a "
                    + "second as server-sent events.")
            .example("ws_stat;")
            .takes(statFormat())
            .perLevel()
            .makes(Handler.class, (format, scope, assembly) -> statHandler(format, scope, assembly));

    public static final Directive<Boolean> STUB_STATUS = Directive.named("stub_status")
            .in(SERVER, LOCATION)
            .doc("Answers with nginx's basic status: connections and requests.")
            .example("stub_status;")
            .takes(Args.words("", 0, 1).map(ignored -> true))
            .perLevel()
            .makes(
                    Handler.class,
                    (on, scope, assembly) -> new StubStatusHandler(
                            assembly.service(CounterBoard.class), assembly.service(HttpGauges.class)));

    public static final Directive<Boolean> WS_STAT_APPEND = Directive.named("ws_stat_append")
            .in(LOCATION)
            .doc("Lets the statistics in Prometheus' text format follow the location's answers of status 200, whoever"
                    + " makes them: `stub_status`, `return`, a file, a proxied server. A body that the proxied server"
                    + " has compressed remains as it is; `proxy_set_header Accept-Encoding \"\"` keeps it from that.")
            .example("ws_stat_append;")
            .takes(Args.none())
            .defaultsTo(false, null);

    public static final Directive<List<ZoneRule>> WS_STAT_ZONE = Directive.named("ws_stat_zone")
            .in(HTTP, SERVER, LOCATION)
            .doc(
                    "Counts the WebSocket connections of all places that name this zone: frames, messages, payload and wire"
                            + " bytes each way, for billing and the like. With *key*, a text with variables read once when a"
                            + " connection opens, each of its values is counted on its own; connections for which it is empty"
                            + " are not counted. There are at most *max* values (1000); further ones, and those of more than 255"
                            + " bytes, share the series `other`, and their number is told. Nothing is forgotten before the"
                            + " process ends, so a reload cannot give a zone another *key*: name another zone. Several"
                            + " lines make several zones.")
            .example("ws_stat_zone keys key=$http_x_api_key max=10000;")
            .takes(ZoneRule.arg())
            .repeatable()
            .makes(FrameTap.Factory.class, (rules, scope, assembly) -> ZoneTap.of(rules, assembly));

    private static Handler statHandler(Optional<StatFormat> format, Scope scope, Assembly assembly) {
        LogDispatcher log = assembly.service(LogDispatcher.class);
        return new StatHandler(
                assembly.service(CounterBoard.class),
                log::totals,
                format.orElse(null),
                ConnectionsLocation.near(scope));
    }

    /** What {@code ws_stat_append} does to a location's answers; null where it does not stand. */
    public static BodyFilter appendFilter(Scope scope, Assembly assembly) {
        LogDispatcher log = scope.get(WS_STAT_APPEND) ? assembly.service(LogDispatcher.class) : null;
        return log == null ? null : new AppendFilter(assembly.service(CounterBoard.class), log::totals);
    }

    private static Arg<Optional<StatFormat>> statFormat() {
        return Args.of("[text | json | prometheus | openmetrics | html]", 0, 1, StatsFeature::readFormat);
    }

    private static Optional<StatFormat> readFormat(List<Word> args) throws Refusal {
        if (args.isEmpty()) {
            return Optional.empty();
        }
        Word word = args.get(0);
        StatFormat format = StatFormat.named(word.text());
        if (format == null || format == StatFormat.EVENTS) {
            throw new Refusal(word, "is not a format", "expected text, json, prometheus, openmetrics or html");
        }
        return Optional.of(format);
    }

    @Override
    public List<Directive<?>> directives() {
        return List.of(WS_STAT, WS_STAT_APPEND, WS_STAT_ZONE, STUB_STATUS);
    }

    /** One name is one zone, wherever it stands. */
    @Override
    public void check(Scope scope, Diagnostics diagnostics) {
        if (scope.context() == HTTP) {
            checkZones(scope, new HashMap<>(), diagnostics);
        }
    }

    private static void checkZones(Scope scope, Map<String, ZoneRule> first, Diagnostics diagnostics) {
        Set<String> here = new HashSet<>();
        for (ZoneRule zone : scope.hasOwn(WS_STAT_ZONE) ? scope.get(WS_STAT_ZONE) : List.<ZoneRule>of()) {
            String name = zone.name().text();
            ZoneRule before = first.putIfAbsent(name, zone);
            String difference = before == null ? null : zone.differenceFrom(before);
            if (difference != null) {
                diagnostics.add(Diagnostic.error(
                                zone.place(difference).span(),
                                "the zone \"" + name + "\" has another " + difference + " elsewhere",
                                "say the same wherever the zone is named, or name another zone")
                        .relatedTo("the first is here", before.name().span()));
            } else if (!here.add(name)) {
                diagnostics.add(Diagnostic.error(zone.name().span(), "a duplicate zone \"" + name + "\"", null)
                        .relatedTo("the first is here", before.name().span()));
            }
        }
        scope.children().forEach(child -> checkZones(child, first, diagnostics));
    }
}
