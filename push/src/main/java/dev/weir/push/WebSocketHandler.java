package dev.weir.push;

import dev.weir.core.http.Exchange;
import dev.weir.core.http.ExchangeTap;
import dev.weir.core.http.Handler;
import dev.weir.core.http.Headers;
import dev.weir.core.http.HttpFault;
import dev.weir.core.http.RequestTarget;
import dev.weir.core.variable.Template;
import dev.weir.core.ws.Handshake;
import java.util.ArrayList;
import java.util.List;

/**
 * The endpoint: a GET with a handshake becomes a connection that can be pushed to, everything else is for the push
 * interface.
 *
 * <p>Thread: any; what it remembers is the same whoever computes it.
 */
final class WebSocketHandler implements Handler, ExchangeTap {
    private static final int LONGEST_CHANNEL = 255;

    /** Of a message for a hook where {@code ws_max_message_size} says that there is no limit. */
    private static final int MOST_GATHERED_BYTES = 16 * 1024 * 1024;

    private final Hub hub;
    private final IdSigner signer;
    private final EndpointOptions.Defaults defaults;
    private final Hello hello;
    private final List<Template> channels;
    private final PushHandler push;
    private final Hooks hooks;
    private volatile Place place;

    /** What is known of the location once a request has come. */
    private record Place(String name, EndpointOptions options) {}

    /** What a location's directives say. */
    record Setup(
            IdSigner signer,
            EndpointOptions.Defaults defaults,
            Hello hello,
            List<Template> channels,
            PushHandler push,
            Hooks hooks) {}

    WebSocketHandler(Hub hub, Setup setup) {
        this.hub = hub;
        this.signer = setup.signer;
        this.defaults = setup.defaults;
        this.hello = setup.hello;
        this.channels = setup.channels;
        this.push = setup.push;
        this.hooks = setup.hooks;
    }

    @Override
    public void handle(Exchange exchange) throws HttpFault {
        boolean get = exchange.method().equals("GET");
        boolean asksState = get && push.methods().get() && !Handshake.asksForUpgrade(exchange.request());
        if (!get || asksState) {
            push.handle(exchange, place(exchange).name);
            return;
        }
        if (Entrance.admits(exchange)) {
            accept(exchange);
        }
    }

    private void accept(Exchange exchange) throws HttpFault {
        ConnectionId id = signer.next();
        List<String> joined = joined(exchange);
        hooks.connect(exchange, id.toString(), admission -> open(exchange, id, joined, admission));
    }

    private void open(Exchange exchange, ConnectionId id, List<String> joined, Admission admission) {
        Place here = place(exchange);
        Headers.Builder headers = Handshake.acceptance(exchange.request());
        String protocol =
                admission.protocol() != null ? admission.protocol() : Handshake.firstProtocol(exchange.request());
        if (protocol != null) {
            headers.add("Sec-WebSocket-Protocol", protocol);
        }
        for (String channel : admission.channels()) {
            if (channel.length() <= LONGEST_CHANNEL && !joined.contains(channel)) {
                joined.add(channel);
            }
        }
        Client.Opening opening = new Client.Opening(id, here.name, hello.message(exchange, id), joined, hooks);
        Client client = new Client(hub, exchange, opening, here.options);
        exchange.upgrade(client.protocol().acceptance(headers), client.protocol());
    }

    /** The channels that the location's templates name for this client. */
    private List<String> joined(Exchange exchange) throws HttpFault {
        List<String> names = new ArrayList<>(channels.size());
        for (Template template : channels) {
            String name = decoded(template.apply(exchange));
            if (name.length() > LONGEST_CHANNEL) {
                throw new HttpFault(400, "client sent the name of a channel longer than " + LONGEST_CHANNEL + " bytes");
            }
            if (!name.isEmpty() && !names.contains(name)) {
                names.add(name);
            }
        }
        return names;
    }

    /** An argument comes escaped; what escapes nothing is a name with a percent sign. */
    private static String decoded(String name) {
        try {
            return name.indexOf('%') < 0 ? name : RequestTarget.decode(name);
        } catch (HttpFault notEscaped) {
            return name;
        }
    }

    /** Locations of other servers and other paths are other places; those of a later configuration are the same. */
    private Place place(Exchange exchange) {
        Place known = place;
        if (known == null) {
            String name = exchange.server().addresses() + " "
                    + exchange.server().name() + " " + exchange.location().name();
            EndpointOptions options = defaults.at(exchange.location());
            known = new Place(name, hooks.message() == null ? options : options.gathering(MOST_GATHERED_BYTES));
            place = known;
        }
        return known;
    }

    @Override
    public void onEnd(Exchange exchange) {
        push.onEnd(exchange);
    }
}
