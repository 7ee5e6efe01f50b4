package dev.weir.proxy.dns;

/**
 * Where a service is to be had (RFC 2782).
 *
 * @param priority those with the smallest are to be used first
 * @param weight its share among those of its priority; 1 or more, 0 counts as 1
 * @param target the name of a host
 */
public record Srv(int priority, int weight, int port, String target) {
    private static final int FIXED_BYTES = 6;

    /** Reads a record's data of {@code length} bytes. */
    static Srv read(DnsReader in, int length) throws DnsException {
        if (length <= FIXED_BYTES) {
            throw new DnsException("invalid SRV record in DNS response");
        }
        int priority = in.u16();
        int weight = in.u16();
        int port = in.u16();
        return new Srv(priority, Math.max(1, weight), port, in.nameWithin(length - FIXED_BYTES));
    }
}
