package dev.weir.proxy;

import dev.weir.config.diagnostic.CaretRenderer;
import dev.weir.config.diagnostic.Diagnostics;
import dev.weir.config.directive.Args;
import dev.weir.config.directive.Assembly;
import dev.weir.config.directive.Catalog;
import dev.weir.config.directive.Context;
import dev.weir.config.directive.Directive;
import dev.weir.config.directive.Feature;
import dev.weir.config.scope.Binder;
import dev.weir.config.scope.Scope;
import dev.weir.config.syntax.Source;
import dev.weir.config.syntax.SyntaxReader;
import dev.weir.config.syntax.Word;
import dev.weir.core.http.Backend;
import dev.weir.core.http.ConnectionTap;
import dev.weir.core.http.ErrorPages;
import dev.weir.core.http.ExchangeTap;
import dev.weir.core.http.Gate;
import dev.weir.core.http.Handler;
import dev.weir.core.http.HeadLimits;
import dev.weir.core.http.HttpOptions;
import dev.weir.core.http.Listener;
import dev.weir.core.http.Location;
import dev.weir.core.http.Site;
import dev.weir.core.http.VirtualServer;
import dev.weir.core.route.Hosts;
import dev.weir.core.route.Locations;
import dev.weir.core.variable.CoreVariables;
import dev.weir.core.variable.Variables;
import dev.weir.core.ws.FrameTap;
import dev.weir.core.ws.WsOptions;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/**
 * A server made of the text of an {@code http} block, wired as the distribution does it but for what no test
 * here needs.
 */
final class Stand {
    private static final Directive<Boolean> HTTP = Directive.named("http")
            .in(Context.MAIN)
            .doc("")
            .example("")
            .takes(Args.none())
            .opens(Context.HTTP);
    private static final Directive<List<Word>> LOCATION = Directive.named("location")
            .in(Context.HTTP)
            .doc("")
            .example("")
            .takes(Args.words("", 1, 2))
            .opens(Context.LOCATION);
    private static final Feature BLOCKS = () -> List.of(HTTP, LOCATION);

    final Upstreams upstreams = new Upstreams(new Random(1));
    final ConnectionLimits limits = new ConnectionLimits(new Random(1));
    private final Catalog catalog = new Catalog(List.of(
            BLOCKS,
            new ProxyFeature(),
            new OutgoingFeature(),
            new CookieFeature(),
            new AnswerFeature(),
            new UpstreamFeature(),
            new StickyFeature(),
            new ResolverFeature(),
            new LimitsFeature()));
    private final List<FrameTap.Factory> frameTaps;
    private final List<ExchangeTap> exchangeTaps;
    private final Diagnostics diagnostics = new Diagnostics();
    private final Listener listener;
    private final ErrorPages errorPages;
    private final WsOptions webSocket;
    private final Backends backends;

    Stand(String http, List<FrameTap.Factory> frameTaps, List<ExchangeTap> exchangeTaps) {
        this(http, frameTaps, exchangeTaps, ErrorPages.NONE);
    }

    /** @param errorPages of all locations but the named ones */
    Stand(String http, List<FrameTap.Factory> frameTaps, List<ExchangeTap> exchangeTaps, ErrorPages errorPages) {
        this(http, frameTaps, exchangeTaps, errorPages, WsOptions.DEFAULTS);
    }

    /** @param webSocket of all locations */
    Stand(String http, FrameTap.Factory frameTap, WsOptions webSocket) {
        this(http, List.of(frameTap), List.of(), ErrorPages.NONE, webSocket);
    }

    private Stand(
            String http,
            List<FrameTap.Factory> frameTaps,
            List<ExchangeTap> exchangeTaps,
            ErrorPages errorPages,
            WsOptions webSocket) {
        this.errorPages = errorPages;
        this.webSocket = webSocket;
        this.frameTaps = frameTaps;
        this.exchangeTaps = exchangeTaps;
        Source source = new Source("test.conf", "http {\n" + http + "\n}\n");
        Scope main = Binder.bind(SyntaxReader.read(source, diagnostics), catalog, diagnostics);
        Variables variables = new Variables();
        CoreVariables.define(variables, new Random(1));
        UpstreamVariables.define(variables);
        Assembly assembly = new Assembly(diagnostics)
                .with(Variables.class, variables)
                .with(Upstreams.class, upstreams)
                .with(ConnectionLimits.class, limits);
        backends = new Backends(upstreams, main.blocks(HTTP).get(0), assembly);
        Locations locations = new Locations();
        for (Scope http0 : main.blocks(HTTP)) {
            for (Scope block : http0.blocks(LOCATION)) {
                add(locations, block, assembly);
            }
        }
        if (diagnostics.hasErrors()) {
            throw new IllegalArgumentException(CaretRenderer.render(diagnostics));
        }
        listener = new Listener(local -> site(locations), ConnectionTap.NONE);
    }

    static Stand of(String http) {
        return new Stand(http, List.of(), List.of());
    }

    Listener listener() {
        return listener;
    }

    /** A backend as a directive of the {@code http} block would have it. */
    Backend backend(String uri, Duration timeout, int mostBytes) {
        return backends.at(uri, timeout.toNanos(), mostBytes);
    }

    private void add(Locations locations, Scope block, Assembly assembly) {
        List<Word> head = block.head(LOCATION);
        String path = head.get(head.size() - 1).text();
        Handler handler = assembly.parts(Handler.class, block, catalog).stream()
                .findFirst()
                .orElse(x -> x.error(404));
        Location location = new Location(
                path,
                path.startsWith("@"),
                null,
                handler,
                assembly.parts(Gate.class, block, catalog),
                join(frameTaps, assembly.parts(FrameTap.Factory.class, block, catalog)),
                exchangeTaps,
                List.of(),
                path.startsWith("@") ? ErrorPages.NONE : errorPages,
                x -> "html",
                options(),
                webSocket);
        if (path.startsWith("@")) {
            locations.addNamed(path, location);
        } else {
            locations.addPrefix(path, false, location, new Locations());
        }
    }

    private static <T> List<T> join(List<T> a, List<T> b) {
        return java.util.stream.Stream.concat(a.stream(), b.stream()).toList();
    }

    private static HttpOptions options() {
        HttpOptions d = HttpOptions.DEFAULTS;
        return new HttpOptions(
                d.keepaliveTimeout(),
                0,
                1000,
                d.bodyTimeout(),
                d.sendTimeout(),
                d.lingeringTimeout(),
                1_000_000,
                1024,
                true,
                true,
                d.response(),
                d.bodyFiles(),
                d.connection());
    }

    private static Site site(Locations locations) {
        Location fallback = new Location(
                "",
                false,
                null,
                x -> x.error(404),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                ErrorPages.NONE,
                x -> "html",
                HttpOptions.DEFAULTS,
                WsOptions.DEFAULTS);
        VirtualServer server = new VirtualServer(
                "stand", Duration.ofSeconds(60), HeadLimits.DEFAULT, null, locations, fallback, java.util.List.of());
        return new Hosts(server);
    }
}
