package dev.weir.proxy;

import static dev.weir.config.directive.Context.HTTP;
import static dev.weir.config.directive.Context.LOCATION;
import static dev.weir.config.directive.Context.SERVER;

import dev.weir.config.diagnostic.Diagnostics;
import dev.weir.config.directive.Args;
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
 * The directives that say how responses of upstreams are taken.
 *
 * <p>Source: nginx, ngx_http_proxy_module. Thread: any; immutable.
 */
public final class AnswerFeature implements Feature {
    private static final Set<String> IGNORABLE = Set.of(
            "x-accel-redirect",
            "x-accel-expires",
            "x-accel-limit-rate",
            "x-accel-buffering",
            "x-accel-charset",
            "expires",
            "cache-control",
            "set-cookie",
            "vary");

    static final Directive<Set<String>> IGNORE = Directive.named("proxy_ignore_headers")
            .in(HTTP, SERVER, LOCATION)
            .doc("Fields of responses that Weir shall not act on: `X-Accel-Redirect` and `X-Accel-Buffering`. The "
                    + "other names of nginx's are accepted; Weir acts on none of them.")
            .example("proxy_ignore_headers X-Accel-Redirect;")
            .takes(Args.of("field ...", 1, IGNORABLE.size(), AnswerFeature::ignored))
            .joins(Args::union)
            .defaultsTo(Set.of(), "none");

    static final Directive<Long> MAX_TEMP = Directive.named("proxy_max_temp_file_size")
            .in(HTTP, SERVER, LOCATION)
            .doc(
                    "Most bytes of a response that wait in a file of the system's folder for temporary files, for a client "
                            + "that is slower than the upstream; 0 lets the upstream wait instead.")
            .example("proxy_max_temp_file_size 0;")
            .takes(Args.offset())
            .defaultsTo(1L << 30, "1024m");

    @Override
    public List<Directive<?>> directives() {
        return List.of(IGNORE, MAX_TEMP);
    }

    @Override
    public void check(Scope scope, Diagnostics diagnostics) {
        long most = scope.hasOwn(MAX_TEMP) ? scope.get(MAX_TEMP) : 0;
        if (most > 0 && most < scope.get(ProxyFeature.BUFFER_SIZE)) {
            diagnostics.error(
                    scope.where(MAX_TEMP),
                    "proxy_max_temp_file_size is less than proxy_buffer_size",
                    "expected 0 for no file, or at least proxy_buffer_size");
        }
    }

    private static Set<String> ignored(List<Word> args) throws Refusal {
        Set<String> names = new HashSet<>();
        for (Word word : args) {
            String name = word.text().toLowerCase(Locale.ROOT);
            if (!IGNORABLE.contains(name)) {
                throw new Refusal(word, "is not a valid value", "expected X-Accel-Redirect or X-Accel-Buffering");
            }
            names.add(name);
        }
        return Set.copyOf(names);
    }
}
