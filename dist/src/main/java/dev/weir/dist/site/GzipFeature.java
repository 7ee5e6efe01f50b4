package dev.weir.dist.site;

import static dev.weir.config.directive.Context.HTTP;
import static dev.weir.config.directive.Context.LOCATION;
import static dev.weir.config.directive.Context.LOCATION_IF;
import static dev.weir.config.directive.Context.SERVER;

import dev.weir.config.directive.Arg;
import dev.weir.config.directive.Args;
import dev.weir.config.directive.Directive;
import dev.weir.config.directive.Feature;
import dev.weir.config.directive.Refusal;
import dev.weir.config.directive.Regex;
import dev.weir.config.scope.Scope;
import dev.weir.config.syntax.Word;
import dev.weir.core.content.Precompressed;
import dev.weir.core.http.GzipRules;
import dev.weir.core.http.GzipRules.Proxied;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Directives of nginx's gzip module.
 *
 * <p>Thread: any; stateless.
 */
public final class GzipFeature implements Feature {

    public static final Directive<Boolean> GZIP = Directive.named("gzip")
            .in(HTTP, SERVER, LOCATION, LOCATION_IF)
            .doc("Whether responses are compressed for clients that accept it. The bytes of a WebSocket never are.")
            .example("gzip on;")
            .takes(Args.flag())
            .defaultsTo(false, "off");

    public static final Directive<List<Word>> GZIP_TYPES = Directive.named("gzip_types")
            .in(HTTP, SERVER, LOCATION)
            .doc("The media types that are compressed besides `text/html`; `*` stands for all.")
            .example("gzip_types text/plain application/json;")
            .takes(Args.words("type ...", 1, Integer.MAX_VALUE))
            .joins(Choices::both)
            .defaultsTo(List.of(), "text/html");

    public static final Directive<Integer> GZIP_MIN_LENGTH = Directive.named("gzip_min_length")
            .in(HTTP, SERVER, LOCATION)
            .doc("The least `Content-Length` of a response that is compressed.")
            .example("gzip_min_length 1000;")
            .takes(Args.size())
            .defaultsTo(20, "20");

    public static final Directive<Integer> GZIP_COMP_LEVEL = Directive.named("gzip_comp_level")
            .in(HTTP, SERVER, LOCATION)
            .doc("How hard is tried, from 1 to 9.")
            .example("gzip_comp_level 5;")
            .takes(Args.number(1, 9))
            .defaultsTo(1, "1");

    public static final Directive<Integer> GZIP_HTTP_VERSION = Directive.named("gzip_http_version")
            .in(HTTP, SERVER, LOCATION)
            .doc("The lowest version of HTTP that a client must speak.")
            .example("gzip_http_version 1.0;")
            .takes(Args.oneOf(versions()))
            .defaultsTo(1, "1.1");

    public static final Directive<Set<Proxied>> GZIP_PROXIED = Directive.named("gzip_proxied")
            .in(HTTP, SERVER, LOCATION)
            .doc("Which responses are compressed for requests with a `Via` field: none (`off`), all (`any`), those for"
                    + " requests with credentials (`auth`), or by the response's own fields.")
            .example("gzip_proxied no-cache no-store private expired auth;")
            .takes(proxied())
            .joins(Args::union)
            .defaultsTo(Set.of(Proxied.OFF), "off");

    public static final Directive<Boolean> GZIP_VARY = Directive.named("gzip_vary")
            .in(HTTP, SERVER, LOCATION)
            .doc("Whether what may be compressed is sent with `Vary: Accept-Encoding`.")
            .example("gzip_vary on;")
            .takes(Args.flag())
            .defaultsTo(false, "off");

    public static final Directive<List<Predicate<String>>> GZIP_DISABLE = Directive.named("gzip_disable")
            .in(HTTP, SERVER, LOCATION)
            .doc("Expressions for user agents that get nothing compressed; `msie6` stands for Internet Explorer before"
                    + " 7.")
            .example("gzip_disable msie6;")
            .takes(agents())
            .joins(Choices::both)
            .defaultsTo(List.of(), "");

