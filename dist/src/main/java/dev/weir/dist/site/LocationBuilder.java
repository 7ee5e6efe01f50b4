package dev.weir.dist.site;

import dev.weir.config.diagnostic.Diagnostic;
import dev.weir.config.directive.Assembly;
import dev.weir.config.directive.Catalog;
import dev.weir.config.directive.Directive;
import dev.weir.config.scope.Scope;
import dev.weir.config.syntax.Statement;
import dev.weir.config.syntax.Word;
import dev.weir.core.content.MimeTypes;
import dev.weir.core.content.StaticHandler;
import dev.weir.core.content.TryFilesHandler;
import dev.weir.core.http.ByteText;
import dev.weir.core.http.ErrorPages;
import dev.weir.core.http.ExchangeTap;
import dev.weir.core.http.Handler;
import dev.weir.core.http.HeaderFilter;
import dev.weir.core.http.HttpOptions;
import dev.weir.core.http.Location;
import dev.weir.core.route.Locations;
import dev.weir.core.variable.Template;
import dev.weir.core.ws.FrameTap;
import dev.weir.stats.log.AccessLogFeature;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Builds the locations of one server.
 *
 * <p>Thread: the one that builds the configuration.
 */
final class LocationBuilder {
    private static final Map<String, String> USUAL_TYPES =
            Map.of("html", "text/html", "gif", "image/gif", "jpg", "image/jpeg");

    private final List<Directive<?>> catalog;
    private final OneHandler oneHandler;
    private final Assembly assembly;
    private final Standing standing;

    LocationBuilder(Catalog catalog, Assembly assembly) {
        this.catalog = catalog.directives();
        this.oneHandler = new OneHandler(this.catalog);
        this.assembly = assembly;
        this.standing = assembly.service(Standing.class);
    }

    /** All locations of one level. */
    Locations locations(Scope scope) {
        Locations level = new Locations();
        Map<String, Scope> first = new HashMap<>();
        for (Scope block : scope.blocks(HttpFeature.LOCATION_BLOCK)) {
            LocationHead head = block.head(HttpFeature.LOCATION_BLOCK);
            if (!add(level, head, location(head.pattern(), block), locations(block))) {
                Scope other = first.get(key(head));
                assembly.diagnostics()
                        .add(Diagnostic.error(
                                        head.word().span(), "a duplicate location \"" + head.pattern() + "\"", null)
                                .relatedTo("the first is here", other.block().span()));
            }
            first.putIfAbsent(key(head), block);
        }
        return level;
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
        Handler said = oneHandler.of(scope, assembly);
        Word rootWord = scope.get(ContentFeature.ROOT);
        Template root = rootWord == null ? Template.literal("html") : ContentFeature.template(rootWord, assembly);
        Handler handler = said == null ? tryFiles(root, scope) : said;
        if (said != null && scope.hasOwn(ContentFeature.TRY_FILES) && !scope.hasOwn(ContentFeature.RETURN)) {
            assembly.diagnostics()
                    .error(
                            scope.where(ContentFeature.TRY_FILES),
                            "\"try_files\" beside another handler is not supported by Weir",
                            "try files in a location of their own, and go on at a named one: try_files $uri @name;");
        }
        boolean redirects = standing.redirectsToSlash(handler) && name.length() > 1 && name.endsWith("/");
        List<FrameTap.Factory> frameTaps = new ArrayList<>(standing.frameTaps());
        frameTaps.addAll(assembly.parts(FrameTap.Factory.class, scope, catalog));
        List<ExchangeTap> exchangeTaps = new ArrayList<>(standing.exchangeTaps());
        if (!scope.has(AccessLogFeature.ACCESS_LOG)) {
            exchangeTaps.add(AccessLogFeature.standard(assembly));
        }
        exchangeTaps.addAll(assembly.parts(ExchangeTap.class, scope, catalog));
        if (handler instanceof ExchangeTap tap) {
            // Hears of exchanges too that ended before the handler was asked.
            exchangeTaps.add(tap);
        }
        return new Location(
                name,
                name.startsWith("@"),
                redirects ? ByteText.of(name.substring(0, name.length() - 1)) : null,
                handler,
                AccessFeature.gates(scope, assembly, catalog),
                List.copyOf(frameTaps),
                List.copyOf(exchangeTaps),
                assembly.parts(HeaderFilter.class, scope, catalog),
                errorPages(scope),
                root == null ? null : x -> absolute(root.apply(x)),
                options(scope),
                WebSocketFeature.options(scope));
    }

    /** A folder as nginx's variables name it: relative ones start at the prefix. */
    private String absolute(String folder) {
        return folder.startsWith("/") ? folder : ByteText.of(standing.prefix().toString()) + "/" + folder;
    }

    private Handler tryFiles(Template root, Scope scope) {
        StaticHandler files = files(root, scope);
        if (!scope.hasOwn(ContentFeature.TRY_FILES)) {
            return files;
        }
        TryFiles tried = scope.get(ContentFeature.TRY_FILES);
        List<TryFilesHandler.Candidate> candidates = new ArrayList<>();
        for (Word word : tried.candidates()) {
            String text = word.text();
            boolean folder = text.endsWith("/");
            Word name = folder ? new Word(text.substring(0, text.length() - 1), word.quoted(), word.span()) : word;
            Template uri = ContentFeature.template(name, assembly);
            if (uri != null) {
                candidates.add(new TryFilesHandler.Candidate(uri, folder));
            }
        }
        return new TryFilesHandler(files, candidates, ContentFeature.template(tried.last(), assembly));
    }

    private StaticHandler files(Template root, Scope scope) {
        List<Word> names = scope.get(ContentFeature.INDEX);
        List<Template> index = names.isEmpty()
                ? List.of(Template.literal("index.html"))
                : names.stream()
                        .map(w -> ContentFeature.template(w, assembly))
                        .filter(t -> t != null)
                        .toList();
        return new StaticHandler(root, index, types(scope), standing.prefix());
    }

    private MimeTypes types(Scope scope) {
        Map<String, String> types = new HashMap<>();
        for (Scope level = scope; level != null && types.isEmpty(); level = level.parent()) {
            for (Scope block : level.blocks(ContentFeature.TYPES)) {
                for (Statement entry : block.entries()) {
                    for (Word extension : entry.args()) {
                        types.put(
                                extension.text().toLowerCase(Locale.ROOT),
                                entry.name().text());
                    }
                }
            }
        }
        return new MimeTypes(types.isEmpty() ? USUAL_TYPES : types, scope.get(ContentFeature.DEFAULT_TYPE));
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

    private static HttpOptions options(Scope scope) {
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
                scope.get(HttpFeature.TCP_NODELAY));
    }
}
