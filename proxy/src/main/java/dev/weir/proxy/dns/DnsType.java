package dev.weir.proxy.dns;

/**
 * The kinds of question that are asked, with their numbers (RFC 1035 section 3.2.2, RFC 3596, RFC 2782).
 *
 * <p>Thread: any.
 */
enum DnsType {
    A(1, 4),
    AAAA(28, 16),
    SRV(33, 0);

    static final int CNAME = 5;

    final int number;
    final int addressBytes;

    DnsType(int number, int addressBytes) {
        this.number = number;
        this.addressBytes = addressBytes;
    }

    /** The kind of a number; null for others. */
    static DnsType of(int number) {
        for (DnsType type : values()) {
            if (type.number == number) {
                return type;
            }
        }
        return null;
    }
}
