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
    private byte[] bytes = new byte[512];
    private int length;

    /** The whole head of a request, as HTTP/1.1 or HTTP/1.0. */
    public static byte[] request(String method, String target, int minorVersion, Headers headers) {
        HeadWriter writer = new HeadWriter();
        writer.text(method)
                .octet(' ')
                .text(target)
                .text(minorVersion == 0 ? " HTTP/1.0" : " HTTP/1.1")
                .lineEnd();
        return writer.fields(headers).lineEnd().toBytes();
    }

    /** The whole head of a response; always as HTTP/1.1, as every server does (RFC 9110 section 2.5). */
    public static byte[] response(ResponseHead head) {
        return response(head, Headers.EMPTY);
    }

    /**
     * The whole head of a response, other fields before its own.
     *
     * <p>Values may hold what a client sent percent-encoded ({@code return 302 $uri}): a control character among them
     * is encoded again in a URL and becomes a space elsewhere (RFC 9110 section 5.5).
     */
    static byte[] response(ResponseHead head, Headers before) {
        HeadWriter writer = new HeadWriter();
        writer.text("HTTP/1.1 ")
                .number(head.status())
                .octet(' ')
                .text(head.reason())
                .lineEnd();
        return writer.repaired(before).repaired(head.headers()).lineEnd().toBytes();
    }

    private HeadWriter fields(Headers headers) {
        for (int i = 0; i < headers.size(); i++) {
            text(headers.name(i)).octet(':').octet(' ').text(headers.value(i)).lineEnd();
        }
        return this;
    }

    private HeadWriter repaired(Headers headers) {
        for (int i = 0; i < headers.size(); i++) {
            String name = headers.name(i);
            repaired(name, false).octet(':').octet(' ');
            repaired(headers.value(i), name.equalsIgnoreCase("Location")).lineEnd();
        }
        return this;
    }

    private HeadWriter repaired(String text, boolean url) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= ' ' && c != 0x7f || c == '\t') {
                octet(c > 0xff ? '?' : c);
            } else if (url) {
                octet('%').octet(hex(c >> 4)).octet(hex(c & 0xf));
            } else {
                octet(' ');
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
        return Arrays.copyOf(bytes, length);
    }
}
