package dev.weir.proxy.dns;

/**
 * Reads the numbers and names of a DNS message; whatever lies behind its end is told, never read.
 *
 * <p>Source: RFC 1035 section 4.1. Thread: any, one at a time.
 */
final class DnsReader {
    private static final int LONGEST_NAME = 1024;
    private static final int MOST_POINTERS = 128;

    private final byte[] bytes;
    private int at;

    DnsReader(byte[] bytes) {
        this.bytes = bytes;
    }

    int u8() throws DnsException {
        need(1);
        return bytes[at++] & 0xff;
    }

    int u16() throws DnsException {
        return u8() << 8 | u8();
    }

    long u32() throws DnsException {
        return (long) u16() << 16 | u16();
    }

    byte[] take(int count) throws DnsException {
        need(count);
        byte[] taken = java.util.Arrays.copyOfRange(bytes, at, at + count);
        at += count;
        return taken;
    }

    private void need(int count) throws DnsException {
        if (bytes.length - at < count) {
            throw new DnsException("short DNS response");
        }
    }

    /** A name in small letters without its last dot; compression pointers are followed, a limited number of them. */
    String name() throws DnsException {
        StringBuilder name = new StringBuilder();
        int back = -1;
        int pointers = 0;
        for (int length = u8(); length != 0; length = u8()) {
            if ((length & 0xc0) == 0xc0) {
                int target = (length & 0x3f) << 8 | u8();
                back = back < 0 ? at : back;
                at = target;
                pointers++;
            } else if ((length & 0xc0) != 0) {
                throw new DnsException("invalid label type in DNS response");
            } else {
                label(name, length);
            }
            if (pointers > MOST_POINTERS || name.length() > LONGEST_NAME) {
                throw new DnsException("compression pointers loop in DNS response");
            }
        }
        at = back < 0 ? at : back;
        return DnsQuery.normal(name.toString());
    }

    /** The name in a record's data of {@code length} bytes. */
    String nameWithin(int length) throws DnsException {
        need(length);
        int end = at + length;
        String name = name();
        at = end;
        return name;
    }

    private void label(StringBuilder name, int length) throws DnsException {
        need(length);
        for (int i = 0; i < length; i++) {
            name.append((char) (bytes[at++] & 0xff));
        }
        name.append('.');
    }
}
