package dev.weir.dist.site;

import dev.weir.config.diagnostic.Diagnostic;
import dev.weir.config.directive.Assembly;
import dev.weir.config.directive.Catalog;
import dev.weir.config.directive.Context;
import dev.weir.config.scope.Scope;
import dev.weir.config.syntax.Statement;
import dev.weir.config.syntax.Word;
import dev.weir.core.content.MimeTypes;
import dev.weir.core.content.StaticHandler;
import dev.weir.core.http.ByteText;
import dev.weir.core.http.Course;
import dev.weir.core.http.DocumentRoot;
import dev.weir.core.http.ErrorPages;
import dev.weir.core.http.ExchangeTap;
import dev.weir.core.http.Handler;
import dev.weir.core.http.HeaderFilter;
import dev.weir.core.http.HttpOptions;
import dev.weir.core.http.Location;
import dev.weir.core.http.MethodSplit;
import dev.weir.core.route.Locations;
import dev.weir.core.variable.Template;
import dev.weir.core.ws.FrameTap;
import dev.weir.core.ws.WsOptions;
import dev.weir.stats.log.AccessLogFeature;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * Builds the locations of one server.
 *
 * <p>Thread: the one that builds the configuration.
 */
final class LocationBuilder {
    private static final Map<String, String> USUAL_TYPES =
            Map.of("html", "text/html", "gif", "image/gif", "jpg", "image/jpeg");

    private final Catalog catalog;
    private final OneHandler oneHandler;
    private final Assembly assembly;
    private final Standing standing;
    private final CourseBuilder courses;
    private final Locations none = new Locations();
    private final Map<Scope, Inherited> inherited = new IdentityHashMap<>();

    /** What follows from inherited directives alone, so that locations which say nothing of that share it. */
    private record Inherited(
            MimeTypes types,
            ErrorPages errorPages,
            HttpOptions options,
            WsOptions webSocket,
            ExchangeTap standardLog) {}

    LocationBuilder(Catalog catalog, Assembly assembly) {
        this.catalog = catalog;
        this.oneHandler = new OneHandler(catalog);
        this.assembly = assembly;
        this.standing = assembly.service(Standing.class);
        this.courses = new CourseBuilder(assembly, standing);
    }

    /** All locations of one level. */
    Locations locations(Scope scope) {
        List<Scope> blocks = scope.blocks(HttpFeature.LOCATION_BLOCK);
        if (blocks.isEmpty()) {
            return none;
        }
        Locations level = new Locations();
        for (Scope block : blocks) {
            LocationHead head = block.head(HttpFeature.LOCATION_BLOCK);
            if (!add(level, head, location(head.pattern(), block), locations(block))) {
                Scope other = first(blocks, key(head));
                assembly.diagnostics()
                        .add(Diagnostic.error(
                                        head.word().span(), "a duplicate location \"" + head.pattern() + "\"", null)
                                .relatedTo("the first is here", other.block().span()));
            }
        }
        return level;
    }

    /** Looked for where there are two alone, so that ten thousand need no table of names beside the locations. */
    private static Scope first(List<Scope> blocks, String key) {
        for (Scope block : blocks) {
            if (key(block.head(HttpFeature.LOCATION_BLOCK)).equals(key)) {
                return block;
            }
        }
        throw new IllegalStateException("no location " + key);
    }

    private static String key(LocationHead head) {
        return (head.kind() == LocationHead.Kind.EXACT ? "=" : "") + head.pattern();
    }

    private static boolean add(Locations level, LocationHead head, Location location, Locations inner) {
        String path = ByteText.of(head.pattern());
        return switch (head.kind()) {
            case EXACT -> level.addExact(path, location, inner);
            case PREFIX -> level.addPrefix(path, false, location, inner);
            case PREFIX_NO_REGEX -> level.addPrefix(path, true, location, inner);
            case NAMED -> level.addNamed(head.pattern(), location);
            case REGEX -> {
                level.addRegex(head.regex(), location, inner);
                yield true;
            }
        };
    }

    /** One location; also a server as the location of requests that match none. */
    Location location(String name, Scope scope) {
        Handler handler = ownHandler(scope);
        Function<Scope, Location> inner = block -> inner(name, block, handler);
        RewriteBuilder rewrites = new RewriteBuilder(
                assembly, inherited(scope).types(), scope.context() == Context.LOCATION ? inner : block -> null);
        List<Scope> excepts = scope.blocks(RoutingFeature.LIMIT_EXCEPT_BLOCK);
        MethodSplit split = excepts.isEmpty()
                ? null
                : new MethodSplit(excepts.get(0).head(RoutingFeature.LIMIT_EXCEPT_BLOCK), inner.apply(excepts.get(0)));
        return location(name, scope, handler, courses.course(scope, rewrites.build(scope), split));
    }

    /** What an {@code if} or a {@code limit_except} encloses: the same handler, unless it names one. */
    private Location inner(String name, Scope scope, Handler outer) {
        Handler own = ownHandler(scope);
        return location(name, scope, own == null ? outer : own, courses.course(scope, null, null));
    }

