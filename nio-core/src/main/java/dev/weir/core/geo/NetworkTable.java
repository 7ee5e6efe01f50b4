package dev.weir.core.geo;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Values by network; the smallest network that an address lies in wins. A look-up costs one hash for each length of
 * networks that occurs.
 *
 * <p>Thread: any; changed only while the configuration is built.
 */
public final class NetworkTable implements AddressTable {
    /** nginx takes this for the address of what has none. */
    private static final byte[] NOWHERE = {-1, -1, -1, -1};

    private final Map<Network, String> values = new HashMap<>();
    private final SortedSet<Integer> lengths = new TreeSet<>(Comparator.reverseOrder());

    /** Gives a network a value. @return the value that it had; null for none */
    public String put(Network network, String value) {
        lengths.add(network.bits());
        return values.put(network, value);
    }

    /** Takes a network out. @return false when it was not there */
    public boolean remove(Network network) {
        return values.remove(network) != null;
    }

    @Override
    public String find(byte[] address) {
        byte[] sought = address == null ? NOWHERE : address;
        for (int length : lengths) {
            if (length <= sought.length * 8) {
                String value = values.get(Network.of(sought, length));
                if (value != null) {
                    return value;
                }
            }
        }
        return null;
    }
}
