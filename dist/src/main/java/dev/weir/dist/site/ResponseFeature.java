package dev.weir.dist.site;

import static dev.weir.config.directive.Context.HTTP;
import static dev.weir.config.directive.Context.LOCATION;
import static dev.weir.config.directive.Context.LOCATION_IF;
import static dev.weir.config.directive.Context.SERVER;

import dev.weir.config.directive.Args;
import dev.weir.config.directive.Assembly;
import dev.weir.config.directive.Directive;
import dev.weir.config.directive.Feature;
import dev.weir.config.scope.Scope;
import dev.weir.core.http.BodyFilterPair;
import dev.weir.core.http.HeaderFilter;
import dev.weir.core.http.ResponseOptions;
import dev.weir.core.http.ResponseOptions.ModifiedSince;
import dev.weir.stats.count.StatsFeature;
import java.time.ZoneId;
import java.util.List;

/**
 * Directives that change responses, whoever makes them: added fields, expiry, framing.
 *
 * <p>Thread: any; stateless.
 */
public final class ResponseFeature implements Feature {

    public static final Directive<Expires> EXPIRES = Directive.named("expires")
            .in(HTTP, SERVER, LOCATION, LOCATION_IF)
            .doc(
                    "Sets `Expires` and `Cache-Control` of the responses that `add_header` counts as usual: *time* after now,"
                            + " after the file's modification, at a time of the day (`@15h30m`), in the past (`epoch` or a"
                            + " negative time) or never (`max`). Variables may tell it; a value that is no time sets nothing.")
            .example("expires modified +24h;")
            .takes(Expires.arg())
            .defaultsTo(null, "off")
            .makes(HeaderFilter.class, (expires, scope, assembly) -> expires.filter(assembly, ZoneId.systemDefault()));

    public static final Directive<Inheritance> ADD_HEADER_INHERIT = Directive.named("add_header_inherit")
            .in(HTTP, SERVER, LOCATION, LOCATION_IF)
            .doc(
                    "Whether a level has the `add_header` of outer ones: `on` if it has none of its own, `merge` beside its"
                            + " own, `off` never.")
            .example("add_header_inherit merge;")
            .takes(Inheritance.arg())
            .defaultsTo(Inheritance.ON, "on");

    public static final Directive<List<AddedHeader>> ADD_HEADER = Directive.named("add_header")
            .in(HTTP, SERVER, LOCATION, LOCATION_IF)
            .doc("Adds a field to responses with status 200, 201, 204, 206, 301, 302, 303, 304, 307 or 308, and 101;"
                    + " with `always` to all. An empty value adds nothing. `Last-Modified` and `ETag` replace those that"
                    + " are there.")
            .example("add_header X-Served-By $hostname always;")
            .takes(AddedHeader.arg())
            .repeatable()
            .makes(HeaderFilter.class, ResponseFeature::headerFilter);

    public static final Directive<Inheritance> ADD_TRAILER_INHERIT = Directive.named("add_trailer_inherit")
            .in(HTTP, SERVER, LOCATION, LOCATION_IF)
            .doc("The same as `add_header_inherit` for `add_trailer`.")
            .example("add_trailer_inherit merge;")
            .takes(Inheritance.arg())
            .defaultsTo(Inheritance.ON, "on");

    public static final Directive<List<AddedHeader>> ADD_TRAILER = Directive.named("add_trailer")
            .in(HTTP, SERVER, LOCATION, LOCATION_IF)
            .doc("Adds a field behind the body, for the statuses of `add_header`; the body is chunked then. A client of"
                    + " HTTP/1.0 gets none.")
            .example("add_trailer X-Time $request_time;")
            .takes(AddedHeader.arg())
            .repeatable();

