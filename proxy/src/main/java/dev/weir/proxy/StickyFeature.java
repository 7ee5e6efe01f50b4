package dev.weir.proxy;

import static dev.weir.config.directive.Context.HTTP;
import static dev.weir.config.directive.Context.UPSTREAM;

import dev.weir.config.diagnostic.Diagnostic;
import dev.weir.config.diagnostic.Diagnostics;
import dev.weir.config.directive.Args;
import dev.weir.config.directive.Assembly;
import dev.weir.config.directive.Directive;
import dev.weir.config.directive.Feature;
import dev.weir.config.scope.Scope;
import dev.weir.config.syntax.Word;
import dev.weir.core.http.ByteText;
import dev.weir.core.variable.Template;
import dev.weir.core.variable.Variable;
import dev.weir.core.variable.Variables;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which clients stay with their server.
 *
 * <p>Source: nginx, {@code sticky} of ngx_http_upstream_module. Thread: the one that builds the configuration.
 */
public final class StickyFeature implements Feature {
    static final Directive<StickyLine> STICKY = Directive.named("sticky")
            .in(UPSTREAM)
            .doc(
                    "Sends a client again to the server that it had, as long as that may be used. `cookie` sets a cookie that"
                            + " names the server; `expires` is a time, or `max`. `route` takes the `route` of the server from the"
                            + " first variable that has a value. `learn` remembers in a *zone*, for *timeout* (10m) after the last"
                            + " use, which server has served a session: `create` tells of one that begins, `lookup` of the one"
                            + " that a request belongs to; with `header` it is known when the head of the response has come, as"
                            + " WebSockets and long answers need it.")
            .example("sticky cookie srv_id expires=1h domain=.example.com path=/;")
            .takes(Args.of(
                    "cookie name [domain=domain] [path=path] [expires=time|max] [httponly] [secure]"
                            + " [samesite=strict|lax|none] | route $variable ..."
                            + " | learn create=$variable lookup=$variable zone=name:size [timeout=time] [header]",
                    2,
                    Integer.MAX_VALUE,
                    StickyLine::read));

    @Override
    public List<Directive<?>> directives() {
        return List.of(STICKY);
    }

    /** What a group says; null when it says nothing. */
    static Sticky of(Scope group, Assembly assembly) {
        if (!group.hasOwn(STICKY)) {
            return null;
        }
        StickyLine line = group.get(STICKY);
        Variables variables = assembly.service(Variables.class);
        if (line instanceof StickyLine.Cookie cookie) {
            return new Sticky(
                    List.of(variables.find("cookie_" + cookie.name().text())), cookie(cookie, assembly), null);
        }
        if (line instanceof StickyLine.Route route) {
            return new Sticky(all(route.lookup(), assembly), null, null);
        }
        StickyLine.Learn learn = (StickyLine.Learn) line;
        StickySessions sessions = assembly.service(Upstreams.class)
                .sessions(group.head(UpstreamFeature.GROUP).text(), learn.zone().text(), learn.bytes());
        return new Sticky(
                all(learn.lookup(), assembly),
                null,
                new Sticky.Learning(
                        all(learn.create(), assembly), sessions, learn.timeout().toNanos(), learn.header()));
    }

    private static StickyCookie cookie(StickyLine.Cookie line, Assembly assembly) {
        Word path = line.path();
        return new StickyCookie(
                ByteText.of(line.name().text()),
                template(line.domain(), assembly),
                path == null ? null : ByteText.of(path.text()),
                line.expiresSeconds(),
                line.httpOnly(),
                line.secure(),
                template(line.sameSite(), assembly));
    }

    private static Template template(Word word, Assembly assembly) {
        return word == null ? null : assembly.at(word, assembly.service(Variables.class)::compile);
    }

    private static List<Variable> all(List<Word> words, Assembly assembly) {
        List<Variable> all = new ArrayList<>();
        for (Word word : words) {
            // Complains of one that is not there.
            Template template = template(word, assembly);
            if (template != null) {
                all.add(template::apply);
            }
        }
        return all;
    }

    /** A zone is one group's. */
    @Override
    public void check(Scope scope, Diagnostics diagnostics) {
        if (scope.context() != HTTP) {
            return;
        }
        Map<String, Word> zones = new HashMap<>();
        for (Scope group : scope.blocks(UpstreamFeature.GROUP)) {
            if (group.hasOwn(STICKY) && group.get(STICKY) instanceof StickyLine.Learn learn) {
                Word other = zones.putIfAbsent(learn.zone().text(), group.head(UpstreamFeature.GROUP));
                if (other != null) {
                    diagnostics.add(Diagnostic.error(
                                    learn.zone().span(),
                                    "sticky zone \"" + learn.zone().text() + "\" is already used in upstream \""
                                            + other.text() + "\"",
                                    "name another zone")
                            .relatedTo("that upstream is here", other.span()));
                }
            }
        }
    }
}
