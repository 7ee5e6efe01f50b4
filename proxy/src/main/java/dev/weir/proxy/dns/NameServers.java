package dev.weir.proxy.dns;

import java.net.InetSocketAddress;
import java.util.List;

/**
 * What a {@code resolver} line says.
 *
 * @param servers at least one, asked in turn
 * @param validNanos {@code valid=}: how long answers are remembered instead of their own time; 0 for their own
 * @param ipv4 whether IPv4 addresses are asked for
 * @param ipv6 whether IPv6 addresses are asked for; not both are off
 */
public record NameServers(List<InetSocketAddress> servers, long validNanos, boolean ipv4, boolean ipv6) {
    /** Where name servers listen. */
    public static final int PORT = 53;

    public NameServers {
        servers = List.copyOf(servers);
    }
}
