package dev.weir.dist.site;

import static dev.weir.config.directive.Context.HTTP;
import static dev.weir.config.directive.Context.LOCATION;
import static dev.weir.config.directive.Context.SERVER;

import dev.weir.config.diagnostic.Diagnostic;
import dev.weir.config.diagnostic.Diagnostics;
import dev.weir.config.directive.Args;
import dev.weir.config.directive.Assembly;
import dev.weir.config.directive.Directive;
import dev.weir.config.directive.Feature;
import dev.weir.config.directive.KeyedWords;
import dev.weir.config.directive.Refusal;
import dev.weir.config.scope.Scope;
import dev.weir.config.syntax.Word;
import dev.weir.core.http.Gate;
import dev.weir.core.http.Severity;
import dev.weir.core.limit.ConnectionLimit;
import dev.weir.core.limit.LimitPolicy;
import dev.weir.core.limit.LimitZones;
import dev.weir.core.limit.RequestLimit;
import dev.weir.core.variable.Template;
import dev.weir.core.variable.Variables;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How many may be there at once and how often they may come: nginx's limit_conn and limit_req modules.
 *
 * <p>Thread: any; stateless.
 */
public final class LimitFeature implements Feature {
    private static final int MOST_PLACES = 65_535;

    /** One {@code limit_conn}. */
    record Places(Word zone, int most) {}

    /** One {@code limit_req}; {@code undelayed} is -1 for {@code nodelay}. */
    record Rate(Word zone, int burst, int undelayed) {}

    static final Directive<List<LimitZone>> LIMIT_CONN_ZONE = Directive.named("limit_conn_zone")
            .in(HTTP)
            .doc("Counts the requests under way by the value of *key*; as many values as a zone of *size* holds.")
            .example("limit_conn_zone $binary_remote_addr zone=clients:10m;")
            .takes(LimitZone.connections())
            .repeatable();

    static final Directive<List<Places>> LIMIT_CONN = Directive.named("limit_conn")
            .in(HTTP, SERVER, LOCATION)
            .doc("Most requests at once for each value of the zone's key; a WebSocket holds its place as long as it is"
                    + " open.")
            .example("limit_conn clients 10;")
            .takes(Args.of("zone number", 2, 2, LimitFeature::places))
            .repeatable()
            .makes(Gate.class, LimitFeature::connections);

    static final Directive<Integer> LIMIT_CONN_STATUS = status("limit_conn_status", "limit_conn");

    static final Directive<Severity> LIMIT_CONN_LOG_LEVEL = level("limit_conn_log_level", "limit_conn");

    static final Directive<Boolean> LIMIT_CONN_DRY_RUN = dryRun("limit_conn_dry_run", "limit_conn");

    static final Directive<List<LimitZone>> LIMIT_REQ_ZONE = Directive.named("limit_req_zone")
            .in(HTTP)
            .doc(
                    "Counts requests by the value of *key* against *rate*, such as 10r/s or 30r/m; as many values as a zone"
                            + " of *size* holds.")
            .example("limit_req_zone $binary_remote_addr zone=logins:10m rate=1r/s;")
            .takes(LimitZone.requests())
            .repeatable();

    static final Directive<List<Rate>> LIMIT_REQ = Directive.named("limit_req")
            .in(HTTP, SERVER, LOCATION)
            .doc("Holds back what comes faster than the zone's rate, up to *burst* requests, and refuses what is beyond"
                    + " that. With *nodelay* none is held back, with *delay* only what is beyond so many.")
            .example("limit_req zone=logins burst=5 nodelay;")
            .takes(Args.of("zone=name [burst=number] [nodelay | delay=number]", 1, 3, LimitFeature::rate))
            .repeatable()
            .makes(Gate.class, LimitFeature::requests);

    static final Directive<Integer> LIMIT_REQ_STATUS = status("limit_req_status", "limit_req");

    static final Directive<Severity> LIMIT_REQ_LOG_LEVEL = level("limit_req_log_level", "limit_req");

    static final Directive<Boolean> LIMIT_REQ_DRY_RUN = dryRun("limit_req_dry_run", "limit_req");

    private static Directive<Integer> status(String name, String of) {
        return Directive.named(name)
                .in(HTTP, SERVER, LOCATION)
                .doc("What `" + of + "` refuses with.")
                .example(name + " 429;")
                .takes(Args.number(400, 599))
                .defaultsTo(503, "503");
    }

    private static Directive<Severity> level(String name, String of) {
        Map<String, Severity> levels = new LinkedHashMap<>();
        levels.put("info", Severity.INFO);
        levels.put("notice", Severity.NOTICE);
        levels.put("warn", Severity.WARN);
        levels.put("error", Severity.ERROR);
        return Directive.named(name)
                .in(HTTP, SERVER, LOCATION)
                .doc("The level at which the error log is told of a refusal by `" + of
                        + "`; of a delay one level less.")
                .example(name + " warn;")
                .takes(Args.oneOf(levels))
                .defaultsTo(Severity.ERROR, "error");
    }

    private static Directive<Boolean> dryRun(String name, String of) {
        return Directive.named(name)
                .in(HTTP, SERVER, LOCATION)
                .doc("Whether `" + of + "` only counts and tells the error log.")
                .example(name + " on;")
                .takes(Args.flag())
                .defaultsTo(false, "off");
    }

