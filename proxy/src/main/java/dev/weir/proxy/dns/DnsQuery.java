package dev.weir.proxy.dns;

import java.nio.ByteBuffer;

/**
 * Writes a question for a name server.
 *
 * <p>Source: RFC 1035 section 4.1. Thread: any.
 */
final class DnsQuery {
    /** RFC 1035 allows 255; name servers that allow more are not corrected here, as by nginx. */
    private static final int LONGEST_NAME = 1024;

    private static final int LONGEST_LABEL = 63;
    private static final int RECURSION_DESIRED = 0x0100;
    private static final int CLASS_IN = 1;
    private static final int HEADER_BYTES = 12;

    private DnsQuery() {}

    /** The form in which names are compared and remembered: small letters, no dot at the end. */
    static String normal(String name) {
        StringBuilder text = new StringBuilder(name.length());
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            text.append(c >= 'A' && c <= 'Z' ? (char) (c + 32) : c);
        }
        if (name.endsWith(".")) {
            text.setLength(text.length() - 1);
        }
        return text.toString();
    }

    /** Whether a name can be asked for: labels of 1 to 63 bytes. */
    static boolean isAskable(String name) {
        if (name.isEmpty() || name.length() > LONGEST_NAME) {
            return false;
        }
        for (String label : name.split("\\.", -1)) {
            if (label.isEmpty() || label.length() > LONGEST_LABEL) {
                return false;
            }
        }
        return true;
    }

    /** @param name a byte string that {@link #isAskable} */
    static byte[] of(int id, String name, DnsType type) {
        ByteBuffer out = ByteBuffer.allocate(HEADER_BYTES + name.length() + 2 + 4);
        out.putShort((short) id).putShort((short) RECURSION_DESIRED).putShort((short) 1);
        out.putShort((short) 0).putShort((short) 0).putShort((short) 0);
        for (String label : name.split("\\.", -1)) {
            out.put((byte) label.length());
            for (int i = 0; i < label.length(); i++) {
                out.put((byte) label.charAt(i));
            }
        }
        out.put((byte) 0).putShort((short) type.number).putShort((short) CLASS_IN);
        return out.array();
    }
}
