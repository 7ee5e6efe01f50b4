package dev.weir.dist.site;

import dev.weir.core.http.Peering;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;

/** How addresses are told to the operator. Thread: any. */
public final class Addresses {
    private Addresses() {}

    /** {@code 127.0.0.1:80}, {@code [::1]:80} or {@code unix:/path}. */
    public static String text(SocketAddress address) {
        if (address instanceof UnixDomainSocketAddress unix) {
            return "unix:" + unix.getPath();
        }
        InetSocketAddress inet = (InetSocketAddress) address;
        String host = Peering.text(inet.getAddress());
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + inet.getPort();
    }
}
