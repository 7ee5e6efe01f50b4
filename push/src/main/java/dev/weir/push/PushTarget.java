package dev.weir.push;

import dev.weir.core.http.Exchange;
import dev.weir.core.http.HttpFault;
import dev.weir.core.http.RequestTarget;
import dev.weir.core.variable.CoreVariables;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/**
 * Whom a request of the push interface means: {@code http://ID@host/path}, which clients send as the user of
 * {@code Authorization: Basic} (RFC 7617), or {@code /path/ID}; and its arguments.
 *
 * <p>Thread: any.
 */
final class PushTarget {
    private static final String BASIC = "basic ";

    private PushTarget() {}

    /** The id that a request names; null when it names none. */
    static ConnectionId id(Exchange exchange, boolean inPath) {
        if (inPath) {
            String uri = exchange.uri();
            ConnectionId last = ConnectionId.parse(uri.substring(uri.lastIndexOf('/') + 1));
            if (last != null) {
                return last;
            }
        }
        String field = exchange.request().headers().first("Authorization");
        if (field == null || !field.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
            return null;
        }
        return basic(field.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static ConnectionId basic(byte[] field) {
        int from = BASIC.length();
        int to = field.length;
        while (from < to && field[from] == ' ') {
            from++;
        }
        try {
            byte[] decoded = Base64.getDecoder().decode(Arrays.copyOfRange(field, from, to));
            int colon = 0;
            while (colon < decoded.length && decoded[colon] != ':') {
                colon++;
            }
            return ConnectionId.parse(decoded, colon);
        } catch (IllegalArgumentException notBase64) {
            return null;
        }
    }

    /** The value of an argument of the query, percent-encoding resolved; null when it is not there. */
    static String argument(Exchange exchange, String name) throws HttpFault {
        String value = CoreVariables.argument(exchange.args(), name);
        return value == null ? null : RequestTarget.decode(value);
    }

    /** Whether the query holds {@code name}, with whatever value or none. */
    static boolean hasArgument(Exchange exchange, String name) {
        String args = exchange.args();
        return args != null && Arrays.stream(args.split("&")).anyMatch(a -> a.equals(name) || a.startsWith(name + "="));
    }
}
