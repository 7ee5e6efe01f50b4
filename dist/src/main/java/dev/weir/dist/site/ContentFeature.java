package dev.weir.dist.site;

import static dev.weir.config.directive.Context.HTTP;
import static dev.weir.config.directive.Context.LOCATION;
import static dev.weir.config.directive.Context.SERVER;

import dev.weir.config.diagnostic.Diagnostics;
import dev.weir.config.directive.Args;
import dev.weir.config.directive.Assembly;
import dev.weir.config.directive.Directive;
import dev.weir.config.directive.Feature;
import dev.weir.config.scope.Scope;
import dev.weir.config.syntax.Word;
import dev.weir.core.content.ReturnHandler;
import dev.weir.core.http.Handler;
import dev.weir.core.http.HeaderFilter;
import dev.weir.core.variable.Template;
import dev.weir.core.variable.Variables;
import java.util.List;

/**
 * Directives of what Weir answers out of itself: fixed texts, redirects, files, error pages, added fields.
 *
 * <p>Thread: any; stateless.
 */
public final class ContentFeature implements Feature {

    public static final Directive<ReturnAnswer> RETURN = Directive.named("return")
            .in(SERVER, LOCATION)
            .doc("Answers at once: with a status, with a status and a text, or with a redirect. 444 cuts the"
                    + " connection.")
            .example("return 301 https://example.com$request_uri;")
            .takes(ReturnAnswer.arg())
            .perLevel()
            .makes(Handler.class, ContentFeature::returnHandler);

    public static final Directive<Word> ROOT = Directive.named("root")
            .in(HTTP, SERVER, LOCATION)
            .doc("The folder whose files answer where no other handler does; relative ones start at the prefix.")
            .example("root html;")
            .takes(Args.word("path"))
            .defaultsTo(null, "html");

    public static final Directive<List<Word>> INDEX = Directive.named("index")
            .in(HTTP, SERVER, LOCATION)
            .doc("Files that answer a URI ending with a slash; the first that exists is taken.")
            .example("index index.html index.htm;")
            .takes(Args.words("file ...", 1, Integer.MAX_VALUE))
            .defaultsTo(List.of(), "index.html");

    public static final Directive<TryFiles> TRY_FILES = Directive.named("try_files")
            .in(SERVER, LOCATION)
            .doc("Serves the first of the files that exists below `root` (with a slash at its end: a folder). If none"
                    + " does, answers *=code*, or goes on at the last URI or named location. Only where files answer:"
                    + " a location with another handler refuses it.")
            .example("try_files $uri $uri/ =404;")
            .takes(TryFiles.arg())
            .perLevel();

    public static final Directive<Boolean> GZIP = Directive.named("gzip")
            .in(HTTP, SERVER, LOCATION)
            .doc("`off` is what Weir does. `on` is accepted with a warning: answers are not compressed.")
            .example("gzip off;")
            .takes(Args.flag())
            .defaultsTo(false, "off");

    public static final Directive<Boolean> TYPES = Directive.named("types")
            .in(HTTP, SERVER, LOCATION)
            .doc("Media types by file extension.")
            .example("types { text/html html htm; }")
            .takes(Args.none())
            .opensEntries();

    public static final Directive<String> DEFAULT_TYPE = Directive.named("default_type")
            .in(HTTP, SERVER, LOCATION)
            .doc("The media type of answers that have none by `types`.")
            .example("default_type text/plain;")
            .takes(Args.word("type").map(Word::text))
            .defaultsTo("text/plain", "text/plain");

    public static final Directive<List<AddedHeader>> ADD_HEADER = Directive.named("add_header")
            .in(HTTP, SERVER, LOCATION)
            .doc("Adds a field to responses with status 200, 201, 204, 206, 301, 302, 303, 304, 307 or 308, and 101;"
                    + " with `always` to all. An empty value adds nothing.")
            .example("add_header X-Served-By $hostname always;")
            .takes(AddedHeader.arg())
            .repeatable()
            .makes(HeaderFilter.class, ContentFeature::headerFilter);

    public static final Directive<List<ErrorPage>> ERROR_PAGE = Directive.named("error_page")
            .in(HTTP, SERVER, LOCATION)
            .doc("Answers errors by another URI, a named location or a redirect; `=code` changes the status, `=` alone"
                    + " takes that of the page.")
            .example("error_page 502 503 =200 /sorry.html;")
            .takes(ErrorPage.arg())
            .repeatable();

    @Override
    public List<Directive<?>> directives() {
        return List.of(RETURN, ROOT, INDEX, TRY_FILES, GZIP, TYPES, DEFAULT_TYPE, ADD_HEADER, ERROR_PAGE);
    }

    @Override
    public void check(Scope scope, Diagnostics diagnostics) {
        if (scope.hasOwn(GZIP) && scope.get(GZIP)) {
            diagnostics.warning(
                    scope.where(GZIP),
                    "\"gzip\" has no effect",
                    "Weir does not compress answers yet; they are sent as they are");
        }
    }

    private static Handler returnHandler(ReturnAnswer answer, Scope scope, Assembly assembly) {
        Template text = answer.text() == null ? null : template(answer.text(), assembly);
        return new ReturnHandler(answer.status(), text, scope.get(DEFAULT_TYPE));
    }

    private static HeaderFilter headerFilter(List<AddedHeader> added, Scope scope, Assembly assembly) {
        List<HeaderFilter> filters =
                added.stream().map(a -> a.filter(template(a.value(), assembly))).toList();
        return (exchange, status, headers) -> filters.forEach(f -> f.apply(exchange, status, headers));
    }

    static Template template(Word word, Assembly assembly) {
        return assembly.at(word, assembly.service(Variables.class)::compile);
    }
}
