package dev.weir.proxy;

import static dev.weir.config.directive.Context.HTTP;
import static dev.weir.config.directive.Context.LOCATION;
import static dev.weir.config.directive.Context.SERVER;

import dev.weir.config.directive.Args;
import dev.weir.config.directive.Assembly;
import dev.weir.config.directive.Directive;
import dev.weir.config.directive.Feature;
import dev.weir.config.directive.Refusal;
import dev.weir.config.scope.Scope;
import dev.weir.config.syntax.Word;
import dev.weir.core.http.Exchange;
import dev.weir.core.variable.Template;
import dev.weir.core.variable.Variables;
import java.net.SocketAddress;
import java.util.List;
import java.util.function.Function;

/**
 * The directives that replace parts of requests to upstreams.
 *
 * <p>Source: nginx, ngx_http_proxy_module. Thread: any; immutable.
 */
public final class OutgoingFeature implements Feature {
    static final Directive<Word> METHOD = Directive.named("proxy_method")
            .in(HTTP, SERVER, LOCATION)
            .doc("The *method* of requests to upstreams instead of the client's.")
            .example("proxy_method POST;")
            .takes(Args.word("method"));

    static final Directive<Word> SET_BODY = Directive.named("proxy_set_body")
            .in(HTTP, SERVER, LOCATION)
            .doc("The body of requests to upstreams instead of the client's. Variables are allowed.")
            .example("proxy_set_body $request_uri;")
            .takes(Args.word("text"));

    static final Directive<Boolean> PASS_HEADERS = Directive.named("proxy_pass_request_headers")
            .in(HTTP, SERVER, LOCATION)
            .doc("Whether the client's own fields go to upstreams, beside those of `proxy_set_header`.")
            .example("proxy_pass_request_headers off;")
            .takes(Args.flag())
            .defaultsTo(true, "on");

    static final Directive<Boolean> PASS_BODY = Directive.named("proxy_pass_request_body")
            .in(HTTP, SERVER, LOCATION)
            .doc("Whether the client's body goes to upstreams. Without it no `Content-Length` goes either.")
            .example("proxy_pass_request_body off;")
            .takes(Args.flag())
            .defaultsTo(true, "on");

    static final Directive<Word> BIND = Directive.named("proxy_bind")
            .in(HTTP, SERVER, LOCATION)
            .doc("Our own *address*, perhaps with a port, of connections to upstreams; `off` leaves it to the system. "
                    + "Variables are allowed.")
            .example("proxy_bind 127.0.0.1;")
            .takes(Args.of("address | off", 1, 2, OutgoingFeature::bind));

    @Override
    public List<Directive<?>> directives() {
        return List.of(METHOD, SET_BODY, PASS_HEADERS, PASS_BODY, BIND);
    }

    private static Word bind(List<Word> args) throws Refusal {
        if (args.size() == 2) {
            boolean transparent = args.get(1).text().equals("transparent");
            throw new Refusal(
                    args.get(1),
                    "is not a valid parameter",
                    transparent
                            ? "Java cannot bind addresses that are not this machine's"
                            : "expected an address alone");
        }
        String text = args.get(0).text();
        if (!text.contains("$") && !Args.isOff(args.get(0))) {
            try {
                LocalAddress.parse(text);
            } catch (IllegalArgumentException e) {
                throw new Refusal(args.get(0), "is not a valid address", "expected such as 127.0.0.1 or off");
            }
        }
        return args.get(0);
    }

    static Outgoing outgoing(Scope scope, Assembly assembly) {
        return new Outgoing(
                template(METHOD, scope, assembly),
                template(SET_BODY, scope, assembly),
                scope.get(PASS_BODY),
                from(scope, assembly));
    }

    private static Template template(Directive<Word> directive, Scope scope, Assembly assembly) {
        Word word = scope.get(directive);
        return word == null
                ? null
                : assembly.at(word, text -> assembly.service(Variables.class).compile(text));
    }

    private static Function<Exchange, SocketAddress> from(Scope scope, Assembly assembly) {
        Word word = scope.get(BIND);
        Template text = word == null || Args.isOff(word) ? null : template(BIND, scope, assembly);
        if (text == null || !text.isConstant()) {
            return text == null ? null : LocalAddress.of(text);
        }
        SocketAddress fixed = assembly.at(word, LocalAddress::parse);
        return x -> fixed;
    }
}
