package dev.weir.core.http;

import java.util.Arrays;

/**
 * What a request head must hold as a whole, beyond each line being well formed. Each rule is one that, when broken,
 * lets two readers of one message disagree on where it ends or whom it is for.
 *
 * <p>Thread: any.
 */
final class RequestRules {
    /** Fields that may come once; as in nginx. */
    private static final String[] UNIQUE = {
        "Host", "Content-Length", "Transfer-Encoding", "Content-Range", "Expect", "Authorization",
        "Proxy-Authorization", "If-Match", "If-None-Match", "If-Modified-Since", "If-Unmodified-Since", "If-Range"
    };

    /** Bit n is set when one of them has n characters: most names are told apart by that. */
    private static final int LENGTHS =
            Arrays.stream(UNIQUE).mapToInt(name -> 1 << name.length()).reduce(0, (a, b) -> a | b);

    private RequestRules() {}

    static void check(RequestLine line, Headers headers) throws HttpFault {
        checkRepeats(headers);
        checkHost(line, headers);
        checkLength(line, headers);
        checkMethod(line.method());
    }

    /** RFC 9112 section 3.2: more than one Host is 400; RFC 9110 section 5.3 for the others. */
    private static void checkRepeats(Headers headers) throws HttpFault {
        int seen = 0;
        for (int i = 0; i < headers.size(); i++) {
            String name = headers.name(i);
            boolean unique = name.length() < Integer.SIZE && (LENGTHS & 1 << name.length()) != 0;
            for (int u = 0; unique && u < UNIQUE.length; u++) {
                if (UNIQUE[u].equalsIgnoreCase(name)) {
                    if ((seen & 1 << u) != 0) {
                        throw duplicate(headers, i);
                    }
                    seen |= 1 << u;
                }
            }
        }
    }

    private static HttpFault duplicate(Headers headers, int index) {
        String name = headers.name(index);
        int first = 0;
        while (!headers.name(first).equalsIgnoreCase(name)) {
            first++;
        }
        String kind = name.equalsIgnoreCase("Host") ? "host header" : "header line";
        return new HttpFault(
                400,
                "client sent duplicate " + kind + ": \""
                        + FieldSyntax.quote(name + ": " + headers.value(index)) + "\", previous value: \""
                        + FieldSyntax.quote(headers.name(first) + ": " + headers.value(first)) + '"');
    }

    /** RFC 9112 section 3.2: an HTTP/1.1 request has a Host, also with a target in absolute form. */
    private static void checkHost(RequestLine line, Headers headers) throws HttpFault {
        String host = headers.first("Host");
        if (host == null && line.minorVersion() == 1) {
            throw new HttpFault(400, "client sent HTTP/1.1 request without \"Host\" header");
        }
        if (host != null && !HostName.isValid(host)) {
            throw new HttpFault(400, "client sent invalid host header");
        }
    }

    /** RFC 9112 sections 6.1 to 6.3. */
    private static void checkLength(RequestLine line, Headers headers) throws HttpFault {
        String length = headers.first("Content-Length");
        if (length != null && ContentLength.parse(length) < 0) {
            throw new HttpFault(400, "client sent invalid \"Content-Length\" header");
        }
        String coding = headers.first("Transfer-Encoding");
        if (coding == null) {
            return;
        }
        if (line.minorVersion() == 0) {
            throw new HttpFault(400, "client sent HTTP/1.0 request with \"Transfer-Encoding\" header");
        }
        if (!coding.equalsIgnoreCase("chunked")) {
            throw new HttpFault(501, "client sent unknown \"Transfer-Encoding\": \"" + FieldSyntax.quote(coding) + '"');
        }
        if (length != null) {
            throw new HttpFault(
                    400, "client sent \"Content-Length\" and \"Transfer-Encoding\" headers at the same time");
        }
    }

    /** A gateway is no tunnel to anywhere, and an echo of the request may show what a gateway added to it. */
    private static void checkMethod(String method) throws HttpFault {
        if (method.equals("CONNECT") || method.equals("TRACE")) {
            throw new HttpFault(405, "client sent " + method + " method");
        }
    }
}
