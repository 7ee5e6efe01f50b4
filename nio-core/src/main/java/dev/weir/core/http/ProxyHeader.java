package dev.weir.core.http;

/**
 * What a load balancer says about the client in front of a connection's first request: the PROXY protocol.
 *
 * <p>Source: HAProxy's proxy-protocol.txt. Thread: any; immutable.
 *
 * @param sourceAddress the client's address as it was told; null when it is unknown
 * @param sourcePort its port
 * @param targetAddress the address that the client called; null when it is unknown
 * @param targetPort its port
 * @param extensions the type-length-value fields of version 2, a byte string
 */
public record ProxyHeader(
        String sourceAddress, int sourcePort, String targetAddress, int targetPort, String extensions) {

    /** For a connection of which nothing is known. */
    static final ProxyHeader UNKNOWN = new ProxyHeader(null, -1, null, -1, "");

    private static final int TLV_HEAD = 3;

    public boolean isKnown() {
        return sourceAddress != null;
    }

    /** The value of the first extension of a type; null when there is none. */
    public String extension(int type) {
        return find(extensions, type);
    }

    /** The value of a field of some type-length-value fields; null when there is none. */
    public static String find(String fields, int type) {
        int at = 0;
        while (at + TLV_HEAD <= fields.length()) {
            int length = fields.charAt(at + 1) << 8 | fields.charAt(at + 2);
            int end = at + TLV_HEAD + length;
            if (end > fields.length()) {
                return null;
            }
            if (fields.charAt(at) == type) {
                return fields.substring(at + TLV_HEAD, end);
            }
            at = end;
        }
        return null;
    }
}
