package dev.weir.push;

import static dev.weir.config.directive.Context.HTTP;
import static dev.weir.config.directive.Context.LOCATION;
import static dev.weir.config.directive.Context.SERVER;

import dev.weir.config.diagnostic.Diagnostics;
import dev.weir.config.directive.Args;
import dev.weir.config.directive.Assembly;
import dev.weir.config.directive.Directive;
import dev.weir.config.directive.Feature;
import dev.weir.config.directive.KeyedWords;
import dev.weir.config.directive.Refusal;
import dev.weir.config.scope.Scope;
import dev.weir.config.syntax.Word;
import dev.weir.core.http.Handler;
import dev.weir.core.variable.Template;
import dev.weir.core.variable.Variables;
import dev.weir.core.ws.WsOptions;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * The directives of WebSocket connections that end in Weir.
 *
 * <p>Thread: any; immutable.
 */
public final class PushFeature implements Feature {

    /** The arguments of {@code websocket}. */
    record Endpoint(Duration ping, Duration idle, Hello.Form hello) {
        static final Endpoint USUAL =
                new Endpoint(Duration.ofMillis(300_000), Duration.ofMillis(360_000), Hello.Form.TEXT);

        /** Whether both times were given, and the other way round: nobody who is silent would ever be pinged. */
        boolean closesBeforePing() {
            boolean said = !ping.equals(USUAL.ping) && !idle.equals(USUAL.idle);
            return said && !ping.isZero() && !idle.isZero() && idle.compareTo(ping) <= 0;
        }

        EndpointOptions.Defaults defaults(WsOptions.Full full, Deflating deflating) {
            return new EndpointOptions.Defaults(ping, idle, full, deflating);
        }
    }

    static final Directive<Endpoint> WEBSOCKET = Directive.named("websocket")
            .in(LOCATION)
            .doc("Weir is the WebSocket server of this location. The first message to each client names the URL at "
                    + "which this client alone is reached, `http://ID@HOST:PORT/path`: what is sent there by POST is "
                    + "pushed to it. `hello=json` wraps it as `{\"id\":…,\"urls\":[…]}`, `hello=off` leaves it out. "
                    + "After *pingintvl* of silence the client is pinged, after *idleintvl* of silence in both "
                    + "directions closed; milliseconds, or a time with a suffix; 0 is never. See the guide "
                    + "[Push](../guides/push.md).")
            .example("websocket pingintvl=10000 idleintvl=15000;")
            .takes(Args.of("[pingintvl=ms] [idleintvl=ms] [hello=text|json|off]", 0, 3, PushFeature::endpoint))
            .perLevel()
            .makes(Handler.class, PushFeature::endpointHandler);

    static final Directive<PushMethods> WEBSOCKET_PUSH = Directive.named("websocket_push")
            .in(LOCATION)
            .doc("The push interface at a location of its own, for the connections of all `websocket` locations; the "
                    + "id is the last part of the path (`/push/ID`) or the user of the URL. POST pushes, also to "
                    + "all of a channel (`?channel=name`); GET tells of a connection; DELETE closes it (`?code=`, "
                    + "`?reason=`). With methods named, only these. Once a configuration has such a location, "
                    + "`websocket` locations refuse POST unless they say `websocket_push` too.")
            .example("websocket_push post delete;")
            .takes(Args.of("[post] [get] [delete]", 0, 3, PushFeature::methods))
            .perLevel()
            .makes(Handler.class, PushFeature::pushHandler);

    static final Directive<List<Word>> WEBSOCKET_PUSH_URL = Directive.named("websocket_push_url")
            .in(HTTP, SERVER, LOCATION)
            .doc("What the first message names in place of the addresses by which the client came: each *base* with "
                    + "`ID@` before its host. Variables are allowed.")
            .example("websocket_push_url http://push.internal:8081/push;")
            .takes(PushBases.arg())
            .defaultsTo(List.of(), "the addresses of the server");

    static final Directive<Word> WEBSOCKET_SECRET = Directive.named("websocket_secret")
            .in(HTTP, SERVER)
            .doc("A *file* with at least 16 bytes that sign the ids. With it a push to a client of an earlier start "
                    + "is known to be late (410). Without it the secret is made at start and kept only in memory.")
            .example("websocket_secret weir.secret;")
            .takes(Args.word("file"));

