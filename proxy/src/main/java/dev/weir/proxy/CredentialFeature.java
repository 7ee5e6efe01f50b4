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
import dev.weir.core.http.Gate;
import dev.weir.core.variable.Template;
import dev.weir.core.variable.Variables;
import dev.weir.core.ws.FrameTap;
import dev.weir.core.ws.TokenForm;
import dev.weir.core.ws.TokenGate;
import java.util.ArrayList;
import java.util.List;

/**
 * The directives about the credentials of WebSocket connections, proxied or ending in Weir.
 *
 * <p>Thread: any; immutable.
 */
public final class CredentialFeature implements Feature {
    static final Directive<List<TokenForm>> WS_TOKEN = Directive.named("ws_token")
            .in(HTTP, SERVER, LOCATION)
            .doc("Takes a bearer token out of the subprotocols of a handshake into `$ws_token`, for clients that can "
                    + "set no other field, as browsers. Nobody behind sees it there: not the upstream, no hook, no log "
                    + "of `$http_sec_websocket_protocol`. A *name* with a dot at its end is the beginning of a "
                    + "subprotocol whose rest is the token, in base64url where the name begins with `base64url.` (as "
                    + "Kubernetes has it: `base64url.bearer.authorization.k8s.io.`; its clients offer another "
                    + "subprotocol beside, and so must browsers, which demand that one is chosen). Any other *name* "
                    + "is a subprotocol behind which the token follows as the next one "
                    + "(`new WebSocket(url, [\"bearer\", token])`); it is chosen where the upstream chooses none. "
                    + "What is no token, or coded wrongly, is taken out too and leaves `$ws_token` empty; nobody is "
                    + "refused for it.")
            .example("ws_token bearer base64url.bearer.authorization.k8s.io.;\n"
                    + "proxy_set_header Authorization \"Bearer $ws_token\";")
            .takes(Args.of("name ... | off", 1, Integer.MAX_VALUE, CredentialFeature::forms))
            .defaultsTo(List.of(), "off")
            .makes(Gate.class, (forms, scope, assembly) -> forms.isEmpty() ? null : new TokenGate(forms));

    static final Directive<Word> WS_AUTH_EXPIRES = Directive.named("ws_auth_expires")
            .in(HTTP, SERVER, LOCATION)
            .doc("Closes a WebSocket connection with 4401 when its credential ends, at the time that *value* says when "
                    + "the connection opens: seconds or (from 13 digits) milliseconds since 1970, a date as in HTTP "
                    + "fields, or a time from then on, such as `15m`; a number of less than 9 digits is such a time in "
                    + "seconds. An empty value sets no end; one that is none of these ends the connection at once.")
            .example("ws_auth_expires $upstream_http_x_session_expires;")
            .takes(Args.of("value | off", 1, 1, args -> time(args.get(0))))
            .makes(FrameTap.Factory.class, CredentialFeature::expiry);

    @Override
    public List<Directive<?>> directives() {
        return List.of(WS_TOKEN, WS_AUTH_EXPIRES);
    }

    private static List<TokenForm> forms(List<Word> args) throws Refusal {
        if (args.size() == 1 && Args.isOff(args.get(0))) {
            return List.of();
        }
        List<TokenForm> forms = new ArrayList<>();
        for (Word word : args) {
            if (Args.isOff(word)) {
                throw new Refusal(word, "cannot stand beside others", "expected names, or off alone");
            }
            if (word.text().indexOf('$') >= 0) {
                throw new Refusal(word, "takes no variables", "$ws_token is what it fills; name a subprotocol");
            }
            try {
                forms.add(new TokenForm(word.text()));
            } catch (IllegalArgumentException e) {
                throw new Refusal(
                        word, e.getMessage(), "expected bearer or base64url.bearer.authorization.k8s.io. or the like");
            }
        }
        return List.copyOf(forms);
    }

    /** What has no variables is known now: a word that is no time would close every connection. */
    private static Word time(Word value) throws Refusal {
        boolean varied = value.text().indexOf('$') >= 0;
        if (!varied && !Args.isOff(value) && Expiry.millis(value.text(), 0) == Expiry.NONE) {
            throw new Refusal(value, "is not a time", "expected such as $upstream_http_x_expires or 15m");
        }
        return value;
    }

    private static FrameTap.Factory expiry(Word value, Scope scope, Assembly assembly) {
        if (Args.isOff(value)) {
            return null;
        }
        Template template = assembly.at(value, assembly.service(Variables.class)::compile);
        return template == null ? null : new ExpiryLimit(template);
    }
}
