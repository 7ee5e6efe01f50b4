package dev.weir.dist.site;

import static dev.weir.config.directive.Context.HTTP;
import static dev.weir.config.directive.Context.LOCATION;
import static dev.weir.config.directive.Context.LOCATION_IF;
import static dev.weir.config.directive.Context.SERVER;

import dev.weir.config.diagnostic.Diagnostics;
import dev.weir.config.directive.Args;
import dev.weir.config.directive.Assembly;
import dev.weir.config.directive.Context;
import dev.weir.config.directive.Directive;
import dev.weir.config.directive.Feature;
import dev.weir.config.scope.Scope;
import dev.weir.config.syntax.Word;
import dev.weir.core.content.CharsetNaming;
import dev.weir.core.http.HeaderFilter;
import dev.weir.core.variable.Template;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Directives of nginx's charset module, as far as they name charsets. Bodies are not converted.
 *
 * <p>Thread: any; stateless.
 */
public final class CharsetFeature implements Feature {
    private static final Set<String> USUAL_TYPES = Set.of(
            "text/html", "text/xml", "text/plain", "text/vnd.wap.wml", "application/javascript", "application/rss+xml");

    static final Directive<Word> CHARSET = Directive.named("charset")
            .in(HTTP, SERVER, LOCATION, LOCATION_IF)
            .doc("Adds `; charset=` and this name to the `Content-Type` of responses of `charset_types` that name none,"
                    + " redirects by 301 and 302 excepted. Variables may tell it. Bodies are not converted.")
            .example("charset utf-8;")
            .takes(Args.word("charset | off"))
            .makes(HeaderFilter.class, CharsetFeature::filter);

    static final Directive<Word> SOURCE_CHARSET = Directive.named("source_charset")
            .in(HTTP, SERVER, LOCATION, LOCATION_IF)
            .doc("The charset in which responses are. As nothing is converted, it must be that of `charset`.")
            .example("source_charset utf-8;")
            .takes(Args.word("charset | off"));

    static final Directive<Boolean> OVERRIDE_CHARSET = Directive.named("override_charset")
            .in(HTTP, SERVER, LOCATION, LOCATION_IF)
            .doc(
                    "Whether `charset` also holds for responses that name a charset themselves. As nothing is converted, it"
                            + " changes how theirs is written and no more.")
            .example("override_charset on;")
            .takes(Args.flag())
            .defaultsTo(false, "off");

    static final Directive<List<Word>> CHARSET_TYPES = Directive.named("charset_types")
            .in(HTTP, SERVER, LOCATION)
            .doc("The media types of `charset` besides `text/html`; `*` stands for all.")
            .example("charset_types text/plain application/json;")
            .takes(Args.words("type ...", 1, Integer.MAX_VALUE))
            .joins(Choices::both)
            .defaultsTo(
                    List.of(),
                    "text/html text/xml text/plain text/vnd.wap.wml application/javascript application/rss+xml");

    @Override
    public List<Directive<?>> directives() {
        return List.of(CHARSET, SOURCE_CHARSET, OVERRIDE_CHARSET, CHARSET_TYPES);
    }

    private static HeaderFilter filter(Word charset, Scope scope, Assembly assembly) {
        Template name = charset.text().equals("off") ? null : ContentFeature.template(charset, assembly);
        if (name == null) {
            return null;
        }
        Set<String> types = new HashSet<>(scope.has(CHARSET_TYPES) ? Set.of("text/html") : USUAL_TYPES);
        scope.get(CHARSET_TYPES).forEach(type -> types.add(type.text().toLowerCase(Locale.ROOT)));
        Word source = scope.has(SOURCE_CHARSET) ? scope.get(SOURCE_CHARSET) : null;
        boolean told = source != null && !source.text().equals("off");
        return new CharsetNaming(
                name, told ? ContentFeature.template(source, assembly) : null, scope.get(OVERRIDE_CHARSET), types);
    }

    /** As in nginx, where no {@code charset_map} stands between two charsets. */
    @Override
    public void check(Scope scope, Diagnostics diagnostics) {
        boolean inside = scope.context() == Context.LOCATION || scope.context() == SERVER || scope.context() == HTTP;
        if (!inside || !scope.hasOwn(CHARSET) && !scope.hasOwn(SOURCE_CHARSET)) {
            return;
        }
        String to = fixed(scope, CHARSET);
        String from = fixed(scope, SOURCE_CHARSET);
        if (to != null && from != null && !to.equalsIgnoreCase(from)) {
            diagnostics.error(
                    scope.where(scope.hasOwn(CHARSET) ? CHARSET : SOURCE_CHARSET),
                    "no \"charset_map\" between the charsets \"" + from + "\" and \"" + to + "\"",
                    "Weir does not convert bodies; name the charset in which they are");
        }
    }

    private static String fixed(Scope scope, Directive<Word> directive) {
        String text = scope.has(directive) ? scope.get(directive).text() : "off";
        return text.equals("off") || text.startsWith("$") ? null : text;
    }
}