    static final Directive<List<Word>> WEBSOCKET_CHANNEL = Directive.named("websocket_channel")
            .in(LOCATION)
            .doc("Joins each client to channels, which `websocket_push` reaches with `?channel=name`. Variables are "
                    + "allowed, empty names join nothing.")
            .example("websocket;\nwebsocket_channel $arg_room news;")
            .takes(Args.words("name ...", 1, 16))
            .defaultsTo(List.of(), "none")
            .perLevel();

    static final Directive<Deflating.Rule> WEBSOCKET_DEFLATE = Directive.named("websocket_deflate")
            .in(HTTP, SERVER, LOCATION)
            .doc("Whether endpoints of Weir's own agree to compress messages when the client offers it "
                    + "(permessage-deflate). Messages to the client of *min* bytes and more go compressed; what the "
                    + "client sends may be. Without *takeover* each message is compressed by itself, and a connection "
                    + "that is idle owns no memory of the compressor; with it messages that resemble each other become "
                    + "smaller, and each connection owns about 300 KB. A message to a channel is compressed once for "
                    + "all. `ws_max_message_size` counts inflated bytes; logs and statistics count what went over the "
                    + "wire, compressed.")
            .example("websocket_deflate on min=1k takeover=on;")
            .takes(Args.of("on|off [min=size] [takeover=on|off]", 1, 3, PushFeature::deflate))
            .defaultsTo(Deflating.Rule.USUAL, "on min=256 takeover=off");

    static final Directive<Boolean> WEBSOCKET_ECHO = Directive.named("websocket_echo")
            .in(LOCATION)
            .doc("Answers WebSocket handshakes and sends every message back. For trying out and for conformance tests.")
            .example("websocket_echo;")
            .takes(Args.none())
            .perLevel()
            .makes(Handler.class, PushFeature::echoHandler);

    @Override
    public List<Directive<?>> directives() {
        return List.of(
                WEBSOCKET,
                WEBSOCKET_PUSH,
                WEBSOCKET_PUSH_URL,
                WEBSOCKET_SECRET,
                WEBSOCKET_CHANNEL,
                WEBSOCKET_DEFLATE,
                WEBSOCKET_ECHO);
    }

    @Override
    public void check(Scope scope, Diagnostics diagnostics) {
        if (scope.hasOwn(WEBSOCKET_CHANNEL) && !scope.hasOwn(WEBSOCKET)) {
            diagnostics.error(
                    scope.where(WEBSOCKET_CHANNEL),
                    "\"websocket_channel\" without \"websocket\" joins nobody",
                    "say \"websocket;\" in the same location");
        }
        if (scope.hasOwn(WEBSOCKET)
                && scope.get(WEBSOCKET).hello != Hello.Form.OFF
                && !scope.hasOwn(WEBSOCKET_PUSH)
                && !scope.has(WEBSOCKET_PUSH_URL)
                && saysPush(outermost(scope))) {
            diagnostics.warning(
                    scope.where(WEBSOCKET),
                    "the first message will name a URL of this location, which refuses POST since there is a "
                            + "\"websocket_push\" elsewhere",
                    "name the right place with \"websocket_push_url\", or say \"websocket_push\" here too");
        }
        if (scope.hasOwn(WEBSOCKET) && scope.get(WEBSOCKET).closesBeforePing()) {
            diagnostics.warning(
                    scope.where(WEBSOCKET),
                    "a silent client is closed before it is pinged: idleintvl is not longer than pingintvl",
                    "make idleintvl the longer one, or say pingintvl=0 for no pings");
        }
    }

    // --- arguments

    private static Endpoint endpoint(List<Word> args) throws Refusal {
        Map<String, Word> said = KeyedWords.read(
                args, "expected pingintvl=10000, idleintvl=15000 or hello=json", "pingintvl", "idleintvl", "hello");
        return new Endpoint(
                millis(said.get("pingintvl"), Endpoint.USUAL.ping),
                millis(said.get("idleintvl"), Endpoint.USUAL.idle),
                form(said.get("hello")));
    }

    /** A bare number counts milliseconds here, as in the module that had the directive first. */
    private static Duration millis(Word word, Duration usual) throws Refusal {
        if (word == null) {
            return usual;
        }
        String text = word.text();
        boolean bare = !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
        return Args.time(word, text).dividedBy(bare ? 1000 : 1);
    }

    private static Hello.Form form(Word word) throws Refusal {
        if (word == null) {
            return Endpoint.USUAL.hello;
        }
        return switch (word.text()) {
            case "text", "json", "off" -> Hello.Form.valueOf(word.text().toUpperCase(Locale.ROOT));
            default ->
                throw new Refusal(word, "is not a valid form of the first message", "expected text, json or off");
        };
    }

