package dev.weir.dist.site;

import static dev.weir.config.directive.Context.HTTP;
import static dev.weir.config.directive.Context.LIMIT_EXCEPT;
import static dev.weir.config.directive.Context.LOCATION;
import static dev.weir.config.directive.Context.SERVER;

import dev.weir.config.diagnostic.Diagnostics;
import dev.weir.config.directive.Arg;
import dev.weir.config.directive.Args;
import dev.weir.config.directive.Context;
import dev.weir.config.directive.Directive;
import dev.weir.config.directive.Feature;
import dev.weir.config.directive.Refusal;
import dev.weir.config.scope.Scope;
import dev.weir.config.syntax.Word;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Directives that say where a request goes on inside Weir, and how redirects are told to clients: the part of nginx's
 * HTTP core module that concerns paths.
 *
 * <p>Thread: any; stateless.
 */
public final class RoutingFeature implements Feature {
    private static final List<String> METHODS = List.of(
            "GET",
            "HEAD",
            "POST",
            "PUT",
            "DELETE",
            "MKCOL",
            "COPY",
            "MOVE",
            "OPTIONS",
            "PROPFIND",
            "PROPPATCH",
            "LOCK",
            "UNLOCK",
            "PATCH");

    public static final Directive<TryFilesWords> TRY_FILES = Directive.named("try_files")
            .in(SERVER, LOCATION)
            .doc("The first of the files that exists below `root` (with a slash at its end: a folder) stands for the"
                    + " path from there on. If none does, answers *=code*, or goes on at the last URI or named"
                    + " location.")
            .example("try_files $uri $uri/ =404;")
            .takes(TryFilesWords.arg())
            .perLevel();

    public static final Directive<Word> ALIAS = Directive.named("alias")
            .in(LOCATION)
            .doc("What stands in place of the location's path in the names of files; in a location of an expression"
                    + " the whole name.")
            .example("alias /var/www/pictures/;")
            .takes(Args.word("path"))
            .perLevel();

    public static final Directive<Boolean> INTERNAL = Directive.named("internal")
            .in(LOCATION)
            .doc("Only rewrites, error pages and other redirects inside Weir lead here; a client gets 404.")
            .example("internal;")
            .takes(Args.none())
            .defaultsTo(false, "");

    public static final Directive<Set<String>> LIMIT_EXCEPT_BLOCK = Directive.named("limit_except")
            .in(LOCATION)
            .doc("What it encloses governs requests with other methods than these; `GET` allows `HEAD` too.")
            .example("limit_except GET { proxy_pass http://127.0.0.1:9000; }")
            .takes(methods())
            .opens(LIMIT_EXCEPT)
            .once();

    public static final Directive<Boolean> MERGE_SLASHES = Directive.named("merge_slashes")
            .in(HTTP, SERVER)
            .doc("Whether slashes in a row count as one in paths. That of an address's default server counts.")
            .example("merge_slashes off;")
            .takes(Args.flag())
            .defaultsTo(true, "on");

    public static final Directive<Boolean> ABSOLUTE_REDIRECT =
            flag("absolute_redirect", true, "Whether Weir's redirects name scheme, host and port, or the path alone.");

    public static final Directive<Boolean> SERVER_NAME_IN_REDIRECT = flag(
            "server_name_in_redirect",
            false,
            "Whether Weir's redirects name the server's first name instead of the host of the request.");

    public static final Directive<Boolean> PORT_IN_REDIRECT =
            flag("port_in_redirect", true, "Whether Weir's redirects name the port.");

    public static final Directive<Boolean> RECURSIVE_ERROR_PAGES = flag(
            "recursive_error_pages", false, "Whether an error on the way to an error page gets its own error page.");

    public static final Directive<Boolean> LOG_NOT_FOUND =
            flag("log_not_found", true, "Whether the error log tells of files that are not there.");

    private static Directive<Boolean> flag(String name, boolean otherwise, String doc) {
        return Directive.named(name)
                .in(HTTP, SERVER, LOCATION)
                .doc(doc)
                .example(name + (otherwise ? " off;" : " on;"))
                .takes(Args.flag())
                .defaultsTo(otherwise, otherwise ? "on" : "off");
    }

    private static Arg<Set<String>> methods() {
        return Args.of("method ...", 1, Integer.MAX_VALUE, args -> {
            Set<String> methods = new HashSet<>();
            for (Word word : args) {
                String method = word.text().toUpperCase(Locale.ROOT);
                if (!METHODS.contains(method)) {
                    throw new Refusal(word, "is not a valid method", "expected such as GET or POST");
                }
                methods.add(method);
            }
            if (methods.contains("GET")) {
                methods.add("HEAD");
            }
            return Set.copyOf(methods);
        });
    }

    @Override
    public List<Directive<?>> directives() {
        return List.of(
                TRY_FILES,
                ALIAS,
                INTERNAL,
                LIMIT_EXCEPT_BLOCK,
                MERGE_SLASHES,
                ABSOLUTE_REDIRECT,
                SERVER_NAME_IN_REDIRECT,
                PORT_IN_REDIRECT,
                RECURSIVE_ERROR_PAGES,
                LOG_NOT_FOUND);
    }

    @Override
    public void check(Scope scope, Diagnostics diagnostics) {
        if (scope.context() != Context.LOCATION || !scope.hasOwn(ALIAS)) {
            return;
        }
        if (scope.hasOwn(ContentFeature.ROOT)) {
            diagnostics.error(
                    scope.where(ALIAS),
                    "\"alias\" and \"root\" exclude each other in one location",
                    "keep one of them");
        }
        if (scope.opener() == HttpFeature.LOCATION_BLOCK
                && scope.head(HttpFeature.LOCATION_BLOCK).kind() == LocationHead.Kind.NAMED) {
            diagnostics.error(
                    scope.where(ALIAS),
                    "\"alias\" cannot be used inside a named location",
                    "such a location has no path that could be replaced; use root");
        }
    }
}