    public static final Directive<Boolean> CHUNKED_TRANSFER_ENCODING = Directive.named("chunked_transfer_encoding")
            .in(HTTP, SERVER, LOCATION, LOCATION_IF)
            .doc("Whether a body of unknown length is sent in chunks; otherwise its end is that of the connection.")
            .example("chunked_transfer_encoding off;")
            .takes(Args.flag())
            .defaultsTo(true, "on");

    public static final Directive<Boolean> ETAG = Directive.named("etag")
            .in(HTTP, SERVER, LOCATION)
            .doc("Whether files are answered with an `ETag`.")
            .example("etag off;")
            .takes(Args.flag())
            .defaultsTo(true, "on");

    public static final Directive<ModifiedSince> IF_MODIFIED_SINCE = Directive.named("if_modified_since")
            .in(HTTP, SERVER, LOCATION)
            .doc("When `If-Modified-Since` is answered by 304: when its time is that of the file (`exact`), when the"
                    + " file's is not later (`before`), or never (`off`).")
            .example("if_modified_since before;")
            .takes(Choices.of(ModifiedSince.class))
            .defaultsTo(ModifiedSince.EXACT, "exact");

    public static final Directive<Integer> MAX_RANGES = Directive.named("max_ranges")
            .in(HTTP, SERVER, LOCATION)
            .doc("How many byte ranges of a file one response may have; more are answered by the whole file, 0 means"
                    + " that ranges are not served.")
            .example("max_ranges 5;")
            .takes(Args.number(0, Integer.MAX_VALUE))
            .defaultsTo(Integer.MAX_VALUE, "2147483647");

    public static final Directive<RateText> LIMIT_RATE = Directive.named("limit_rate")
            .in(HTTP, SERVER, LOCATION, LOCATION_IF)
            .doc("How many bytes a second of one response may leave; 0 means any number. Variables may tell it. A"
                    + " WebSocket is not limited by it.")
            .example("limit_rate 512k;")
            .takes(RateText.arg())
            .defaultsTo(RateText.NONE, "0");

    public static final Directive<RateText> LIMIT_RATE_AFTER = Directive.named("limit_rate_after")
            .in(HTTP, SERVER, LOCATION, LOCATION_IF)
            .doc("How many bytes of a response leave before `limit_rate` counts.")
            .example("limit_rate_after 1m;")
            .takes(RateText.arg())
            .defaultsTo(RateText.NONE, "0");

    @Override
    public List<Directive<?>> directives() {
        return List.of(
                EXPIRES,
                ADD_HEADER_INHERIT,
                ADD_HEADER,
                ADD_TRAILER_INHERIT,
                ADD_TRAILER,
                CHUNKED_TRANSFER_ENCODING,
                ETAG,
                IF_MODIFIED_SINCE,
                MAX_RANGES,
                LIMIT_RATE,
                LIMIT_RATE_AFTER);
    }

    private static HeaderFilter headerFilter(List<AddedHeader> added, Scope scope, Assembly assembly) {
        List<AddedHeader> all = Inheritance.values(scope, ADD_HEADER, ADD_HEADER_INHERIT);
        return all.isEmpty() ? null : AddedHeader.filter(all, assembly);
    }

    /** The settings of a location. */
    static ResponseOptions options(Scope scope, Assembly assembly) {
        List<AddedHeader> trailers = Inheritance.values(scope, ADD_TRAILER, ADD_TRAILER_INHERIT);
        return new ResponseOptions(
                scope.get(CHUNKED_TRANSFER_ENCODING),
                trailers.isEmpty() ? null : AddedHeader.trailers(trailers, assembly),
                scope.get(ETAG),
                scope.get(IF_MODIFIED_SINCE),
                scope.get(MAX_RANGES),
                RateText.rate(scope.get(LIMIT_RATE), scope.get(LIMIT_RATE_AFTER), assembly),
                GzipFeature.rules(scope),
                BodyFilterPair.of(SsiFeature.rules(scope, assembly), StatsFeature.appendFilter(scope, assembly)));
    }
}
