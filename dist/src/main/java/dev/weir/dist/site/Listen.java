package dev.weir.dist.site;

import dev.weir.config.directive.Address;
import dev.weir.config.directive.Arg;
import dev.weir.config.directive.Args;
import dev.weir.config.directive.Refusal;
import dev.weir.config.syntax.Word;
import java.util.List;

/**
 * What one {@code listen} says.
 *
 * @param address where to listen; hosts are not resolved
 * @param defaultServer whether its server answers for unknown host names
 * @param backlog length of the kernel's queue; 0 for the default
 * @param word the address as it was written
 */
public record Listen(Address address, boolean defaultServer, int backlog, Word word) {
    /** nginx's length of the queue on Linux. */
    public static final int DEFAULT_BACKLOG = 511;

    private static final String HELP = "expected default_server, backlog=number or reuseport";

    /** nginx's arguments of {@code listen}. */
    static Arg<Listen> arg() {
        return Args.of(
                "address[:port] | port | unix:path [default_server] [backlog=number] [reuseport]", 1, 16, Listen::read);
    }

    private static Listen read(List<Word> args) throws Refusal {
        Word first = args.get(0);
        Address address = Address.listen(first, first.text());
        boolean defaultServer = false;
        int backlog = 0;
        for (Word word : args.subList(1, args.size())) {
            String text = word.text();
            if (text.equals("default_server") || text.equals("default")) {
                defaultServer = true;
            } else if (text.startsWith("backlog=")) {
                backlog = Args.number(word, Args.keyed(word, "backlog"), 1, Integer.MAX_VALUE);
            } else if (isUnsupported(text)) {
                throw new Refusal(
                        word, "is known to nginx, but not supported by Weir", "take it out to run this file with Weir");
            } else if (!isWithoutEffect(text)) {
                throw new Refusal(word, "is not a parameter", HELP);
            }
        }
        return new Listen(address, defaultServer, backlog, first);
    }

    private static boolean isUnsupported(String text) {
        return switch (text) {
            case "ssl", "http2", "quic", "spdy", "proxy_protocol" -> true;
            default -> false;
        };
    }

    /** What only tunes the socket; one acceptor serves all workers, so {@code reuseport} is of no use either. */
    private static boolean isWithoutEffect(String text) {
        if (text.equals("reuseport") || text.equals("bind") || text.equals("deferred")) {
            return true;
        }
        int equals = text.indexOf('=');
        return switch (equals < 0 ? "" : text.substring(0, equals)) {
            case "rcvbuf", "sndbuf", "so_keepalive", "ipv6only", "fastopen", "setfib", "accept_filter" -> true;
            default -> false;
        };
    }
}
