package dev.weir.core.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Reads response heads of an upstream from bytes that come in any pieces (RFC 9112 sections 2, 4 and 5), one after the
 * other: an interim head (1xx) is a head like any other. Every fault has status 502.
 *
 * <p>Thread: worker.
 */
public final class ResponseParser {
    private static final byte[] START = "HTTP/1.".getBytes(StandardCharsets.ISO_8859_1);

    static final String TWO_FRAMINGS =
            "upstream sent \"Content-Length\" and \"Transfer-Encoding\" headers at the same time";

    private final int longestHead;
    private final HeadLines lines;
    private ResponseHead line;
    private Headers.Builder fields;

    /** @param longestHead bytes a head may have, {@code proxy_buffer_size} */
    public ResponseParser(int longestHead) {
        this.longestHead = longestHead;
        this.lines = new HeadLines(Math.min(longestHead, 1024));
    }

    /**
     * Reads on. Consumes exactly up to the end of the head, or everything when the head is not complete.
     *
     * @return the head, or null when more bytes are needed
     * @throws HttpFault 502
     */
    public ResponseHead parse(ByteBuffer in) throws HttpFault {
        while (true) {
            HeadLines.Found found = lines.next(in, longestHead - lines.taken());
            if (line == null) {
                checkStart(found);
            }
            switch (found) {
                case TOO_LONG -> throw fault("upstream sent too big header");
                case INCOMPLETE -> {
                    return null;
                }
                case LINE -> {
                    if (takeLine()) {
                        return finish(in);
                    }
                }
            }
        }
    }

    /** Whether a byte of a head has come that is not yet complete. */
    public boolean started() {
        return lines.started();
    }

    /** Forgets a head that was begun. */
    public void reset() {
        lines.reset();
        line = null;
        fields = null;
    }

    static HttpFault fault(String message) {
        return new HttpFault(502, message);
    }

    static HttpFault invalidLength(String value) {
        return fault("upstream sent invalid \"Content-Length\" header: \"" + FieldSyntax.quote(value) + '"');
    }

    private static HttpFault notHttp() {
        return fault("upstream sent no valid HTTP/1.0 header");
    }

    /** Refuses another protocol at its first byte: it may wait for us, and never end its line. */
    private void checkStart(HeadLines.Found found) throws HttpFault {
        byte[] bytes = lines.bytes();
        int length = lines.end() - lines.start();
        for (int i = 0; i < Math.min(length, START.length); i++) {
            if (bytes[lines.start() + i] != START[i]) {
                throw notHttp();
            }
        }
        if (found == HeadLines.Found.LINE && length < START.length) {
            throw notHttp();
        }
    }

    private boolean takeLine() throws HttpFault {
        if (line == null) {
            line = statusLine(lines.text());
            fields = Headers.builder();
            return false;
        }
        if (lines.start() == lines.end()) {
            return true;
        }
        FieldSyntax.UPSTREAM.read(lines.bytes(), lines.start(), lines.end(), fields);
        return false;
    }

    /** {@code HTTP/1.x NNN[ reason]}. */
    private static ResponseHead statusLine(String text) throws HttpFault {
        int space = text.indexOf(' ');
        String minor = text.substring(START.length, space < 0 ? text.length() : space);
        if (space < 0 || minor.isEmpty() || minor.length() > 2 || !isNumber(minor)) {
            throw notHttp();
        }
        int from = space + 1;
        int to = from + 3;
        if (to > text.length() || !isNumber(text.substring(from, to)) || text.charAt(from) == '0') {
            throw notHttp();
        }
        if (to < text.length() && text.charAt(to) != ' ') {
            throw notHttp();
        }
        String reason = to < text.length() ? text.substring(to + 1) : "";
        if (reason.chars().anyMatch(c -> c < ' ' && c != '\t' || c == 0x7f)) {
            throw notHttp();
        }
        return new ResponseHead(
                Math.min(1, Integer.parseInt(minor)), Integer.parseInt(text.substring(from, to)), reason, null);
    }

    private static boolean isNumber(String text) {
        return text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private ResponseHead finish(ByteBuffer in) throws HttpFault {
        Headers headers = fields.build();
        checkLength(headers);
        ResponseHead head = new ResponseHead(line.minorVersion(), line.status(), line.reason(), headers);
        lines.finish(in);
        reset();
        return head;
    }

    /** RFC 9112 section 6.3: a response whose end two readers may see in two places is not passed on. */
    private static void checkLength(Headers headers) throws HttpFault {
        String length = single(headers, "Content-Length");
        if (length != null && ContentLength.parse(length) < 0) {
            throw invalidLength(length);
        }
        String coding = single(headers, "Transfer-Encoding");
        if (coding == null) {
            return;
        }
        if (!coding.equalsIgnoreCase("chunked")) {
            throw fault("upstream sent unknown \"Transfer-Encoding\": \"" + FieldSyntax.quote(coding) + '"');
        }
        if (length != null) {
            throw fault(TWO_FRAMINGS);
        }
    }

    private static String single(Headers headers, String name) throws HttpFault {
        String value = null;
        for (int i = 0; i < headers.size(); i++) {
            if (headers.name(i).equalsIgnoreCase(name)) {
                if (value != null) {
                    throw fault("upstream sent duplicate header line: \""
                            + FieldSyntax.quote(name + ": " + headers.value(i)) + "\", previous value: \""
                            + FieldSyntax.quote(name + ": " + value) + '"');
                }
                value = headers.value(i);
            }
        }
        return value;
    }
}
