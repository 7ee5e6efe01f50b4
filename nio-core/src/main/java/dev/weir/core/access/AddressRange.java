package dev.weir.core.access;

import dev.weir.core.http.Peering;
import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * Some addresses: all, those of unix sockets, or a network.
 *
 * <p>Thread: any; immutable.
 */
public final class AddressRange {
    /** Everybody. */
    public static final AddressRange ALL = new AddressRange(null, 0);

    /** Those who come by a unix socket. */
    public static final AddressRange UNIX = new AddressRange(new byte[0], 0);

    private final byte[] network;
    private final int bits;

    private AddressRange(byte[] network, int bits) {
        this.network = network;
        this.bits = bits;
    }

    /** The addresses that share their first {@code bits} with {@code address}; what follows these is ignored. */
    public static AddressRange of(InetAddress address, int bits) {
        return new AddressRange(masked(address.getAddress(), bits), bits);
    }

    /** One address. */
    public static AddressRange of(InetAddress address) {
        return of(address, address.getAddress().length * 8);
    }

    private static byte[] masked(byte[] address, int bits) {
        byte[] network = address.clone();
        for (int i = 0; i < network.length; i++) {
            network[i] &= (byte) mask(bits - 8 * i);
        }
        return network;
    }

    /** The mask of a byte of which so many bits count. */
    private static int mask(int bits) {
        return bits >= 8 ? 0xff : bits <= 0 ? 0 : 0xff << 8 - bits & 0xff;
    }

    public boolean contains(Peering client) {
        return contains(client.remoteBytes());
    }

    /** @param address 4 or 16 bytes; none for a unix socket */
    public boolean contains(byte[] address) {
        if (network == null) {
            return true;
        }
        if (network.length != address.length) {
            return false;
        }
        for (int i = 0; i < network.length && 8 * i < bits; i++) {
            if ((address[i] & mask(bits - 8 * i)) != (network[i] & 0xff)) {
                return false;
            }
        }
        return true;
    }

    /** The address that a text is, without asking anybody; null when it is none. IPv6 comes without brackets. */
    public static InetAddress literal(String text) {
        boolean ipv6 = text.indexOf(':') >= 0;
        String allowed = ipv6 ? "[0-9A-Fa-f:.]{2,45}" : "([0-9]{1,3}\\.){3}[0-9]{1,3}";
        if (!text.matches(allowed)) {
            return null;
        }
        try {
            return ipv6 ? InetAddress.getByName("[" + text + "]") : ipv4(text);
        } catch (UnknownHostException e) {
            return null;
        }
    }

    private static InetAddress ipv4(String text) throws UnknownHostException {
        byte[] address = new byte[4];
        String[] octets = text.split("\\.");
        for (int i = 0; i < 4; i++) {
            int octet = Integer.parseInt(octets[i]);
            if (octet > 255) {
                return null;
            }
            address[i] = (byte) octet;
        }
        return InetAddress.getByAddress(address);
    }
}
