package dev.weir.core.http;

import java.nio.ByteBuffer;

/**
 * Reads request heads from bytes that come in any pieces (RFC 9112 sections 2 to 5), one after the other.
 *
 * <pre>
 *   LINE --line end--> FIELDS --empty line--> LINE (head given)
 *     |                   |
 *     +-- HTTP/0.9 -------+--> LINE (head given)
 * </pre>
 *
 * A fault leaves the parser as it is; the connection is of no more use, since nobody knows where the next head begins.
 * Between heads it holds no buffer.
 *
 * <p>Thread: worker.
 */
public final class RequestParser {
    private final HeadLimits limits;
    private final FieldSyntax syntax;
    private final HeadLines lines;
    private RequestLine line;
    private Headers.Builder fields;
    private int methodLength;

    public RequestParser(HeadLimits limits) {
        this.limits = limits;
        this.syntax = limits.fieldSyntax();
        this.lines = new HeadLines(limits.bufferSize());
    }

    HeadLimits limits() {
        return limits;
    }

    /**
     * Reads on. Consumes exactly up to the end of the head, or everything when the head is not complete.
     *
     * @return the head, or null when more bytes are needed
     * @throws HttpFault 400, 405, 414, 501 or 505; 494 for a head that is too large, which nginx answers with a 400 of
     *     its own wording ("Request Header Or Cookie Too Large")
     */
    public RequestHead parse(ByteBuffer in) throws HttpFault {
        if (!lines.started()) {
            skipEmptyLines(in);
        }
        while (true) {
            HeadLines.Found found = lines.next(in, limit());
            if (line == null) {
                checkMethod(found);
            }
            switch (found) {
                case TOO_LONG -> throw tooLong();
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

    /** Whether a byte of a head has come that is not yet complete; empty lines before it do not count. */
    public boolean started() {
        return lines.started();
    }

    /** What is known of the request line after a fault, for the log; empty when nothing came. */
    public String requestLine() {
        return line == null ? lines.text() : line.text();
    }

    /** Forgets a head that was begun. */
    public void reset() {
        lines.reset();
        line = null;
        fields = null;
        methodLength = 0;
    }

    /** RFC 9112 section 2.2: empty lines before a request line are ignored. */
    private static void skipEmptyLines(ByteBuffer in) {
        int i = in.position();
        while (i < in.limit() && (in.get(i) == '\r' || in.get(i) == '\n')) {
            i++;
        }
        in.position(i);
    }

    private int limit() {
        return Math.min(limits.longestLine(), limits.longestHead() - lines.taken());
    }

    /** Refuses what is not HTTP (a TLS hello, say) at its first byte instead of waiting for a line end. */
    private void checkMethod(HeadLines.Found found) throws HttpFault {
        byte[] bytes = lines.bytes();
        int i = lines.start() + methodLength;
        while (i < lines.end() && bytes[i] != ' ') {
            if (!RequestLine.isMethodByte(bytes[i++])) {
                throw RequestLine.invalidMethod();
            }
        }
        methodLength = i - lines.start();
        boolean ended = i < lines.end();
        if (ended && methodLength == 0 || !ended && found == HeadLines.Found.LINE) {
            throw RequestLine.invalidMethod();
        }
    }

    private boolean takeLine() throws HttpFault {
        if (line == null) {
            line = RequestLine.read(lines.bytes(), lines.start(), lines.end());
            fields = Headers.builder();
            return line.minorVersion() == 9;
        }
        if (lines.start() == lines.end()) {
            return true;
        }
        syntax.read(lines.bytes(), lines.start(), lines.end(), fields);
        if (fields.size() > limits.maxHeaders()) {
            throw new HttpFault(494, "client sent too many header lines");
        }
        return false;
    }

    private RequestHead finish(ByteBuffer in) throws HttpFault {
        Headers headers = fields.build();
        RequestRules.check(line, headers);
        RequestLine complete = line;
        int length = lines.finish(in);
        reset();
        return new RequestHead(
                complete.text(), complete.method(), complete.target(), complete.minorVersion(), headers, length);
    }

    private HttpFault tooLong() {
        if (line == null) {
            return new HttpFault(414, "client sent too long URI");
        }
        if (limit() < limits.longestLine()) {
            return new HttpFault(494, "client sent too large request");
        }
        String start = FieldSyntax.quote(lines.bytes(), lines.start(), lines.end());
        return new HttpFault(494, "client sent too long header line: \"" + start + '"');
    }
}
