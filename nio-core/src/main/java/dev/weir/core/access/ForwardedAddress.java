package dev.weir.core.access;

import java.net.InetAddress;
import java.util.List;

/**
 * A client's address and port as proxies tell them, and how it is found in a chain of them.
 *
 * <p>Source: nginx, ngx_http_realip_module and the meaning of {@code X-Forwarded-For}. Thread: any; immutable.
 *
 * @param port -1 when none was told
 */
record ForwardedAddress(InetAddress address, int port) {

    /**
     * Goes back from the peer of the connection, as far as those who tell are trusted.
     *
     * @param peer the address of the connection's peer, 4 or 16 bytes or none
     * @param fields the values of all fields of the name, in order
     * @param recursive whether what a trusted address tells of a trusted one is followed too
     * @return null when nobody trusted tells anything
     */
    static ForwardedAddress find(byte[] peer, List<String> fields, List<AddressRange> trusted, boolean recursive) {
        ForwardedAddress found = null;
        byte[] teller = peer;
        for (int i = fields.size() - 1; i >= 0; i--) {
            String[] told = fields.get(i).strip().split("[ ,]+");
            for (int j = told.length - 1; j >= 0; j--) {
                ForwardedAddress next = isTrusted(teller, trusted) ? parse(told[j]) : null;
                if (next == null) {
                    return found;
                }
                found = next;
                teller = next.address.getAddress();
                if (!recursive) {
                    return found;
                }
            }
        }
        return found;
    }

    private static boolean isTrusted(byte[] address, List<AddressRange> trusted) {
        for (AddressRange range : trusted) {
            if (range.contains(address)) {
                return true;
            }
        }
        return false;
    }

    /** Reads an address, an IPv4 address with a port, or {@code [address]:port}; null for all else. */
    static ForwardedAddress parse(String text) {
        InetAddress whole = AddressRange.literal(text);
        if (whole != null) {
            return new ForwardedAddress(whole, -1);
        }
        int colon = text.lastIndexOf(':');
        boolean bracketed = text.startsWith("[");
        if (bracketed && text.endsWith("]")) {
            return bracketed(text, text.length() - 1, -1);
        }
        int port = colon < 0 ? -1 : port(text.substring(colon + 1));
        if (port < 0) {
            return null;
        }
        if (bracketed) {
            return text.charAt(colon - 1) == ']' ? bracketed(text, colon - 1, port) : null;
        }
        InetAddress address = text.indexOf(':') < colon ? null : AddressRange.literal(text.substring(0, colon));
        return address == null ? null : new ForwardedAddress(address, port);
    }

    private static ForwardedAddress bracketed(String text, int close, int port) {
        InetAddress address = AddressRange.literal(text.substring(1, close));
        return address == null ? null : new ForwardedAddress(address, port);
    }

    private static int port(String text) {
        int port = text.matches("[0-9]{1,5}") ? Integer.parseInt(text) : 0;
        return port >= 1 && port <= 65_535 ? port : -1;
    }
}
