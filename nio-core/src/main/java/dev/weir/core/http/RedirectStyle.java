package dev.weir.core.http;

/**
 * How a {@code Location} that begins with a slash is told to the client.
 *
 * @param absolute with scheme and host ({@code absolute_redirect})
 * @param serverName with the server's first name instead of the host of the request
 * @param port with the port, unless it is the scheme's own
 */
public record RedirectStyle(boolean absolute, boolean serverName, boolean port) {
    public static final RedirectStyle DEFAULT = new RedirectStyle(true, false, true);
}
