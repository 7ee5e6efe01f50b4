package dev.weir.dist.site;

import dev.weir.config.directive.Address;
import dev.weir.config.directive.Arg;
import dev.weir.config.directive.Args;
import dev.weir.config.directive.Refusal;
import dev.weir.config.syntax.Word;
import dev.weir.core.loop.DoorOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What one {@code listen} says.
 *
 * @param addresses where to listen, several for a range of ports; hosts are not resolved
 * @param defaultServer whether its server answers for unknown host names
 * @param socket what it says of the socket
 * @param proxyProtocol whether each connection begins with a PROXY header
 * @param ssl whether connections speak TLS
 * @param word the address as it was written
 */
public record Listen(
        List<Address> addresses,
        boolean defaultServer,
        DoorOptions socket,
        boolean proxyProtocol,
        boolean ssl,
        Word word) {
    private static final Pattern PORTS = Pattern.compile("(?!unix:)(.*:)?([0-9]+)-([0-9]+)");
    private static final String HELP = "expected default_server, ssl, proxy_protocol, backlog=number or reuseport";

    /** nginx's arguments of {@code listen}. */
    static Arg<Listen> arg() {
        return Args.of(
                "address[:port[-port]] | port[-port] | unix:path [default_server] [ssl] [proxy_protocol]"
                        + " [backlog=number] [rcvbuf=size] [sndbuf=size] [so_keepalive=on|off|[idle]:[interval]:[probes]]"
                        + " [reuseport]",
                1,
                16,
                Listen::read);
    }

    private static Listen read(List<Word> args) throws Refusal {
        Word first = args.get(0);
        List<Address> addresses = addresses(first);
        boolean defaultServer = false;
        boolean proxyProtocol = false;
        boolean ssl = false;
        DoorOptions socket = DoorOptions.NONE;
        for (Word word : args.subList(1, args.size())) {
            String text = word.text();
            DoorOptions more = ListenSocket.read(word, socket);
            if (more != null) {
                socket = more;
            } else if (text.equals("default_server") || text.equals("default")) {
                defaultServer = true;
            } else if (text.equals("proxy_protocol")) {
                proxyProtocol = true;
            } else if (text.equals("ssl")) {
                ssl = true;
            } else if (isUnsupported(text)) {
                throw new Refusal(
                        word, "is known to nginx, but not supported by Weir", "take it out to run this file with Weir");
            } else if (!isWithoutEffect(text)) {
                throw new Refusal(word, "is not a parameter", HELP);
            } else {
                check(word);
            }
        }
        return new Listen(addresses, defaultServer, socket, proxyProtocol, ssl, first);
    }

    /** One address, or those of a range of ports. */
    private static List<Address> addresses(Word word) throws Refusal {
        Matcher range = PORTS.matcher(word.text());
        if (!range.matches()) {
            return List.of(Address.listen(word, word.text()));
        }
        String host = range.group(1) == null ? "" : range.group(1);
        int first = Args.number(word, range.group(2), 1, 65_535);
        int last = Args.number(word, range.group(3), 1, 65_535);
        if (first > last) {
            throw new Refusal(word, "has no valid range of ports", "expected the smaller port first, as in 8080-8089");
        }
        List<Address> addresses = new ArrayList<>();
        for (int port = first; port <= last; port++) {
            addresses.add(Address.listen(word, host + port));
        }
        return addresses;
    }

    /** Values of parameters without effect: a mistake there is one all the same. */
    private static void check(Word word) throws Refusal {
        if (Args.keyed(word, "fastopen") != null) {
            Args.number(word, Args.keyed(word, "fastopen"), 0, Integer.MAX_VALUE);
        }
        String only = Args.keyed(word, "ipv6only");
        if (only != null && !only.equals("on") && !only.equals("off")) {
            throw new Refusal(word, "is not a valid value", "expected ipv6only=on or ipv6only=off");
        }
    }

    private static boolean isUnsupported(String text) {
        return switch (text) {
            case "http2", "quic", "spdy" -> true;
            default -> false;
        };
    }

    /** What Java cannot tell the kernel; one acceptor serves all workers, so {@code reuseport} is of no use either. */
    private static boolean isWithoutEffect(String text) {
        if (text.equals("reuseport") || text.equals("bind") || text.equals("deferred")) {
            return true;
        }
        int equals = text.indexOf('=');
        return switch (equals < 0 ? "" : text.substring(0, equals)) {
            case "ipv6only", "fastopen", "setfib", "accept_filter" -> true;
            default -> false;
        };
    }
}
