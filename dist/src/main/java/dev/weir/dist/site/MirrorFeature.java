package dev.weir.dist.site;

import static dev.weir.config.directive.Context.HTTP;
import static dev.weir.config.directive.Context.LOCATION;
import static dev.weir.config.directive.Context.SERVER;

import dev.weir.config.diagnostic.Diagnostics;
import dev.weir.config.directive.Args;
import dev.weir.config.directive.Directive;
import dev.weir.config.directive.Feature;
import dev.weir.config.scope.Scope;
import dev.weir.config.syntax.Word;
import dev.weir.core.http.ByteText;
import dev.weir.core.http.Mirror;
import java.util.List;

/** Copies of requests for others: nginx's mirror module. Thread: any; stateless. */
public final class MirrorFeature implements Feature {
    static final Directive<List<Word>> MIRROR = Directive.named("mirror")
            .in(HTTP, SERVER, LOCATION)
            .doc("Sends a copy of each request, its method, arguments and fields, to the location of *uri* and ignores"
                    + " what that answers; several lines make several copies. `$request_uri` there is still the"
                    + " client's. The client has its answer without waiting for theirs, but its connection takes the"
                    + " next request only after them.")
            .example("mirror /mirror;")
            .takes(Args.word("uri | off"))
            .repeatable();

    static final Directive<Boolean> MIRROR_REQUEST_BODY = Directive.named("mirror_request_body")
            .in(HTTP, SERVER, LOCATION)
            .doc("Whether the copies of `mirror` have the body of the request, which is then read whole before anything"
                    + " else, whatever `proxy_request_buffering` says.")
            .example("mirror_request_body off;")
            .takes(Args.flag())
            .defaultsTo(true, "on");

    @Override
    public List<Directive<?>> directives() {
        return List.of(MIRROR, MIRROR_REQUEST_BODY);
    }

    /** What copies the requests of a location; null for nothing. */
    static Mirror mirror(Scope scope) {
        List<Word> uris = scope.get(MIRROR);
        if (uris.isEmpty() || uris.stream().anyMatch(MirrorFeature::isOff)) {
            return null;
        }
        return new Mirror(uris.stream().map(uri -> ByteText.of(uri.text())).toList(), scope.get(MIRROR_REQUEST_BODY));
    }

    private static boolean isOff(Word uri) {
        return uri.text().equals("off");
    }

    @Override
    public void check(Scope scope, Diagnostics diagnostics) {
        List<Word> uris = scope.hasOwn(MIRROR) ? scope.get(MIRROR) : List.of();
        for (Word uri : uris) {
            if (isOff(uri) && uris.size() > 1) {
                diagnostics.error(
                        uri.span(),
                        "mirror off stands beside other lines of its kind",
                        "leave out off, or the other lines");
                return;
            }
        }
    }
}