    /** What the directives of this very block make; null where files answer. */
    private Handler ownHandler(Scope scope) {
        return oneHandler.of(scope, assembly);
    }

    private Location location(String name, Scope scope, Handler own, Course course) {
        DocumentRoot root = courses.root(scope);
        Handler handler = own == null ? files(root, scope) : own;
        Inherited outer = inherited(scope);
        boolean redirects = standing.redirectsToSlash(handler) && name.length() > 1 && name.endsWith("/");
        return new Location(
                name,
                name.startsWith("@"),
                redirects ? ByteText.of(name.substring(0, name.length() - 1)) : null,
                handler,
                AccessFeature.gates(scope, assembly, catalog),
                frameTaps(scope),
                exchangeTaps(scope, handler),
                assembly.parts(HeaderFilter.class, scope, catalog),
                outer.errorPages(),
                root,
                outer.options(),
                outer.webSocket(),
                course);
    }

    private Inherited inherited(Scope scope) {
        Inherited known = inherited.get(scope.settings());
        if (known == null) {
            known = new Inherited(
                    types(scope),
                    errorPages(scope),
                    options(scope),
                    WebSocketFeature.options(scope),
                    scope.has(AccessLogFeature.ACCESS_LOG) ? null : AccessLogFeature.standard(scope, assembly));
            inherited.put(scope.settings(), known);
        }
        return known;
    }

    private List<FrameTap.Factory> frameTaps(Scope scope) {
        List<FrameTap.Factory> frameTaps = new ArrayList<>(standing.frameTaps());
        frameTaps.addAll(assembly.parts(FrameTap.Factory.class, scope, catalog));
        return List.copyOf(frameTaps);
    }

    private List<ExchangeTap> exchangeTaps(Scope scope, Handler handler) {
        List<ExchangeTap> exchangeTaps = new ArrayList<>(standing.exchangeTaps());
        if (!scope.has(AccessLogFeature.ACCESS_LOG)) {
            exchangeTaps.add(inherited(scope).standardLog());
        }
        exchangeTaps.addAll(assembly.parts(ExchangeTap.class, scope, catalog));
        if (handler instanceof ExchangeTap tap) {
            // Hears of exchanges too that ended before the handler was asked.
            exchangeTaps.add(tap);
        }
        return List.copyOf(exchangeTaps);
    }

    private StaticHandler files(DocumentRoot root, Scope scope) {
        List<Word> names = scope.get(ContentFeature.INDEX);
        List<Template> index = names.isEmpty()
                ? List.of(Template.literal("index.html"))
                : names.stream()
                        .map(w -> ContentFeature.template(w, assembly))
                        .filter(t -> t != null)
                        .toList();
        return new StaticHandler(
                root, index, inherited(scope).types(), standing.prefix(), GzipFeature.precompressed(scope));
    }

    /** Those of the innermost level that has a table, also an empty one. */
    private static MimeTypes types(Scope scope) {
        Scope level = scope;
        while (level != null && level.blocks(ContentFeature.TYPES).isEmpty()) {
            level = level.parent();
        }
        Map<String, String> types = level == null ? USUAL_TYPES : new HashMap<>();
        for (Scope block : level == null ? List.<Scope>of() : level.blocks(ContentFeature.TYPES)) {
            for (Statement entry : block.entries()) {
                for (Word extension : entry.args()) {
                    types.put(
                            extension.text().toLowerCase(Locale.ROOT),
                            entry.name().text());
                }
            }
        }
        return new MimeTypes(types, scope.get(ContentFeature.DEFAULT_TYPE));
    }

    private ErrorPages errorPages(Scope scope) {
        Map<Integer, ErrorPages.Page> pages = new HashMap<>();
        for (ErrorPage page : scope.get(ContentFeature.ERROR_PAGE)) {
            Template target = ContentFeature.template(page.target(), assembly);
            for (int status : page.statuses()) {
                if (target != null) {
                    pages.putIfAbsent(status, new ErrorPages.Page(target, page.answer()));
                }
            }
        }
        return pages.isEmpty() ? ErrorPages.NONE : new ErrorPages(pages);
    }

    private HttpOptions options(Scope scope) {
        KeepaliveTimeout keepalive = scope.get(HttpFeature.KEEPALIVE_TIMEOUT);
        return new HttpOptions(
                keepalive.idle(),
                (int) keepalive.header().toSeconds(),
                scope.get(HttpFeature.KEEPALIVE_REQUESTS),
                scope.get(HttpFeature.CLIENT_BODY_TIMEOUT),
                scope.get(HttpFeature.SEND_TIMEOUT),
                scope.get(HttpFeature.LINGERING_TIMEOUT),
                scope.get(HttpFeature.CLIENT_MAX_BODY_SIZE),
                scope.get(HttpFeature.CLIENT_BODY_BUFFER_SIZE),
                scope.get(HttpFeature.SERVER_TOKENS),
                scope.get(HttpFeature.TCP_NODELAY),
                ResponseFeature.options(scope, assembly),
                BodyFeature.files(scope, assembly),
                ConnectionFeature.rules(scope));
    }
}
