package dev.weir.push;

import dev.weir.core.http.Exchange;
import dev.weir.core.loop.Worker;
import dev.weir.core.ws.OutgoingMessage;
import dev.weir.core.ws.Receipt;
import dev.weir.core.ws.WsEnd;
import dev.weir.core.ws.WsEndpoint;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * One connection of a {@code websocket} location, as pushes reach it.
 *
 * <p>Thread: worker, that of the connection; {@link #id}, {@link #place} and {@link #worker} any.
 */
final class Client implements WsEndpoint.Application {
    private final Hub hub;
    private final ConnectionId id;
    private final String place;
    private final Exchange exchange;
    private OutgoingMessage hello;
    private final EndpointProtocol protocol;
    private final List<Channel.Membership> memberships;
    private final long openedWallMillis;
    private final HookTalk talk;

    /** What is told of a connection before it is open. */
    record Opening(ConnectionId id, String place, OutgoingMessage hello, List<String> channels, Hooks hooks) {}

    Client(Hub hub, Exchange exchange, Opening opening, EndpointOptions options) {
        this.hub = hub;
        this.id = opening.id;
        this.place = opening.place;
        this.exchange = exchange;
        this.hello = opening.hello;
        this.openedWallMillis = exchange.worker().wallMillis();
        this.protocol = new EndpointProtocol(exchange, this, options, hub.budget());
        this.memberships = opening.channels.isEmpty() ? List.of() : new ArrayList<>(opening.channels.size());
        for (String name : opening.channels) {
            memberships.add(hub.join(name, this));
        }
        this.talk = HookTalk.of(this, opening.hooks, options, hub.budget());
    }

    ConnectionId id() {
        return id;
    }

    /** The location that it connected to. */
    String place() {
        return place;
    }

    Worker worker() {
        return exchange.worker();
    }

    Exchange exchange() {
        return exchange;
    }

    EndpointProtocol protocol() {
        return protocol;
    }

    WsEndpoint endpoint() {
        return protocol.endpoint();
    }

    long openedWallMillis() {
        return openedWallMillis;
    }

    List<String> channels() {
        return memberships.stream().map(m -> m.channel().name()).toList();
    }

    /** Queues a message, if there is room. */
    Offer push(OutgoingMessage message, Receipt receipt) {
        return protocol.offer(message, receipt);
    }

    @Override
    public void onOpen(WsEndpoint endpoint) {
        hub.add(this);
        if (hello != null) {
            endpoint.send(hello, null);
            hello = null;
        }
    }

    @Override
    public void onMessage(WsEndpoint endpoint, int opcode, ByteBuffer part, boolean first, boolean last) {
        if (talk != null) {
            talk.onPart(opcode, part, first, last);
        } else {
            part.position(part.limit());
        }
    }

    @Override
    public void onClosed(WsEndpoint endpoint, WsEnd end) {
        hub.remove(this);
        memberships.forEach(hub::leave);
    }
}