    @Override
    public List<Directive<?>> directives() {
        return List.of(
                LIMIT_REQ_ZONE,
                LIMIT_REQ,
                LIMIT_REQ_STATUS,
                LIMIT_REQ_LOG_LEVEL,
                LIMIT_REQ_DRY_RUN,
                LIMIT_CONN_ZONE,
                LIMIT_CONN,
                LIMIT_CONN_STATUS,
                LIMIT_CONN_LOG_LEVEL,
                LIMIT_CONN_DRY_RUN);
    }

    private static Places places(List<Word> args) throws Refusal {
        Word count = args.get(1);
        return new Places(args.get(0), Args.number(count, count.text(), 1, MOST_PLACES));
    }

    private static Rate rate(List<Word> args) throws Refusal {
        String help = "expected zone=name, burst=5, delay=2 or nodelay";
        List<Word> keyed =
                args.stream().filter(w -> !w.text().equals("nodelay")).toList();
        Map<String, Word> values = KeyedWords.read(keyed, help, "zone", "burst", "delay");
        Word zone = values.get("zone");
        if (zone == null || zone.text().isEmpty()) {
            throw new Refusal(zone, "lacks its zone", help);
        }
        int undelayed = keyed.size() < args.size() ? -1 : number(values.get("delay"));
        return new Rate(zone, number(values.get("burst")), undelayed);
    }

    private static int number(Word word) throws Refusal {
        return word == null ? 0 : Args.number(word, word.text(), 1, Integer.MAX_VALUE);
    }

    @Override
    public void check(Scope scope, Diagnostics diagnostics) {
        if (scope.context() == HTTP) {
            Map<String, Word> known = new HashMap<>();
            List<LimitZone> zones = new ArrayList<>(scope.get(LIMIT_REQ_ZONE));
            zones.addAll(scope.get(LIMIT_CONN_ZONE));
            for (LimitZone zone : zones) {
                tellDuplicate(known.putIfAbsent(zone.name().text(), zone.name()), zone.name(), diagnostics);
            }
        }
        if (scope.hasOwn(LIMIT_CONN)) {
            List<Word> used = scope.get(LIMIT_CONN).stream().map(Places::zone).toList();
            checkUse(used, scope.get(LIMIT_CONN_ZONE), "limit_conn_zone", diagnostics);
        }
        if (scope.hasOwn(LIMIT_REQ)) {
            List<Word> used = scope.get(LIMIT_REQ).stream().map(Rate::zone).toList();
            checkUse(used, scope.get(LIMIT_REQ_ZONE), "limit_req_zone", diagnostics);
        }
    }

    private static void checkUse(List<Word> used, List<LimitZone> zones, String declaration, Diagnostics diagnostics) {
        Map<String, Word> seen = new HashMap<>();
        for (Word word : used) {
            if (find(zones, word) == null) {
                diagnostics.error(
                        word.span(),
                        "no " + declaration + " declares the zone \"" + word.text() + "\"",
                        "declare it in the http block");
            }
            tellDuplicate(seen.putIfAbsent(word.text(), word), word, diagnostics);
        }
    }

    private static void tellDuplicate(Word first, Word second, Diagnostics diagnostics) {
        if (first != null) {
            diagnostics.add(Diagnostic.error(second.span(), "a duplicate zone \"" + second.text() + "\"", null)
                    .relatedTo("the first is here", first.span()));
        }
    }

    private static LimitZone find(List<LimitZone> zones, Word name) {
        return zones.stream()
                .filter(zone -> zone.name().text().equals(name.text()))
                .findFirst()
                .orElse(null);
    }

    /** A zone may be there before anything uses it; a mistake in its key is one all the same. */
    static void checkKeys(Scope http, Assembly assembly) {
        http.get(LIMIT_REQ_ZONE).forEach(zone -> key(zone, assembly));
        http.get(LIMIT_CONN_ZONE).forEach(zone -> key(zone, assembly));
    }

    private static Template key(LimitZone zone, Assembly assembly) {
        return assembly.at(zone.key(), assembly.service(Variables.class)::compile);
    }

    private static Gate connections(List<Places> limits, Scope scope, Assembly assembly) {
        List<ConnectionLimit.Zone> zones = new ArrayList<>();
        for (Places limit : limits) {
            LimitZone zone = find(scope.get(LIMIT_CONN_ZONE), limit.zone());
            String name = zone.name().text();
            zones.add(new ConnectionLimit.Zone(
                    name,
                    key(zone, assembly),
                    assembly.service(LimitZones.class).counts(name, zone.key().text(), zone.bytes()),
                    limit.most()));
        }
        return new ConnectionLimit(
                zones,
                new LimitPolicy(
                        scope.get(LIMIT_CONN_STATUS), scope.get(LIMIT_CONN_LOG_LEVEL), scope.get(LIMIT_CONN_DRY_RUN)));
    }

    private static Gate requests(List<Rate> rates, Scope scope, Assembly assembly) {
        List<RequestLimit.Limit> limits = new ArrayList<>();
        for (Rate rate : rates) {
            LimitZone zone = find(scope.get(LIMIT_REQ_ZONE), rate.zone());
            String name = zone.name().text();
            RequestLimit.Zone counted = new RequestLimit.Zone(
                    name,
                    key(zone, assembly),
                    zone.rate(),
                    assembly.service(LimitZones.class).requests(name, zone.key().text(), zone.bytes()));
            limits.add(new RequestLimit.Limit(counted, rate.burst(), rate.undelayed()));
        }
        return new RequestLimit(
                limits,
                new LimitPolicy(
                        scope.get(LIMIT_REQ_STATUS), scope.get(LIMIT_REQ_LOG_LEVEL), scope.get(LIMIT_REQ_DRY_RUN)));
    }
}
