package dev.weir.dist.site;

import static dev.weir.config.directive.Context.HTTP;
import static dev.weir.config.directive.Context.LOCATION;
import static dev.weir.config.directive.Context.SERVER;

import dev.weir.config.directive.Args;
import dev.weir.config.directive.Assembly;
import dev.weir.config.directive.Directive;
import dev.weir.config.directive.Feature;
import dev.weir.config.scope.Scope;
import dev.weir.config.syntax.Word;
import dev.weir.core.access.AccessRule;
import dev.weir.core.access.RequestRule;
import dev.weir.core.http.ByteText;
import dev.weir.core.variable.Assignable;
import dev.weir.core.variable.Template;
import dev.weir.core.variable.Variable;
import dev.weir.core.variable.Variables;
import java.util.ArrayList;
import java.util.List;

/** Who may come, as another service says: nginx's auth_request module. Thread: any; stateless. */
public final class AuthRequestFeature implements Feature {
    static final Directive<Word> AUTH_REQUEST = Directive.named("auth_request")
            .in(HTTP, SERVER, LOCATION)
            .doc(
                    "Asks the location of *uri*, with the request's fields and without its body: a status of 200 to 299 lets"
                            + " it pass, 401 and 403 refuse it, all else is an error. It holds for WebSocket handshakes too.")
            .example("auth_request /auth;")
            .takes(Args.word("uri | off"))
            .makes(AccessRule.class, AuthRequestFeature::rule);

    static final Directive<List<SetRule>> AUTH_REQUEST_SET = Directive.named("auth_request_set")
            .in(HTTP, SERVER, LOCATION)
            .doc("Gives a variable a value when `auth_request` has its answer; *value* may tell of it, for example by"
                    + " `$upstream_http_x_user`.")
            .example("auth_request_set $user $upstream_http_x_user;")
            .takes(SetRule.arg())
            .repeatable();

    @Override
    public List<Directive<?>> directives() {
        return List.of(AUTH_REQUEST, AUTH_REQUEST_SET);
    }

    /** Variables that are set anywhere are there from the start, wherever they are used. */
    static void define(Scope scope, Assembly assembly) {
        if (scope.hasOwn(AUTH_REQUEST_SET)) {
            for (SetRule rule : scope.get(AUTH_REQUEST_SET)) {
                assembly.at(rule.name(), name -> {
                    assembly.service(Variables.class).settable(name);
                    return name;
                });
            }
        }
        scope.children().forEach(child -> define(child, assembly));
    }

    private static AccessRule rule(Word uri, Scope scope, Assembly assembly) {
        if (Args.isOff(uri)) {
            return null;
        }
        Variables variables = assembly.service(Variables.class);
        List<RequestRule.Setting> settings = new ArrayList<>();
        for (SetRule rule : scope.get(AUTH_REQUEST_SET)) {
            Template value = assembly.at(rule.value(), variables::compile);
            Variable variable = variables.find(rule.name().text());
            if (value != null && variable instanceof Assignable settable) {
                settings.add(new RequestRule.Setting(settable, value));
            }
        }
        return new RequestRule(ByteText.of(uri.text()), settings);
    }
}
