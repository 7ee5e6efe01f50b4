package dev.weir.proxy.dns;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Writes answers of name servers, right and wrong ones. */
public final class Dns {
    public static final int A = 1;
    public static final int AAAA = 28;
    public static final int CNAME = 5;
    public static final int RESPONSE = 0x8180;
    public static final int TRUNCATED = 0x0200;

    /** The name of the question, by a compression pointer. */
    static final byte[] SAME = {(byte) 0xc0, 12};

    private final ByteArrayOutputStream records = new ByteArrayOutputStream();
    private final int id;
    private final int flags;
    private final byte[] question;
    private int count;

    private Dns(int id, int flags, byte[] question) {
        this.id = id;
        this.flags = flags;
        this.question = question;
    }

    public static Dns answer(int id, int flags, String name, int type) {
        return new Dns(id, flags, join(name(name), new byte[] {0, (byte) type, 0, 1}));
    }

    /** The answer to a question as it came. */
    public static Dns answer(byte[] query, int flags) {
        byte[] question = java.util.Arrays.copyOfRange(query, 12, query.length);
        return new Dns(ByteBuffer.wrap(query).getShort() & 0xffff, flags, question);
    }

    Dns record(byte[] owner, int type, long ttl, byte[] data) {
        count++;
        records.writeBytes(owner);
        ByteBuffer head = ByteBuffer.allocate(10).putShort((short) type).putShort((short) 1);
        records.writeBytes(head.putInt((int) ttl).putShort((short) data.length).array());
        records.writeBytes(data);
        return this;
    }

    public Dns a(String address, long ttl) {
        return record(SAME, A, ttl, bytes(address));
    }

    /** Where a service is; the answer's own time is 10 seconds. */
    public Dns srv(int priority, int weight, int port, String target) {
        byte[] fixed = ByteBuffer.allocate(6)
                .putShort((short) priority)
                .putShort((short) weight)
                .putShort((short) port)
                .array();
        return record(SAME, 33, 10, join(fixed, name(target)));
    }

    Dns cname(String name, long ttl) {
        return record(SAME, CNAME, ttl, name(name));
    }

    public byte[] bytes() {
        ByteBuffer head = ByteBuffer.allocate(12).putShort((short) id).putShort((short) flags);
        head.putShort((short) 1).putShort((short) count).putInt(0);
        return join(head.array(), question, records.toByteArray());
    }

    /** A name without compression. */
    static byte[] name(String name) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (String label : name.isEmpty() ? new String[0] : name.split("\\.")) {
            out.write(label.length());
            out.writeBytes(label.getBytes(StandardCharsets.ISO_8859_1));
        }
        out.write(0);
        return out.toByteArray();
    }

    static byte[] bytes(String address) {
        try {
            return java.net.InetAddress.getByName(address).getAddress();
        } catch (java.net.UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
