package dev.weir.push;

import static dev.weir.config.directive.Context.LOCATION;

import dev.weir.config.diagnostic.Diagnostic;
import dev.weir.config.diagnostic.Diagnostics;
import dev.weir.config.directive.Args;
import dev.weir.config.directive.Directive;
import dev.weir.config.directive.Feature;
import dev.weir.config.directive.Refusal;
import dev.weir.config.scope.Scope;
import dev.weir.config.syntax.Word;
import dev.weir.core.ws.PushTap.HookEvent;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The directive by which an endpoint asks and tells an HTTP backend.
 *
 * <p>Thread: any; immutable.
 */
public final class HookFeature implements Feature {
    private static final String TIMEOUT = "timeout";
    private static final Duration USUAL_TIMEOUT = Duration.ofSeconds(60);

    /**
     * One line.
     *
     * @param name the word that names the event
     * @param timeout longest time from the call to the end of its answer
     */
    record Line(HookEvent event, Word name, Word uri, Duration timeout) {}

    static final Directive<List<Line>> WEBSOCKET_HOOK = Directive.named("websocket_hook")
            .in(LOCATION)
            .doc(
                    "POSTs to a backend, an `http://` or `https://` URI that may name an `upstream`: with `connect` a handshake before "
                            + "it is answered (2xx admits, 4xx and 5xx refuse with that answer), with `message` each message "
                            + "of a client (the body of a 200 is sent back), with `disconnect` the end of a connection. No "
                            + "answer within *timeout* (60s) is a failure. See the guide to hooks.")
            .example("websocket;\nwebsocket_hook connect http://127.0.0.1:8010/connect timeout=5s;")
            .takes(Args.of("connect | message | disconnect uri [timeout=time]", 2, 3, HookFeature::line))
            .perLevel()
            .repeatable();

    @Override
    public String title() {
        return "Hooks";
    }

    @Override
    public List<Directive<?>> directives() {
        return List.of(WEBSOCKET_HOOK);
    }

    /** The word for an event in the configuration and in {@code X-Weir-Event}. */
    static String word(HookEvent event) {
        return event.name().toLowerCase(Locale.ROOT);
    }

    private static Line line(List<Word> args) throws Refusal {
        Word uri = args.get(1);
        if (uri.text().indexOf('$') >= 0) {
            throw new Refusal(uri, "has a variable, which is not supported yet", "expected a constant URI");
        }
        Duration timeout = args.size() < 3 ? USUAL_TIMEOUT : timeout(args.get(2));
        return new Line(event(args.get(0)), args.get(0), uri, timeout);
    }

    private static HookEvent event(Word word) throws Refusal {
        for (HookEvent event : HookEvent.values()) {
            if (word(event).equals(word.text())) {
                return event;
            }
        }
        throw new Refusal(word, "is not an event", "expected connect, message or disconnect");
    }

    private static Duration timeout(Word word) throws Refusal {
        String text = Args.keyed(word, TIMEOUT);
        if (text == null) {
            throw new Refusal(word, "is not a parameter", "expected timeout=time");
        }
        Duration timeout = Args.time(word, text);
        if (timeout.isZero()) {
            throw new Refusal(word, "leaves no time to answer", "expected a time such as 5s");
        }
        return timeout;
    }

    @Override
    public void check(Scope scope, Diagnostics diagnostics) {
        if (!scope.hasOwn(WEBSOCKET_HOOK)) {
            return;
        }
        if (!scope.hasOwn(PushFeature.WEBSOCKET)) {
            diagnostics.error(
                    scope.where(WEBSOCKET_HOOK),
                    "\"websocket_hook\" without \"websocket\" is never called",
                    "say \"websocket;\" in the same location");
        }
        Map<HookEvent, Line> first = new EnumMap<>(HookEvent.class);
        for (Line line : scope.get(WEBSOCKET_HOOK)) {
            Line earlier = first.putIfAbsent(line.event, line);
            if (earlier != null) {
                String problem = "a second hook for \"" + word(line.event) + "\" in this location";
                diagnostics.add(Diagnostic.error(line.name.span(), problem, "one place hears of each event")
                        .relatedTo("the first is here", earlier.name.span()));
            }
        }
    }
}
