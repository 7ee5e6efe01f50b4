package dev.weir.proxy.dns;

import java.util.ArrayList;
import java.util.List;

/**
 * What a name server answered.
 *
 * <p>Source: RFC 1035 section 4.1; which answers are refused follows nginx's resolver. Thread: any; immutable.
 *
 * @param id which question it answers
 * @param code RCODE: 0 for success, 2 for the server's failure, 3 for no such name, 5 for refused
 * @param truncated whether it must be asked again by TCP; then there are no records
 * @param name the name asked for, in small letters; null when the server could not read the question
 * @param type what was asked for; null together with {@code name}
 * @param records whether there was any record, of whatever kind
 * @param addresses 4 or 16 bytes each
 * @param services where a service is to be had
 * @param cname the name that stands for this one; null for none
 * @param ttlSeconds the shortest of all records
 */
record DnsResponse(
        int id,
        int code,
        boolean truncated,
        String name,
        DnsType type,
        boolean records,
        List<byte[]> addresses,
        List<Srv> services,
        String cname,
        long ttlSeconds) {
    static final int FORMAT_ERROR = 1;
    static final int SERVER_FAILURE = 2;
    static final int NO_SUCH_NAME = 3;
    static final int REFUSED = 5;

    private static final int CLASS_IN = 1;
    private static final long LONGEST_TTL = Integer.MAX_VALUE;

    /** Whether the server did not understand the question, or in a way that nobody knows. */
    boolean isBeyondUse() {
        return name == null;
    }

    /**
     * Reads a whole message.
     *
     * @param byTcp whether it came by TCP, by which nothing may be truncated
     * @throws DnsException when it is no answer of a kind that was asked for
     */
    static DnsResponse read(byte[] message, boolean byTcp) throws DnsException {
        DnsReader in = new DnsReader(message);
        int id = in.u16();
        int flags = in.u16();
        boolean truncated = (flags & 0x0200) != 0;
        // A response (QR) to a standard query, with the bits that must be zero; AD and CD may be set.
        if ((flags & 0xf840) != 0x8000 || truncated && byTcp) {
            throw new DnsException(
                    String.format("invalid %s DNS response %d fl:%04X", byTcp ? "TCP" : "UDP", id, flags));
        }
        int code = flags & 0xf;
        int questions = in.u16();
        int answers = in.u16();
        in.u32();
        if (code == FORMAT_ERROR || code > REFUSED) {
            return new DnsResponse(id, code, false, null, null, false, List.of(), List.of(), null, 0);
        }
        if (questions != 1) {
            throw new DnsException("invalid number of questions in DNS response");
        }
        String name = in.name();
        DnsType type = type(in);
        if (truncated || code != 0) {
            return new DnsResponse(id, code, truncated, name, type, false, List.of(), List.of(), null, 0);
        }
        return answers(
                new DnsResponse(id, 0, false, name, type, answers > 0, List.of(), List.of(), null, LONGEST_TTL),
                answers,
                in);
    }

    private static DnsType type(DnsReader in) throws DnsException {
        int number = in.u16();
        int dnsClass = in.u16();
        if (dnsClass != CLASS_IN) {
            throw new DnsException("unknown query class " + dnsClass + " in DNS response");
        }
        DnsType type = DnsType.of(number);
        if (type == null) {
            throw new DnsException("unknown query type " + number + " in DNS response");
        }
        return type;
    }

    private static DnsResponse answers(DnsResponse head, int count, DnsReader in) throws DnsException {
        List<byte[]> addresses = new ArrayList<>();
        List<Srv> services = new ArrayList<>();
        String cname = null;
        long ttl = head.ttlSeconds;
        for (int i = 0; i < count; i++) {
            in.name();
            int type = in.u16();
            int dnsClass = in.u16();
            if (dnsClass != CLASS_IN) {
                throw new DnsException("unexpected RR class " + dnsClass + " in DNS response");
            }
            long own = in.u32();
            // RFC 2181 section 8: a time with the highest bit set counts as zero.
            ttl = Math.min(ttl, own > LONGEST_TTL ? 0 : own);
            int length = in.u16();
            if (type == DnsType.CNAME) {
                cname = in.nameWithin(length);
            } else if (head.type == DnsType.SRV && type == DnsType.SRV.number) {
                services.add(Srv.read(in, length));
            } else if (head.type != DnsType.SRV && DnsType.of(type) != null) {
                addresses.add(address(head.type, DnsType.of(type), length, in));
            } else {
                in.take(length);
            }
        }
        return new DnsResponse(
                head.id,
                0,
                false,
                head.name,
                head.type,
                head.records,
                List.copyOf(addresses),
                List.copyOf(services),
                cname,
                ttl);
    }

    private static byte[] address(DnsType asked, DnsType type, int length, DnsReader in) throws DnsException {
        if (type != asked) {
            throw new DnsException("unexpected " + type + " record in DNS response");
        }
        if (length != type.addressBytes) {
            throw new DnsException("invalid " + type + " record in DNS response");
        }
        return in.take(length);
    }
}
