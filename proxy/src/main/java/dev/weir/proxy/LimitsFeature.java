package dev.weir.proxy;

import static dev.weir.config.directive.Context.HTTP;
import static dev.weir.config.directive.Context.LOCATION;
import static dev.weir.config.directive.Context.SERVER;

import dev.weir.config.directive.Args;
import dev.weir.config.directive.Assembly;
import dev.weir.config.directive.Directive;
import dev.weir.config.directive.Feature;
import dev.weir.config.directive.KeyedWords;
import dev.weir.config.directive.Refusal;
import dev.weir.config.scope.Scope;
import dev.weir.config.syntax.Word;
import dev.weir.core.http.Gate;
import dev.weir.core.variable.Template;
import dev.weir.core.variable.Variables;
import dev.weir.core.ws.CloseCode;
import dev.weir.core.ws.FrameTap;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The directives that limit number and life of WebSocket connections, proxied or ending in Weir.
 *
 * <p>Thread: any; immutable.
 */
public final class LimitsFeature implements Feature {

    /**
     * @param status what to refuse with; 0 completes the handshake and closes with 1013
     * @param key a text with variables, each of whose values has the limit for itself; null for one limit in all
     */
    record Most(int connections, int status, Word key) {}

    record Age(Duration time, int jitterPercent, int code) {}

    static final Directive<Most> WS_MAX_CONNECTIONS = Directive.named("ws_max_connections")
            .in(HTTP, SERVER, LOCATION)
            .doc("Most WebSocket connections at once of all locations that this line governs; 0 for no limit. "
                    + "Beyond it the handshake is completed and closed with 1013 \"Try Again Later\", or refused with "
                    + "*status*. With *key* the limit is for each of its values, such as an address or a user; "
                    + "connections for which it is empty are not counted.")
            .example("ws_max_connections 20 key=$remote_addr status=503;")
            .takes(Args.of("number [key=$variable] [status=code]", 1, 3, LimitsFeature::most))
            .defaultsTo(new Most(0, 0, null), "0")
            .makes(Gate.class, LimitsFeature::gate);

    static final Directive<Age> WS_CONN_AGE = Directive.named("ws_conn_age")
            .in(HTTP, SERVER, LOCATION)
            .doc("Closes a WebSocket connection older than *time* with code 4001, idle or not. With *jitter* each "
                    + "lives up to that many percent shorter, so that not all come back at once.")
            .example("ws_conn_age 12h jitter=10;")
            .takes(Args.of("time [jitter=percent] [code=number]", 1, 3, LimitsFeature::age))
            .defaultsTo(new Age(Duration.ZERO, 0, CloseCode.CONNECTION_AGED), "off")
            .makes(FrameTap.Factory.class, LimitsFeature::ageTap);

    @Override
    public List<Directive<?>> directives() {
        return List.of(WS_MAX_CONNECTIONS, WS_CONN_AGE);
    }

    private static Most most(List<Word> args) throws Refusal {
        int connections = Args.number(args.get(0), args.get(0).text(), 0, Integer.MAX_VALUE);
        int status = 0;
        Word key = null;
        for (Word word : args.subList(1, args.size())) {
            String code = Args.keyed(word, "status");
            String value = Args.keyed(word, "key");
            if (code != null && status == 0) {
                status = Args.number(word, code, 400, 599);
            } else if (value != null && key == null) {
                key = Args.part(word, value);
                checkKey(key);
            } else {
                boolean again = code != null || value != null;
                throw new Refusal(
                        word,
                        again ? "comes a second time" : "is not a valid parameter",
                        again ? "say it once" : "expected key=$remote_addr or status=503");
            }
        }
        return new Most(connections, status, key);
    }

    /** A text without variables has one value: most likely the dollar sign was forgotten. */
    private static void checkKey(Word key) throws Refusal {
        if (!key.text().contains("$")) {
            throw new Refusal(key, "has no variable", "expected key=$remote_addr or the like");
        }
    }

    private static Age age(List<Word> args) throws Refusal {
        boolean off = Args.isOff(args.get(0));
        Duration time = off ? Duration.ZERO : Args.time(args.get(0), args.get(0).text());
        Map<String, Word> said =
                KeyedWords.read(args.subList(1, args.size()), "expected jitter=10 or code=4001", "jitter", "code");
        return new Age(time, jitter(said.get("jitter")), code(said.get("code")));
    }

    private static int jitter(Word percent) throws Refusal {
        if (percent == null) {
            return 0;
        }
        String text = percent.text();
        return Args.number(percent, text.endsWith("%") ? text.substring(0, text.length() - 1) : text, 0, 100);
    }

    private static int code(Word number) throws Refusal {
        if (number == null) {
            return CloseCode.CONNECTION_AGED;
        }
        int code = Args.number(number, number.text(), 1000, 4999);
        checkCode(number, code);
        return code;
    }

    private static void checkCode(Word word, int code) throws Refusal {
        if (!CloseCode.isOnWire(code)) {
            throw new Refusal(
                    word, "is not a code that a Close frame may hold", "expected 1000 to 1014 or 3000 to 4999");
        }
    }

    private static Gate gate(Most most, Scope scope, Assembly assembly) {
        if (most.connections == 0) {
            return null;
        }
        Template key = most.key == null ? null : assembly.at(most.key, assembly.service(Variables.class)::compile);
        String place = LimitPlace.of(WS_MAX_CONNECTIONS, scope);
        return new ConnectionGate(
                most.connections,
                most.status,
                key,
                assembly.service(ConnectionLimits.class).counts(place));
    }

    private static FrameTap.Factory ageTap(Age age, Scope scope, Assembly assembly) {
        if (age.time.isZero()) {
            return null;
        }
        return new AgeLimit(
                age.time,
                age.jitterPercent,
                age.code,
                assembly.service(ConnectionLimits.class).random());
    }
}
