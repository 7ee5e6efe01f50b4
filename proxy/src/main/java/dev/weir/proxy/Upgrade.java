package dev.weir.proxy;

import dev.weir.core.http.Exchange;
import dev.weir.core.http.Headers;
import dev.weir.core.http.ResponseHead;
import dev.weir.core.ws.Handshake;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;

/**
 * What the upstream is asked to switch to, and whether its 101 is an answer to that.
 *
 * <p>A WebSocket handshake is held to RFC 6455. Another protocol, which the operator lets through by setting
 * {@code Upgrade} with {@code proxy_set_header}, becomes a tunnel whose bytes are nobody's business, as with nginx; so
 * does a wish for {@code websocket} without any field of a handshake, but its frames are observed. Names that nobody
 * may mean go no further: {@code h2c}, by which a client would get past every rule of the locations, and what only
 * begins like {@code websocket}. With {@code ws_handshake loose} nothing of this is judged but that the 101 names what
 * was asked for.
 *
 * <p>Thread: any; immutable.
 *
 * @param names the protocols asked for, in small letters; empty for none
 * @param key of the WebSocket handshake; null for none
 */
record Upgrade(List<String> names, String key) {
    static final Upgrade NONE = new Upgrade(List.of(), null);
    private static final String WEBSOCKET = "websocket";
    private static final List<String> SIGNS = List.of("Sec-WebSocket-Key", "Sec-WebSocket-Version");

    /** Whether a client asks for a WebSocket in a way that must be a whole handshake. */
    static boolean isHandshake(Exchange exchange) {
        return !exchange.location().webSocket().loose()
                && Handshake.isUpgradeRequest(exchange.request())
                && SIGNS.stream().anyMatch(exchange.request().headers()::has);
    }

    /**
     * What a request asks for.
     *
     * @param fields of the upstream's request
     */
    static Upgrade asked(Exchange exchange, Headers fields) {
        if (isHandshake(exchange)) {
            return fields.hasToken("Upgrade", WEBSOCKET)
                    ? new Upgrade(List.of(WEBSOCKET), fields.first("Sec-WebSocket-Key"))
                    : NONE;
        }
        List<String> names = names(fields);
        boolean asks = Handshake.asksForUpgrade(exchange.request())
                && fields.hasToken("Connection", "upgrade")
                && exchange.body().isComplete();
        boolean loose = exchange.location().webSocket().loose();
        return asks && !names.isEmpty() && (loose || names.stream().allMatch(Upgrade::mayBeMeant))
                ? new Upgrade(names, null)
                : NONE;
    }

    private static List<String> names(Headers fields) {
        return fields.all("Upgrade").stream()
                .flatMap(value -> List.of(value.split(",")).stream())
                .map(name -> name.strip().toLowerCase(Locale.ROOT))
                .filter(name -> !name.isEmpty())
                .toList();
    }

    private static boolean mayBeMeant(String name) {
        return !name.equals("h2c") && (name.equals(WEBSOCKET) || !name.startsWith(WEBSOCKET));
    }

    boolean isAsked() {
        return !names.isEmpty();
    }

    /** What is wrong with a 101; null when it may open a tunnel. */
    String problem(ResponseHead received) {
        if (!isAsked()) {
            return "nobody waits for it";
        }
        if (key != null) {
            return Handshake.checkResponse(received, key);
        }
        List<String> to = names(received.headers());
        return to.size() == 1 && names.contains(to.get(0)) ? null : "\"Upgrade\" does not name what was asked for";
    }

    /**
     * Answers the exchange with the upstream's 101 and joins the two connections.
     *
     * @param rest what came behind the upstream's head
     */
    void open(Exchange exchange, ResponseHead head, UpstreamLeg leg, ByteBuffer rest, Tunnel.Settings settings) {
        if (head.headers().hasToken("Upgrade", WEBSOCKET)) {
            Tunnel.open(exchange, head, leg.handOver(), rest, settings);
        } else {
            PlainTunnel.open(exchange, head, leg.handOver(), rest, settings);
        }
    }
}
