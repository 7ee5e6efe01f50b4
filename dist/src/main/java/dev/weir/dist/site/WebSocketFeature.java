package dev.weir.dist.site;

import static dev.weir.config.directive.Context.HTTP;
import static dev.weir.config.directive.Context.LOCATION;
import static dev.weir.config.directive.Context.MAIN;
import static dev.weir.config.directive.Context.SERVER;

import dev.weir.config.diagnostic.Diagnostics;
import dev.weir.config.directive.Args;
import dev.weir.config.directive.Directive;
import dev.weir.config.directive.Feature;
import dev.weir.config.scope.Scope;
import dev.weir.core.http.Gate;
import dev.weir.core.ws.OriginGate;
import dev.weir.core.ws.OriginRule;
import dev.weir.core.ws.WsOptions;
import dev.weir.core.ws.WsOptions.Drain;
import dev.weir.core.ws.WsOptions.Full;
import dev.weir.core.ws.WsOptions.MessageSize;
import dev.weir.core.ws.WsOptions.Ping;
import dev.weir.core.ws.WsOptions.Rate;
import dev.weir.core.ws.WsOptions.SendQueue;
import dev.weir.core.ws.WsOptions.Validation;
import dev.weir.proxy.ProxyFeature;
import java.time.Duration;
import java.util.List;

/**
 * What any WebSocket connection must keep to, be it proxied or end in Weir. The values go into the {@link WsOptions} of
 * each location; whoever carries a connection keeps to them.
 *
 * <p>Thread: any; immutable.
 */
public final class WebSocketFeature implements Feature {
    private static final WsOptions DEFAULTS = WsOptions.DEFAULTS;

    static final Directive<Duration> IDLE_TIMEOUT = Directive.named("ws_idle_timeout")
            .in(HTTP, SERVER, LOCATION)
            .doc("Longest silence of a WebSocket connection in both directions. `off` and 0 stand for no limit. Where "
                    + "it is not said, `proxy_read_timeout` counts for a proxied connection, and `idleintvl` for one "
                    + "that ends in Weir.")
            .example("ws_idle_timeout 10m;")
            .takes(Args.of("time | off", 1, 1, WebSocketArgs::idleTimeout));

    static final Directive<Ping> PING = Directive.named("ws_ping")
            .in(HTTP, SERVER, LOCATION)
            .doc(
                    "Pings a side that has been silent for *interval*, and closes both with 1001 when nothing comes within "
                            + "*timeout*. Through a proxied connection our pings go between two frames, and the answers to them "
                            + "no further; none is sent while one of the other side waits for its answer. A pong is no "
                            + "silence for `ws_idle_timeout`. Where Weir is the server there is no upstream to ping.")
            .example("ws_ping client interval=30s timeout=10s;")
            .takes(Args.of("client | upstream | both | off interval=time [timeout=time]", 1, 3, WebSocketArgs::ping));

    static final Directive<MessageSize> MAX_MESSAGE_SIZE = Directive.named("ws_max_message_size")
            .in(HTTP, SERVER, LOCATION)
            .doc("Most bytes of a message, all its fragments together; 0 and `off` for no limit. Who sends a larger "
                    + "one is closed with 1009, the other side with 1001. *client* and *upstream* set other limits "
                    + "for the messages of that side. Where it is not said, it is 1m for a connection that ends in "
                    + "Weir. Of a proxied connection the frame by which a message grows too large does not pass; what was "
                    + "compressed counts as it is on the wire.")
            .example("ws_max_message_size 64k upstream=1m;")
            .takes(Args.of("size | off [client=size] [upstream=size]", 1, 3, WebSocketArgs::messageSize))
            .defaultsTo(DEFAULTS.messageSize(), "off, or 1m where Weir is the server");

    static final Directive<SendQueue> SEND_QUEUE = Directive.named("ws_send_queue")
            .in(HTTP, SERVER, LOCATION)
            .doc("Most bytes that wait for a slow reader, and what happens beyond: with `pause` whoever sends waits, "
                    + "with `drop` what does not fit is not sent, with `close` the slow reader is closed with 1013, "
                    + "and the other side of a proxied connection with 1001. A proxied connection, which has no right "
                    + "to leave messages out, pauses with `drop` too, and where nothing is said keeps 64k.")
            .example("ws_send_queue 256k full=close;")
            .takes(Args.of("size [full=pause|drop|close]", 1, 2, WebSocketArgs::sendQueue))
            .defaultsTo(DEFAULTS.sendQueue(), "1m");

    static final Directive<Rate> LIMIT_RATE = Directive.named("ws_limit_rate")
            .in(HTTP, SERVER, LOCATION)
            .doc("How much each client may send, in messages and in bytes a second (`/s`) or a minute (`/m`). Of "
                    + "messages *burst* may come at once after silence, of bytes and where no *burst* is given as "
                    + "many as the rate names. A client beyond it is read no faster (`delay`) or closed with 1008, "
                    + "the upstream of a proxied connection with 1001.")
            .example("ws_limit_rate messages=10/s bytes=64k/s burst=20 action=delay;")
            .takes(Args.of(
                    "[messages=n/s] [bytes=size/s] [burst=n] [action=delay|close] | off", 1, 4, WebSocketArgs::rate))
            .defaultsTo(DEFAULTS.rate(), "off");

