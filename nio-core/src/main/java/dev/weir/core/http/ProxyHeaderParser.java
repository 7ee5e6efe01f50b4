package dev.weir.core.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads a {@link ProxyHeader}, in whatever pieces it comes, and nothing behind it.
 *
 * <pre>
 *   version 1:  PROXY TCP4 192.0.2.1 192.0.2.2 123 5678 CR LF
 *   version 2:  signature (12) | version, command (1) | family, transport (1) | length (2) | addresses | extensions
 * </pre>
 *
 * <p>Source: HAProxy's proxy-protocol.txt. Thread: worker.
 */
final class ProxyHeaderParser {
    private static final byte[] SIGNATURE = {0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a};
    private static final String PREFIX = "PROXY ";
    private static final int LONGEST_LINE = 107;
    private static final int FIXED = 16;
    /** nginx's limit for the whole of version 2. */
    private static final int LONGEST = 4096;

    private final byte[] bytes = new byte[LONGEST];
    private int count;

    /**
     * Takes bytes of the header out of {@code from}.
     *
     * @return the header; null while it is not complete
     * @throws HttpFault for what is no header; nothing can be answered then
     */
    ProxyHeader read(ByteBuffer from) throws HttpFault {
        while (from.hasRemaining()) {
            bytes[count++] = from.get();
            if (bytes[0] == SIGNATURE[0]) {
                if (isBinaryComplete()) {
                    return binary();
                }
            } else if (isLineComplete()) {
                return line();
            }
        }
        return null;
    }

    // --- version 1

    private boolean isLineComplete() throws HttpFault {
        if (count <= PREFIX.length() && bytes[count - 1] != PREFIX.charAt(count - 1)) {
            throw broken();
        }
        if (bytes[count - 1] == '\n') {
            return true;
        }
        if (count == LONGEST_LINE) {
            throw broken();
        }
        return false;
    }

    private ProxyHeader line() throws HttpFault {
        if (bytes[count - 2] != '\r') {
            throw broken();
        }
        String[] words = new String(bytes, 0, count - 2, StandardCharsets.ISO_8859_1).split(" ", -1);
        if (words[1].equals("UNKNOWN")) {
            return ProxyHeader.UNKNOWN;
        }
        if (words.length != 6 || !words[1].equals("TCP4") && !words[1].equals("TCP6")) {
            throw broken();
        }
        return new ProxyHeader(address(words[2]), port(words[4]), address(words[3]), port(words[5]), "");
    }

    private String address(String text) throws HttpFault {
        if (!text.matches("[0-9A-Fa-f.:]+")) {
            throw broken();
        }
        return text;
    }

    private int port(String text) throws HttpFault {
        int port = text.matches("[0-9]{1,5}") ? Integer.parseInt(text) : -1;
        if (port < 0 || port > 65_535) {
            throw broken();
        }
        return port;
    }

    // --- version 2

    private boolean isBinaryComplete() throws HttpFault {
        if (count <= SIGNATURE.length && bytes[count - 1] != SIGNATURE[count - 1]) {
            throw broken();
        }
        if (count < FIXED) {
            return false;
        }
        int length = number(14);
        if (bytes[12] >> 4 != 2 || FIXED + length > LONGEST) {
            throw broken();
        }
        return count == FIXED + length;
    }

    private ProxyHeader binary() throws HttpFault {
        boolean proxied = (bytes[12] & 0x0f) == 1;
        int family = bytes[13] >> 4;
        boolean stream = (bytes[13] & 0x0f) == 1;
        int size = family == 1 ? 4 : 16;
        if (!proxied || !stream || family != 1 && family != 2) {
            return ProxyHeader.UNKNOWN;
        }
        int end = FIXED + 2 * size + 4;
        if (count < end) {
            throw broken();
        }
        return new ProxyHeader(
                address(FIXED, size),
                number(end - 4),
                address(FIXED + size, size),
                number(end - 2),
                new String(bytes, end, count - end, StandardCharsets.ISO_8859_1));
    }

    private int number(int at) {
        return (bytes[at] & 0xff) << 8 | bytes[at + 1] & 0xff;
    }

    private String address(int at, int size) {
        try {
            return Peering.text(InetAddress.getByAddress(Arrays.copyOfRange(bytes, at, at + size)));
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private HttpFault broken() {
        String shown = ByteText.quote(new String(bytes, 0, count, StandardCharsets.ISO_8859_1));
        return new HttpFault(400, "broken header: \"" + shown + "\" while reading PROXY protocol");
    }
}
