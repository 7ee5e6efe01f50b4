package dev.weir.core.http;

import java.util.Arrays;

/**
 * Writes a message head (RFC 9112 sections 2.1, 3 and 4) as bytes. Text is byte strings; whoever puts text of another
 * origin into a field encodes it first.
 *
 * <p>A line end inside a field would let its writer add fields or a body of its own. In a request such text is refused
 * loudly: whoever makes one checks it before. In a response it is repaired.
 *
 * <p>Thread: the one that made it.
 */
public final class HeadWriter {
    private static final int REQUEST_BYTES = " ".length() + " HTTP/1.1".length() + 4;
    private static final int RESPONSE_BYTES = "HTTP/1.1 200 ".length() + 4;

    private byte[] bytes;
    private int length;

    private HeadWriter(int size) {
        this.bytes = new byte[size];
    }

    /** The whole head of a request, as HTTP/1.1 or HTTP/1.0. */
    public static byte[] request(String method, String target, int minorVersion, Headers headers) {
        HeadWriter writer = new HeadWriter(method.length() + target.length() + REQUEST_BYTES + size(headers));
        writer.text(method)
                .octet(' ')
                .text(target)
                .text(minorVersion == 0 ? " HTTP/1.0" : " HTTP/1.1")
                .lineEnd();
        return writer.fields(headers).lineEnd().toBytes();
    }

    /** The whole head of a response; always as HTTP/1.1, as every server does (RFC 9110 section 2.5). */
    public static byte[] response(ResponseHead head) {
        return response(head, null, null);
    }

    /**
     * The whole head of a response, {@code Server} and {@code Date} before its own fields; null leaves one out.
     *
     * <p>Values may hold what a client sent percent-encoded ({@code return 302 $uri}): a control character among them
     * is encoded again in a URL and becomes a space elsewhere (RFC 9110 section 5.5).
     */
    static byte[] response(ResponseHead head, String server, String date) {
        HeadWriter writer = new HeadWriter(RESPONSE_BYTES
                + head.reason().length()
                + size("Server", server)
                + size("Date", date)
                + size(head.headers()));
        writer.text("HTTP/1.1 ")
                .number(head.status())
                .octet(' ')
                .text(head.reason())
                .lineEnd();
        return writer.repaired("Server", server)
                .repaired("Date", date)
                .repaired(head.headers())
                .lineEnd()
                .toBytes();
    }

    /** The last chunk with the trailer fields behind it (RFC 9112 section 7.1). */
    static byte[] lastChunk(Headers trailers) {
        HeadWriter writer = new HeadWriter("0".length() + 4 + size(trailers));
        return writer.octet('0').lineEnd().repaired(trailers).lineEnd().toBytes();
    }

    /** Bytes that these fields take, unless one must be repaired. */
    private static int size(Headers headers) {
        int size = 0;
        for (int i = 0; i < headers.size(); i++) {
            size += size(headers.name(i), headers.value(i));
        }
        return size;
    }

    private static int size(String name, String value) {
        return value == null ? 0 : name.length() + value.length() + 4;
    }

    private HeadWriter fields(Headers headers) {
        for (int i = 0; i < headers.size(); i++) {
            text(headers.name(i)).octet(':').octet(' ').text(headers.value(i)).lineEnd();
        }
        return this;
    }

    private HeadWriter repaired(Headers headers) {
        for (int i = 0; i < headers.size(); i++) {
            repaired(headers.name(i), headers.value(i));
        }
        return this;
    }

    private HeadWriter repaired(String name, String value) {
        if (value != null) {
            repaired(name, false).octet(':').octet(' ');
            repaired(value, name.equalsIgnoreCase("Location")).lineEnd();
        }
        return this;
    }

    private HeadWriter repaired(String text, boolean url) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean control = c < ' ' && c != '\t' || c == 0x7f;
            if (control && url) {
                octet('%').octet(hex(c >> 4)).octet(hex(c & 0xf));
            } else {
                // These three alone could end the field; other controls are nobody's harm, and nginx lets them be.
                octet(c == '\r' || c == '\n' || c == 0 ? ' ' : c > 0xff ? '?' : c);
            }
        }
        return this;
    }

    private static char hex(int digit) {
        return Character.toUpperCase(Character.forDigit(digit, 16));
    }

    private HeadWriter lineEnd() {
        return octet('\r').octet('\n');
    }

    private HeadWriter number(int number) {
        return text(Integer.toString(number));
    }

    private HeadWriter octet(char c) {
        reserve(1);
        bytes[length++] = (byte) c;
        return this;
    }

    private HeadWriter text(String text) {
        int count = text.length();
        reserve(count);
        int at = length;
        for (int i = 0; i < count; i++) {
            char c = text.charAt(i);
            if (c == '\r' || c == '\n' || c == 0 || c > 0xff) {
                throw new IllegalArgumentException("no byte of a head line: \"" + FieldSyntax.quote(text) + '"');
            }
            bytes[at++] = (byte) c;
        }
        length = at;
        return this;
    }

    private void reserve(int count) {
        if (bytes.length - length < count) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + count));
        }
    }

    private byte[] toBytes() {
        return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
    }
}
