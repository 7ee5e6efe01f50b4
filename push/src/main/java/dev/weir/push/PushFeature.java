package dev.weir.push;

import static dev.weir.config.directive.Context.LOCATION;

import dev.weir.config.directive.Args;
import dev.weir.config.directive.Directive;
import dev.weir.config.directive.Feature;
import dev.weir.core.http.Handler;
import java.util.List;

/**
 * The directives of WebSocket connections that end in Weir.
 *
 * <p>Thread: any; immutable.
 */
public final class PushFeature implements Feature {
    static final Directive<Boolean> WEBSOCKET_ECHO = Directive.named("websocket_echo")
            .in(LOCATION)
            .doc("Answers WebSocket handshakes and sends every message back, frame by frame. For trying out and for "
                    + "conformance tests.")
            .example("websocket_echo;")
            .takes(Args.none())
            .perLevel()
            .makes(Handler.class, (value, scope, assembly) -> new EchoHandler());

    @Override
    public List<Directive<?>> directives() {
        return List.of(WEBSOCKET_ECHO);
    }
}
