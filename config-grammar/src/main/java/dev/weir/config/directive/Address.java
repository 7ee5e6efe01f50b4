package dev.weir.config.directive;

import dev.weir.config.syntax.Word;
import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * Where to listen or to connect. Hosts are not resolved here.
 *
 * <p>Source: nginx, {@code listen} of ngx_http_core_module and {@code server} of ngx_http_upstream_module. Thread: any;
 * immutable.
 */
public sealed interface Address {

    /** As the operator would write it, with the port. */
    String text();

    /**
     * A host and a port.
     *
     * @param host a name or an IP address, IPv6 without brackets; {@code 0.0.0.0} for all
     * @param port 1 to 65535
     */
    record Tcp(String host, int port) implements Address {
        public boolean isIpv6() {
            return host.indexOf(':') >= 0;
        }

        @Override
        public String text() {
            return (isIpv6() ? "[" + host + "]" : host) + ":" + port;
        }
    }

    /** A socket in the file system. */
    record Unix(String path) implements Address {
        @Override
        public String text() {
            return UNIX + path;
        }
    }

    /** What begins the text of a {@link Unix} address. */
    String UNIX = "unix:";

    /** The room in the kernel's {@code sun_path}, less the closing zero. */
    int LONGEST_UNIX_PATH = 107;

    /**
     * Reads what {@code listen} takes: {@code 8080}, {@code *:8080}, {@code host}, {@code host:8080},
     * {@code [::]:8080}, {@code unix:/path}. Without a host all IPv4 addresses are meant, without a port 80.
     *
     * @param word marked when it is refused
     * @param text {@code word} or its end
     */
    static Address listen(Word word, String text) throws Refusal {
        if (!text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return new Tcp("0.0.0.0", port(Args.part(word, text), text));
        }
        Address address = peer(word, text, 80);
        return address instanceof Tcp tcp && tcp.host().equals("*") ? new Tcp("0.0.0.0", tcp.port()) : address;
    }

    /**
     * Reads a peer: {@code host}, {@code host:port}, {@code [::1]:port} or {@code unix:/path}.
     *
     * @param defaultPort the port where none is written
     */
    static Address peer(Word word, String text, int defaultPort) throws Refusal {
        Word place = Args.part(word, text);
        if (text.startsWith(UNIX)) {
            return unix(place, text.substring(UNIX.length()));
        }
        int colon = text.indexOf(':', text.startsWith("[") ? closing(text) : 0);
        String host = colon < 0 ? text : text.substring(0, colon);
        int port = colon < 0 ? defaultPort : port(place, text.substring(colon + 1));
        if (host.startsWith("[")) {
            return new Tcp(ipv6(place, host), port);
        }
        if (host.isEmpty()) {
            throw new Refusal(place, "names no host", "expected an address such as localhost:8080");
        }
        checkHost(place, host);
        return new Tcp(host, port);
    }

    private static int closing(String bracketed) {
        int close = bracketed.indexOf(']');
        return close < 0 ? bracketed.length() : close;
    }

    private static Unix unix(Word place, String path) throws Refusal {
        if (path.isEmpty()) {
            throw new Refusal(place, "names no socket file", "expected a path such as unix:/run/weir.sock");
        }
        if (path.length() > LONGEST_UNIX_PATH) {
            throw new Refusal(
                    place, "is too long a socket path", "at most " + LONGEST_UNIX_PATH + " characters are possible");
        }
        return new Unix(path);
    }

    private static int port(Word place, String text) throws Refusal {
        try {
            int port = text.startsWith("+") || text.length() > 5 ? 0 : Integer.parseInt(text);
            if (port >= 1 && port <= 65_535) {
                return port;
            }
        } catch (NumberFormatException e) {
            throw new Refusal(place, "has no valid port", "expected a port from 1 to 65535");
        }
        throw new Refusal(place, "has no valid port", "expected a port from 1 to 65535");
    }

    private static String ipv6(Word place, String bracketed) throws Refusal {
        try {
            if (bracketed.endsWith("]") && bracketed.indexOf('%') < 0) {
                // In brackets the JDK takes a literal only, so no name is looked up here.
                InetAddress.getByName(bracketed);
                return bracketed.substring(1, bracketed.length() - 1);
            }
        } catch (UnknownHostException e) {
            throw new Refusal(place, "is not a valid IPv6 address", "expected an address such as [::1]:8080");
        }
        throw new Refusal(place, "is not a valid IPv6 address", "expected an address such as [::1]:8080");
    }

    /** Dots and digits alone must be an IPv4 address; anything else is a name, which the resolver judges. */
    private static void checkHost(Word place, String host) throws Refusal {
        if (!host.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'))) {
            return;
        }
        String[] octets = host.split("\\.", -1);
        boolean valid = octets.length == 4;
        for (String octet : octets) {
            valid &= !octet.isEmpty() && octet.length() <= 3 && Integer.parseInt(octet) <= 255;
        }
        if (!valid) {
            throw new Refusal(place, "is not a valid IPv4 address", "expected an address such as 127.0.0.1:8080");
        }
    }
}
