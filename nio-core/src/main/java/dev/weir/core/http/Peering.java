package dev.weir.core.http;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;

/**
 * The two addresses of a client connection as variables and logs name them.
 *
 * <p>Thread: any; immutable.
 *
 * @param remoteAddress the client's address; {@code unix:} for a unix socket
 * @param remotePort its port; -1 when it has none
 * @param remoteBytes its address as bytes; empty when it has none
 * @param localAddress our address, for a unix socket {@code unix:path}
 * @param localPort our port; -1 when it has none
 */
public record Peering(String remoteAddress, int remotePort, byte[] remoteBytes, String localAddress, int localPort) {

    public static Peering of(SocketAddress remote, SocketAddress local) {
        InetSocketAddress from = remote instanceof InetSocketAddress inet ? inet : null;
        InetSocketAddress to = local instanceof InetSocketAddress inet ? inet : null;
        return new Peering(
                from == null ? "unix:" : text(from.getAddress()),
                from == null ? -1 : from.getPort(),
                from == null ? new byte[0] : from.getAddress().getAddress(),
                to == null ? localUnix(local) : text(to.getAddress()),
                to == null ? -1 : to.getPort());
    }

    private static String localUnix(SocketAddress local) {
        return local instanceof UnixDomainSocketAddress unix ? "unix:" + unix.getPath() : "unix:";
    }

    /** An address as nginx prints it: IPv6 compressed, without brackets or zone. */
    public static String text(InetAddress address) {
        byte[] bytes = address.getAddress();
        return bytes.length == 4 ? address.getHostAddress() : ipv6(bytes);
    }

    private static String ipv6(byte[] bytes) {
        int[] words = new int[8];
        for (int i = 0; i < 8; i++) {
            words[i] = (bytes[2 * i] & 0xff) << 8 | bytes[2 * i + 1] & 0xff;
        }
        int gapAt = -1;
        int gap = 1;
        for (int i = 0; i < 8; i++) {
            int run = 0;
            while (i + run < 8 && words[i + run] == 0) {
                run++;
            }
            if (run > gap) {
                gap = run;
                gapAt = i;
            }
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            if (i == gapAt) {
                text.append("::");
                i += gap - 1;
                continue;
            }
            if (i > 0 && text.charAt(text.length() - 1) != ':') {
                text.append(':');
            }
            text.append(Integer.toHexString(words[i]));
        }
        return text.toString();
    }
}
