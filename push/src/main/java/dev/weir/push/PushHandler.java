package dev.weir.push;

import dev.weir.core.http.ByteText;
import dev.weir.core.http.Exchange;
import dev.weir.core.http.ExchangeTap;
import dev.weir.core.http.Handler;
import dev.weir.core.http.Headers;
import dev.weir.core.http.HttpFault;
import dev.weir.core.loop.Worker;
import dev.weir.core.ws.CloseCode;
import dev.weir.core.ws.OutgoingMessage;
import dev.weir.core.ws.PushTap;
import dev.weir.core.ws.PushTap.Refusal;
import dev.weir.core.ws.WsEnd;
import java.util.function.BiConsumer;

/**
 * The push interface: POST sends a message to a connection or to a channel, GET tells of a connection, DELETE closes
 * it.
 *
 * <p>Thread: any; immutable.
 */
final class PushHandler implements Handler, ExchangeTap {
    private final Hub hub;
    private final IdSigner signer;
    private final PushMethods methods;
    private final boolean open;
    private final PushTap tap;

    /**
     * @param open whether it is a {@code websocket_push}, which reaches channels; else it takes nothing but ids
     */
    PushHandler(Hub hub, IdSigner signer, PushMethods methods, boolean open) {
        this.hub = hub;
        this.signer = signer;
        this.methods = methods;
        this.open = open;
        this.tap = hub.budget().tap();
    }

    PushMethods methods() {
        return methods;
    }

    @Override
    public void handle(Exchange exchange) throws HttpFault {
        handle(exchange, null);
    }

    /** @param place the location whose connections alone may be meant; null for all */
    void handle(Exchange exchange, String place) throws HttpFault {
        String method = exchange.method();
        if (method.equals("OPTIONS")) {
            PushAnswer.done(exchange, 204, Headers.of("Allow", methods.allow(place != null)));
        } else if (!methods.allows(method)) {
            PushAnswer.notAllowed(exchange, methods.allow(place != null));
        } else if (method.equals("POST")) {
            post(exchange, place);
        } else {
            look(exchange, place);
        }
    }

    /** A body that is too large never comes as far as the handler. */
    @Override
    public void onEnd(Exchange exchange) {
        if (exchange.status() == 413 && exchange.request().method().equals("POST")) {
            tap.onRefused(exchange.worker().index(), Refusal.TOO_LARGE);
        }
    }

    // --- POST

    private void post(Exchange exchange, String place) throws HttpFault {
        if (hub.isDraining()) {
            refuse(exchange, Refusal.SHUTTING_DOWN);
            return;
        }
        String channel = open ? PushTarget.argument(exchange, "channel") : null;
        if (channel != null && channel.isEmpty()) {
            PushAnswer.text(exchange, 400, "channel has no name: expected channel=name");
            return;
        }
        Client client = channel == null ? find(exchange, place) : null;
        if (channel == null && client == null) {
            return;
        }
        String awaited = PushTarget.argument(exchange, "wait");
        boolean wait = "written".equals(awaited);
        if (!wait && (awaited != null || PushTarget.hasArgument(exchange, "wait"))) {
            PushAnswer.text(exchange, 400, "wait has no such value: expected wait=written");
            return;
        }
        boolean binary = PushTarget.hasArgument(exchange, "binary")
                || MessageType.isBinary(exchange.request().headers());
        exchange.body().read(new PushBody(exchange, !binary, hub.budget(), new PushBody.Ending() {
            @Override
            public void onMessage(OutgoingMessage message) {
                if (hub.isDraining()) {
                    refuse(exchange, Refusal.SHUTTING_DOWN);
                } else if (channel != null) {
                    new ChannelPush(hub, exchange, message, wait).start(channel);
                } else {
                    new UnicastPush(tap, exchange, message, wait).start(client);
                }
            }

            @Override
            public void onRefusal(Refusal why) {
                // Each 413 is counted when its exchange ends, whoever answers it.
                PushAnswer.refuse(exchange, why == Refusal.TOO_LARGE ? PushTap.NONE : tap, why);
            }
        }));
    }

    /** Only what would have been a push counts as a refused one. */
    private void refuse(Exchange exchange, Refusal why) {
        PushAnswer.refuse(exchange, exchange.method().equals("POST") ? tap : PushTap.NONE, why);
    }

    /** Whom a request means; when there is nobody, it is answered. */
    private Client find(Exchange exchange, String place) {
        ConnectionId id = PushTarget.id(exchange, place == null);
        Client client = id == null ? null : hub.client(id);
        if (client != null && (place == null || client.place().equals(place))) {
            return client;
        }
        if (client == null && (id == null || !signer.mayBeOurs(id))) {
            refuse(exchange, Refusal.BAD_ID);
        } else {
            refuse(exchange, Refusal.GONE);
        }
        return null;
    }

    // --- GET, DELETE

    private void look(Exchange exchange, String place) throws HttpFault {
        Client client = find(exchange, place);
        if (client == null) {
            return;
        }
        if (!exchange.method().equals("DELETE")) {
            at(client, exchange, (c, back) -> {
                byte[] state = ClientState.of(c);
                back.execute(() -> {
                    if (!exchange.isOver()) {
                        exchange.respond(200, Headers.of("Content-Type", "application/json"), state);
                    }
                });
            });
            return;
        }
        int code = code(PushTarget.argument(exchange, "code"));
        if (code < 0) {
            PushAnswer.text(
                    exchange, 400, "code is not one that a Close may hold: expected 1000 to 1014 or 3000 to 4999");
            return;
        }
        String reason = PushTarget.argument(exchange, "reason");
        at(client, exchange, (c, back) -> {
            c.endpoint().close(code, reason == null ? "" : ByteText.decode(reason), WsEnd.Cause.KILL);
            back.execute(() -> PushAnswer.done(exchange, 204, Headers.EMPTY));
        });
    }

    private static int code(String text) {
        if (text == null) {
            return CloseCode.NORMAL;
        }
        if (text.length() != 4 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return -1;
        }
        int code = Integer.parseInt(text);
        return CloseCode.isOnWire(code) ? code : -1;
    }

    /** Does something on the client's worker, and hands over the way back. Who is closing is gone, as for a push. */
    private void at(Client client, Exchange exchange, BiConsumer<Client, Worker> action) {
        Worker back = exchange.worker();
        client.worker().post(() -> {
            if (client.protocol().isOpen()) {
                action.accept(client, back);
            } else {
                back.post(() -> refuse(exchange, Refusal.GONE));
            }
        });
    }
}
