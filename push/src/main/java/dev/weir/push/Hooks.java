package dev.weir.push;

import dev.weir.config.directive.Assembly;
import dev.weir.config.scope.Scope;
import dev.weir.core.http.Backend;
import dev.weir.core.http.Exchange;
import dev.weir.core.ws.PushTap.HookEvent;
import dev.weir.core.ws.WsSession;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The hooks of one location.
 *
 * <p>Thread: any; immutable.
 *
 * @param connect asked before a handshake is answered; null when nobody is
 * @param message told each message; null when nobody is
 * @param disconnect told the end of each admitted connection; null when nobody is
 */
record Hooks(Hook connect, Hook message, Hook disconnect) {
    static final Hooks NONE = new Hooks(null, null, null);

    /** Longest body of an answer, be it the page of a refusal or a message for the client. */
    private static final int MOST_ANSWER_BYTES = 1024 * 1024;

    /** Those of a scope. Needs the services {@link Backend.Source}, {@link HookLanes} and {@link Hub}. */
    static Hooks of(Scope scope, Assembly assembly) {
        Map<HookEvent, Hook> made = new EnumMap<>(HookEvent.class);
        for (HookFeature.Line line : scope.get(HookFeature.WEBSOCKET_HOOK)) {
            Backend backend = assembly.at(
                    line.uri(),
                    uri -> assembly.service(Backend.Source.class)
                            .at(uri, line.timeout().toNanos(), MOST_ANSWER_BYTES));
            made.put(
                    line.event(),
                    new Hook(
                            line.event(),
                            backend,
                            assembly.service(HookLanes.class),
                            assembly.service(Hub.class).budget().tap()));
        }
        return new Hooks(made.get(HookEvent.CONNECT), made.get(HookEvent.MESSAGE), made.get(HookEvent.DISCONNECT));
    }

    /** Whether nobody hears of what a connection does once it is open. */
    boolean hearNothing() {
        return message == null && disconnect == null;
    }

    /**
     * Asks whether a client with a valid handshake may come in. {@code admitted} hears it, at once when nobody is
     * asked; else the refusal is answered here. When the client goes away meanwhile nobody hears anything.
     */
    void connect(Exchange exchange, String id, Consumer<Admission> admitted) {
        if (connect == null) {
            admitted.accept(Admission.PLAIN);
        } else {
            new ConnectCall(this, exchange, id, admitted).start();
        }
    }

    /**
     * The talk of a connection that was admitted; to be called right before the 101. Tells the disconnect hook by
     * itself, when the exchange has ended.
     *
     * @param talker the client
     * @param mostBytes of messages that may wait before reading pauses
     */
    HookQueue open(WsSession session, String id, HookQueue.Talker talker, long mostBytes) {
        HookQueue queue = new HookQueue(this, session, id, talker, mostBytes);
        session.exchange().onEnd(queue::onEnd);
        return queue;
    }
}