    private static PushMethods methods(List<Word> args) throws Refusal {
        PushMethods methods = args.isEmpty() ? PushMethods.ALL : PushMethods.NONE;
        for (Word word : args) {
            PushMethods before = methods;
            methods = switch (word.text().toLowerCase(Locale.ROOT)) {
                case "post" -> methods.withPost();
                case "get" -> methods.withGet();
                case "delete" -> methods.withDelete();
                default ->
                    throw new Refusal(word, "is not a method of the push interface", "expected post, get, delete");
            };
            if (methods.equals(before)) {
                throw new Refusal(word, "comes a second time", "say it once");
            }
        }
        return methods;
    }

    private static Deflating.Rule deflate(List<Word> args) throws Refusal {
        boolean on = isOn(args.get(0));
        Map<String, Word> said =
                KeyedWords.read(args.subList(1, args.size()), "expected min=256 or takeover=on", "min", "takeover");
        Word min = said.get("min");
        Word takeover = said.get("takeover");
        return new Deflating.Rule(
                on,
                min == null
                        ? Deflating.Rule.USUAL.min()
                        : (int) Math.min(Integer.MAX_VALUE, Args.bytes(min, min.text())),
                takeover == null ? Deflating.Rule.USUAL.takeover() : isOn(takeover));
    }

    private static boolean isOn(Word word) throws Refusal {
        return switch (word.text()) {
            case "on" -> true;
            case "off" -> false;
            default -> throw new Refusal(word, "is neither on nor off", "expected on or off");
        };
    }

    // --- parts

    private static Handler endpointHandler(Endpoint endpoint, Scope scope, Assembly assembly) {
        Hub hub = assembly.service(Hub.class);
        IdSigner signer = signer(scope, assembly);
        boolean open = scope.hasOwn(WEBSOCKET_PUSH);
        PushMethods methods = open
                ? scope.get(WEBSOCKET_PUSH)
                : saysPush(outermost(scope)) ? PushMethods.NONE : PushMethods.NONE.withPost();
        return new WebSocketHandler(
                hub,
                new WebSocketHandler.Setup(
                        signer,
                        endpoint.defaults(WsOptions.Full.CLOSE, deflating(scope, hub)),
                        new Hello(endpoint.hello, templates(scope.get(WEBSOCKET_PUSH_URL), assembly)),
                        templates(scope.get(WEBSOCKET_CHANNEL), assembly),
                        new PushHandler(hub, signer, methods, open),
                        Hooks.of(scope, assembly)));
    }

    private static Handler pushHandler(PushMethods methods, Scope scope, Assembly assembly) {
        if (scope.hasOwn(WEBSOCKET)) {
            return null;
        }
        return new PushHandler(assembly.service(Hub.class), signer(scope, assembly), methods, true);
    }

    private static Handler echoHandler(boolean on, Scope scope, Assembly assembly) {
        Hub hub = assembly.service(Hub.class);
        return new EchoHandler(Endpoint.USUAL.defaults(WsOptions.Full.PAUSE, deflating(scope, hub)), hub.budget());
    }

    private static Deflating deflating(Scope scope, Hub hub) {
        return new Deflating(scope.get(WEBSOCKET_DEFLATE), hub.pools());
    }

    private static IdSigner signer(Scope scope, Assembly assembly) {
        IdSigners signers = assembly.service(IdSigners.class);
        Word file = scope.get(WEBSOCKET_SECRET);
        return file == null ? signers.ofProcess() : assembly.at(file, signers::ofFile);
    }

    private static List<Template> templates(List<Word> words, Assembly assembly) {
        Variables variables = assembly.service(Variables.class);
        return words.stream()
                .map(word -> assembly.at(word, variables::compile))
                .filter(Objects::nonNull)
                .toList();
    }

    private static Scope outermost(Scope scope) {
        Scope outer = scope;
        while (outer.parent() != null) {
            outer = outer.parent();
        }
        return outer;
    }

    /** Whether there is a push location of its own, which takes the pushes of all others. */
    private static boolean saysPush(Scope scope) {
        return scope.hasOwn(WEBSOCKET_PUSH) && !scope.hasOwn(WEBSOCKET)
                || scope.children().stream().anyMatch(PushFeature::saysPush);
    }
}
