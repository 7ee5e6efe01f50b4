package dev.weir.push;

import dev.weir.core.http.ByteText;
import dev.weir.core.http.Exchange;
import dev.weir.core.http.Peering;
import dev.weir.core.http.RequestTarget;
import dev.weir.core.json.JsonWriter;
import dev.weir.core.variable.Template;
import dev.weir.core.ws.Opcode;
import dev.weir.core.ws.OutgoingMessage;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The first message to a client: where pushes to it go.
 *
 * <p>Thread: any; immutable.
 */
record Hello(Form form, List<Template> bases) {

    /** {@code hello=}. */
    enum Form {
        TEXT,
        JSON,
        OFF
    }

    /** The message; null for none. */
    OutgoingMessage message(Exchange exchange, ConnectionId id) {
        return switch (form) {
            case OFF -> null;
            case TEXT -> text(String.join(",", urls(exchange, id)));
            case JSON -> text(json(urls(exchange, id), id));
        };
    }

    private static String json(Set<String> urls, ConnectionId id) {
        StringBuilder out = new StringBuilder();
        JsonWriter json = new JsonWriter(out).open().text("id", id.toString()).openArray("urls");
        urls.forEach(url -> json.element(ByteText.decode(url)));
        json.closeArray().close();
        return out.toString();
    }

    private static OutgoingMessage text(String text) {
        return OutgoingMessage.of(Opcode.TEXT, ByteText.bytes(text));
    }

    private Set<String> urls(Exchange exchange, ConnectionId id) {
        Set<String> urls = new LinkedHashSet<>();
        if (!bases.isEmpty()) {
            bases.forEach(base -> urls.add(withId(base.apply(exchange), id)));
            return urls;
        }
        String path = RequestTarget.escape(exchange.target().path());
        authorities(exchange).forEach(authority -> urls.add("http://" + id + "@" + authority + path));
        return urls;
    }

    /** {@code http://host/path} becomes {@code http://ID@host/path}. */
    private static String withId(String base, ConnectionId id) {
        int scheme = base.indexOf("://");
        int from = scheme < 0 ? 0 : scheme + 3;
        return base.substring(0, from) + id + "@" + base.substring(from);
    }

    /** The address the client came in by, then the others of the server. */
    private static Set<String> authorities(Exchange exchange) {
        Peering peering = exchange.peering();
        Set<String> all = new LinkedHashSet<>();
        boolean inet = peering.localPort() >= 0;
        if (inet) {
            all.add(authority(peering.localAddress(), peering.localPort()));
        }
        for (SocketAddress address : exchange.server().addresses()) {
            if (address instanceof InetSocketAddress other) {
                boolean any = other.getAddress().isAnyLocalAddress();
                if (!any) {
                    all.add(authority(Peering.text(other.getAddress()), other.getPort()));
                } else if (inet) {
                    all.add(authority(peering.localAddress(), other.getPort()));
                }
            }
        }
        if (all.isEmpty()) {
            // Only unix sockets: the best that is known is what the client calls us.
            all.add(exchange.host().isEmpty() ? "localhost" : exchange.host());
        }
        return all;
    }

    private static String authority(String address, int port) {
        return (address.indexOf(':') >= 0 ? "[" + address + "]" : address) + ":" + port;
    }
}
