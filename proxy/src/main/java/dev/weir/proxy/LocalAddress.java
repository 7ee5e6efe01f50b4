package dev.weir.proxy;

import dev.weir.core.http.Exchange;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the addresses of {@code proxy_bind}: an IP address, perhaps with a port, never a name.
 *
 * <p>Source: nginx, {@code proxy_bind}. Thread: any; stateless.
 */
final class LocalAddress {
    private static final Logger LOG = LoggerFactory.getLogger(LocalAddress.class);
    private static final String OCTET = "(25[0-5]|2[0-4]\\d|1?\\d?\\d)";
    private static final Pattern IPV4 = Pattern.compile(OCTET + "(\\." + OCTET + "){3}");
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

    private LocalAddress() {}

    /**
     * Takes an address apart; port 0 where none is written.
     *
     * @throws IllegalArgumentException when it is none
     */
    static SocketAddress parse(String text) {
        int bracket = text.startsWith("[") ? text.indexOf(']') : -1;
        int colon = text.indexOf(':', Math.max(0, bracket));
        boolean bare = bracket < 0 && colon >= 0 && text.indexOf(':', colon + 1) >= 0;
        int end = bare || colon < 0 ? text.length() : colon;
        String host = bracket < 0 ? text.substring(0, end) : text.substring(1, bracket);
        if (bracket >= 0 && bracket + 1 != end) {
            throw invalid(text);
        }
        return new InetSocketAddress(
                literal(host, text), end == text.length() ? 0 : port(text.substring(end + 1), text));
    }

    private static InetAddress literal(String host, String text) {
        if (!IPV4.matcher(host).matches() && !IPV6.matcher(host).matches()) {
            throw invalid(text);
        }
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw invalid(text);
        }
    }

    private static int port(String digits, String text) {
        boolean number =
                !digits.isEmpty() && digits.length() <= 5 && digits.chars().allMatch(Character::isDigit);
        if (!number || Integer.parseInt(digits) > 65_535) {
            throw invalid(text);
        }
        return Integer.parseInt(digits);
    }

    private static IllegalArgumentException invalid(String text) {
        return new IllegalArgumentException("invalid address \"" + text + "\"");
    }

    /** What a text with variables says for each exchange; one that says no address binds nothing. */
    static Function<Exchange, SocketAddress> of(Function<Exchange, String> text) {
        return exchange -> {
            String value = text.apply(exchange);
            if (value.isEmpty()) {
                return null;
            }
            try {
                return parse(value);
            } catch (IllegalArgumentException e) {
                LOG.error("*{} {} in proxy_bind", exchange.connection().id(), e.getMessage());
                return null;
            }
        };
    }
}