    private static final Directive<List<Word>> GZIP_BUFFERS = Directive.named("gzip_buffers")
            .in(HTTP, SERVER, LOCATION)
            .doc("Accepted without effect: compressed pieces are sent as they come.")
            .example("gzip_buffers 16 8k;")
            .takes(Args.numberAndSize(1));

    /** What {@code gzip_static} says. */
    enum Static {
        OFF,
        ON,
        ALWAYS
    }

    public static final Directive<Static> GZIP_STATIC = Directive.named("gzip_static")
            .in(HTTP, SERVER, LOCATION)
            .doc("Whether a file is sent as it stands beside it with `.gz` added to its name, to clients that accept it"
                    + " by the other `gzip_` directives, or to all (`always`). Its time and size count for `ETag` and"
                    + " `Last-Modified`; with `gzip_vary` responses tell caches of it.")
            .example("gzip_static on;")
            .takes(Choices.of(Static.class))
            .defaultsTo(Static.OFF, "off");

    private static Map<String, Integer> versions() {
        Map<String, Integer> versions = new LinkedHashMap<>();
        versions.put("1.0", 0);
        versions.put("1.1", 1);
        return versions;
    }

    private static Arg<Set<Proxied>> proxied() {
        return Args.of("off | any | condition ...", 1, Integer.MAX_VALUE, args -> {
            Set<Proxied> all = EnumSet.noneOf(Proxied.class);
            for (Word word : args) {
                all.add(condition(word));
            }
            return all;
        });
    }

    private static Proxied condition(Word word) throws Refusal {
        for (Proxied each : Proxied.values()) {
            boolean fields = each == Proxied.NO_CACHE || each == Proxied.NO_STORE;
            String name = each.name().toLowerCase(Locale.ROOT);
            if (word.text().equals(fields ? name.replace('_', '-') : name)) {
                return each;
            }
        }
        throw new Refusal(
                word,
                "is not a valid value",
                "expected off, expired, no-cache, no-store, private, no_last_modified, no_etag, auth or any");
    }

    private static Arg<List<Predicate<String>>> agents() {
        return Args.of("regex ...", 1, Integer.MAX_VALUE, args -> {
            List<Predicate<String>> all = new ArrayList<>();
            for (Word word : args) {
                String text = word.text().equals("msie6") ? "MSIE [4-6]\\.(?!.*SV1)" : word.text();
                all.add(Regex.of(word, text, true).pattern().asPredicate());
            }
            return all;
        });
    }

    @Override
    public List<Directive<?>> directives() {
        return List.of(
                GZIP,
                GZIP_TYPES,
                GZIP_MIN_LENGTH,
                GZIP_COMP_LEVEL,
                GZIP_HTTP_VERSION,
                GZIP_PROXIED,
                GZIP_VARY,
                GZIP_DISABLE,
                GZIP_BUFFERS,
                GZIP_STATIC);
    }

    /** The rules of a location; null when nothing is compressed. */
    static GzipRules rules(Scope scope) {
        return scope.get(GZIP) ? all(scope) : null;
    }

    /** Which files of a location are there compressed; null for none. */
    static Precompressed precompressed(Scope scope) {
        Static said = scope.get(GZIP_STATIC);
        return said == Static.OFF ? null : new Precompressed(all(scope), said == Static.ALWAYS);
    }

    private static GzipRules all(Scope scope) {
        Set<String> types = new HashSet<>(Set.of("text/html"));
        scope.get(GZIP_TYPES).forEach(type -> types.add(type.text().toLowerCase(Locale.ROOT)));
        return new GzipRules(
                scope.get(GZIP_COMP_LEVEL),
                scope.get(GZIP_MIN_LENGTH),
                types,
                scope.get(GZIP_HTTP_VERSION),
                scope.get(GZIP_PROXIED),
                scope.get(GZIP_VARY),
                scope.get(GZIP_DISABLE));
    }
}