    static final Directive<OriginRule> ORIGIN = Directive.named("ws_origin")
            .in(HTTP, SERVER, LOCATION)
            .doc("Which pages may connect; others get 403. `same` are pages of the host and port that the request is "
                    + "for, *name* is `example.com`, `*.example.com` for all names below it, `.example.com` for both, "
                    + "each with a scheme before it or a port behind it where these matter (else http and https at "
                    + "their usual ports), or `null` for pages without an origin, such as files. Who sends no "
                    + "`Origin` is no browser and passes. Where it is not said, it is `any` for a proxied connection, "
                    + "and `same` for one that ends in Weir.")
            .example("ws_origin same *.example.com https://partner.example:8443;")
            .takes(Args.of("any | same | name ...", 1, Integer.MAX_VALUE, WebSocketArgs::origin))
            .makes(Gate.class, (rule, scope, assembly) -> rule.isAny() ? null : new OriginGate(rule));

    static final Directive<Validation> VALIDATE = Directive.named("ws_validate")
            .in(HTTP, SERVER, LOCATION)
            .doc("Which rules of RFC 6455 both sides of a proxied connection are held to: with `frames` those of "
                    + "frames and their order, with `utf8` also that text is UTF-8. Who breaks one is closed with 1002 "
                    + "or 1007, and the other side with 1001; the frame does not pass. Of text the beginning of a frame "
                    + "may have passed before it turns out to be none: then the other side is left without a Close. "
                    + "Where permessage-deflate was agreed on, its mark (RSV1) is allowed, and text of compressed "
                    + "messages is not looked at; marks of other extensions are not known and refused. A connection "
                    + "that ends in Weir is always held to all.")
            .example("ws_validate utf8;")
            .takes(Args.oneOf(WebSocketArgs.validations()))
            .defaultsTo(Validation.OFF, "off");

    static final Directive<Boolean> HANDSHAKE = Directive.named("ws_handshake")
            .in(HTTP, SERVER, LOCATION)
            .doc("What opens a tunnel where `proxy_set_header Upgrade` passes the wish on. `strict`: a WebSocket "
                    + "handshake is held to RFC 6455 on both sides (version 13, one key, no body, a 101 with the "
                    + "answer to the key), and other protocols pass but `h2c` and names that only begin like "
                    + "`websocket`. `loose`: every name passes and no handshake is judged, as with nginx; a client may "
                    + "then agree with the upstream on a protocol by which its further requests are seen by no "
                    + "location.")
            .example("ws_handshake strict;")
            .takes(Args.oneOf(WebSocketArgs.handshakes()))
            .defaultsTo(false, "strict");

    public static final Directive<Drain> DRAIN_TIMEOUT = Directive.named("ws_drain_timeout")
            .in(MAIN, HTTP, SERVER)
            .doc("How WebSocket connections end when Weir quits, or when a reload has removed their server: each is "
                    + "closed with *code*, at once or at a moment of its own within *spread*, so that not all come "
                    + "back together, and cut when it is still there after *time*. `off` lets them live on as long as "
                    + "they like or `worker_shutdown_timeout` allows.")
            .example("ws_drain_timeout 1m spread=30s code=1012;")
            .takes(Args.of("time | off [spread=time] [code=number]", 1, 3, WebSocketArgs::drain))
            .defaultsTo(Drain.DEFAULT, "30s");

    @Override
    public String title() {
        return "WebSocket connections";
    }

    @Override
    public List<Directive<?>> directives() {
        return List.of(
                IDLE_TIMEOUT,
                PING,
                MAX_MESSAGE_SIZE,
                SEND_QUEUE,
                LIMIT_RATE,
                ORIGIN,
                VALIDATE,
                HANDSHAKE,
                DRAIN_TIMEOUT);
    }

    /** What is in force in a location. */
    static WsOptions options(Scope scope) {
        return new WsOptions(
                scope.get(IDLE_TIMEOUT),
                scope.get(PING),
                scope.get(MAX_MESSAGE_SIZE),
                scope.get(SEND_QUEUE),
                scope.get(LIMIT_RATE),
                scope.get(ORIGIN),
                scope.get(VALIDATE),
                scope.get(HANDSHAKE),
                scope.get(DRAIN_TIMEOUT));
    }

    /** Says what a proxied connection would not do; each line of it once, whatever it governs. */
    @Override
    public void check(Scope scope, Diagnostics diagnostics) {
        if (scope.hasOwn(ProxyFeature.PASS) && scope.get(SEND_QUEUE).full(Full.PAUSE) == Full.DROP) {
            diagnostics.warning(
                    scope.where(SEND_QUEUE),
                    "a proxied connection does not drop what its queue has no room for",
                    "what is sent to a slow reader waits instead, as with full=pause; full=close ends the connection");
        }
    }
}
