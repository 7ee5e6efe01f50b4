package dev.weir.stats.count;

import dev.weir.core.http.ByteText;
import dev.weir.core.http.VirtualServer;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/**
 * What a server is called in the statistics: its first name and port, or where it listens when it has no name. Several
 * servers often share a name and differ by port, so both are told.
 *
 * <p>Thread: any.
 */
public final class ServerLabel {
    private ServerLabel() {}

    /** {@code example.com:8080}, {@code 127.0.0.1:8080}, {@code unix:/run/weir.sock}; a byte string. */
    public static String of(VirtualServer server) {
        String name = server.name();
        if (server.addresses().isEmpty()) {
            return ByteText.of(name);
        }
        SocketAddress first = server.addresses().get(0);
        if (!(first instanceof InetSocketAddress inet)) {
            return ByteText.of(name.isEmpty() ? "unix:" + first : name + ":unix:" + first);
        }
        String host = name.isEmpty() ? inet.getAddress().getHostAddress() : name;
        boolean bare = name.isEmpty() && host.indexOf(':') >= 0;
        return ByteText.of((bare ? "[" + host + "]" : host) + ":" + inet.getPort());
    }
}
