package dev.weir.core.http;

import dev.weir.core.tls.TlsTransport;

/**
 * How a {@code Location} that begins with a slash is told to the client.
 *
 * @param absolute with scheme and host ({@code absolute_redirect})
 * @param serverName with the server's first name instead of the host of the request
 * @param port with the port, unless it is the scheme's own
 */
public record RedirectStyle(boolean absolute, boolean serverName, boolean port) {
    public static final RedirectStyle DEFAULT = new RedirectStyle(true, false, true);

    /** {@code http://host:port} as the client sees us; nothing with {@code absolute_redirect off}. */
    public static String base(Exchange exchange) {
        String root = absolute(exchange, "/");
        return root.substring(0, root.length() - 1);
    }

    /** The text of a {@code Location} field for the client, in the style of the location that answers. */
    static String absolute(Exchange exchange, String location) {
        return exchange.location().course().redirects().apply(exchange, location);
    }

    private String apply(Exchange exchange, String location) {
        if (!location.startsWith("/") || !absolute) {
            return location;
        }
        int shownPort = port ? exchange.peering().localPort() : 0;
        String name = serverName ? exchange.server().name() : exchange.routing().askedHost();
        if (name == null || name.isEmpty() && !serverName) {
            name = exchange.peering().localAddress();
        }
        boolean ipv6 = name.indexOf(':') >= 0
                && !name.startsWith("[")
                && exchange.peering().localPort() > 0;
        boolean secret = TlsTransport.isSecret(exchange.connection());
        String suffix = shownPort == (secret ? 443 : 80) || shownPort <= 0 ? "" : ":" + shownPort;
        return (secret ? "https://" : "http://") + (ipv6 ? "[" + name + "]" : name) + suffix + location;
    }
}
