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
import java.util.List;

/**
 * The directives that rewrite the cookies of upstreams.
 *
 * <p>Source: nginx, ngx_http_proxy_module. Thread: any; immutable.
 */
public final class CookieFeature implements Feature {
    static final Directive<List<List<Word>>> DOMAIN = cookie(
            "proxy_cookie_domain",
            "Rewrites the `Domain` of cookies that upstreams set: a *domain* in whatever case, or with `~` a regular "
                    + "expression, is replaced. A dot at the beginning of either counts for nothing.",
            "proxy_cookie_domain localhost example.org;",
            "off | domain replacement",
            2);

    static final Directive<List<List<Word>>> PATH = cookie(
            "proxy_cookie_path",
            "Rewrites the `Path` of cookies that upstreams set: a beginning, or with `~` and `~*` a regular "
                    + "expression, is replaced.",
            "proxy_cookie_path /two/ /;",
            "off | path replacement",
            2);

    static final Directive<List<List<Word>>> FLAGS = cookie(
            "proxy_cookie_flags",
            "Sets and removes flags of a *cookie*, named as it is or with `~` by a regular expression: `secure`, "
                    + "`httponly`, `samesite=strict`, `samesite=lax`, `samesite=none`, and with `no` before it "
                    + "`nosecure`, `nohttponly`, `nosamesite`. The first line whose cookie it is counts.",
            "proxy_cookie_flags one httponly samesite=strict;",
            "off | cookie [flag ...]",
            5);

    @Override
    public List<Directive<?>> directives() {
        return List.of(DOMAIN, PATH, FLAGS);
    }

    private static Directive<List<List<Word>>> cookie(String name, String doc, String example, String usage, int most) {
        return Directive.named(name)
                .in(HTTP, SERVER, LOCATION)
                .doc(doc)
                .example(example)
                .takes(Args.of(usage, 1, most, CookieFeature::line))
                .repeatable();
    }

    private static List<Word> line(List<Word> args) throws Refusal {
        if (args.size() == 1 && !Args.isOff(args.get(0))) {
            throw new Refusal(args.get(0), "is not a valid value alone", "expected off, or what becomes of it");
        }
        return args;
    }

    @Override
    public void check(Scope scope, Diagnostics diagnostics) {
        for (Directive<List<List<Word>>> directive : List.of(DOMAIN, PATH, FLAGS)) {
            List<List<Word>> lines = scope.hasOwn(directive) ? scope.get(directive) : List.of();
            for (List<Word> line : lines) {
                if (line.size() == 1 && lines.size() > 1) {
                    diagnostics.error(
                            line.get(0).span(),
                            directive.name() + " off stands beside other lines of its kind",
                            "leave out off, or the other lines");
                }
            }
        }
    }
}
