package dev.weir.proxy;

import dev.weir.core.http.Exchange;
import dev.weir.core.variable.Template;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/**
 * The cookie of {@code sticky cookie}.
 *
 * <p>Thread: any; immutable.
 *
 * @param domain null for none
 * @param path null for none
 * @param expiresSeconds from now; {@link #FOREVER} for as long as a cookie may; negative for the end of the session
 * @param sameSite null for none
 */
record StickyCookie(
        String name,
        Template domain,
        String path,
        long expiresSeconds,
        boolean httpOnly,
        boolean secure,
        Template sameSite) {
    static final long FOREVER = Long.MAX_VALUE;
    static final List<String> SAME_SITE = List.of("strict", "lax", "none");

    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd-MMM-yy HH:mm:ss 'GMT'", Locale.US)
            .withZone(ZoneOffset.UTC);

    /** The value of {@code Set-Cookie}. */
    String line(String value, Exchange exchange) {
        StringBuilder line = new StringBuilder(name).append('=').append(value);
        if (expiresSeconds == FOREVER) {
            line.append("; expires=Thu, 31-Dec-37 23:55:55 GMT; max-age=315360000");
        } else if (expiresSeconds >= 0) {
            long now = Math.floorDiv(exchange.worker().wallMillis(), 1000);
            line.append("; expires=").append(DATE.format(Instant.ofEpochSecond(now + expiresSeconds)));
            line.append("; max-age=").append(expiresSeconds);
        }
        append(line, "; domain=", domain == null ? "" : clean(domain.apply(exchange)));
        line.append(httpOnly ? "; httponly" : "").append(secure ? "; secure" : "");
        append(line, "; samesite=", sameSite == null ? "" : known(sameSite.apply(exchange)));
        append(line, "; path=", path == null ? "" : path);
        return line.toString();
    }

    private static void append(StringBuilder line, String key, String value) {
        if (!value.isEmpty()) {
            line.append(key).append(value);
        }
    }

    /** What a request gives must not end the line. */
    private static String clean(String value) {
        return value.chars().allMatch(c -> c >= ' ' && c != ';' && c != 127) ? value : "";
    }

    private static String known(String value) {
        return value.isEmpty() || SAME_SITE.contains(value.toLowerCase(Locale.ROOT)) ? value : "strict";
    }
}
