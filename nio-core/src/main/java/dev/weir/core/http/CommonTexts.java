package dev.weir.core.http;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Gives the common field names, values and methods without making a string for each request, which an open tunnel would
 * hold as long as it lives. Spelling is kept as sent.
 *
 * <p>Thread: any; immutable.
 */
final class CommonTexts {
    private static final int SLOTS = 1024;
    private static final int LONGEST = 32;
    private static final String[] TABLE = new String[SLOTS];

    private static final String[] COMMON = {
        "Accept",
        "Accept-Encoding",
        "Accept-Language",
        "Accept-Ranges",
        "Access-Control-Allow-Origin",
        "Age",
        "Allow",
        "Authorization",
        "Cache-Control",
        "Connection",
        "Content-Encoding",
        "Content-Language",
        "Content-Length",
        "Content-Location",
        "Content-Range",
        "Content-Type",
        "Cookie",
        "DNT",
        "Date",
        "ETag",
        "Expect",
        "Expires",
        "Forwarded",
        "Host",
        "If-Match",
        "If-Modified-Since",
        "If-None-Match",
        "If-Range",
        "If-Unmodified-Since",
        "Keep-Alive",
        "Last-Modified",
        "Link",
        "Location",
        "Origin",
        "Pragma",
        "Proxy-Connection",
        "Range",
        "Referer",
        "Retry-After",
        "Sec-Fetch-Dest",
        "Sec-Fetch-Mode",
        "Sec-Fetch-Site",
        "Sec-Fetch-User",
        "Sec-WebSocket-Accept",
        "Sec-WebSocket-Extensions",
        "Sec-WebSocket-Key",
        "Sec-WebSocket-Protocol",
        "Sec-WebSocket-Version",
        "Server",
        "Set-Cookie",
        "Strict-Transport-Security",
        "TE",
        "Trailer",
        "Transfer-Encoding",
        "Upgrade",
        "Upgrade-Insecure-Requests",
        "User-Agent",
        "Vary",
        "Via",
        "WWW-Authenticate",
        "X-Accel-Buffering",
        "X-Accel-Redirect",
        "X-Forwarded-For",
        "X-Forwarded-Host",
        "X-Forwarded-Proto",
        "X-Powered-By",
        "X-Real-IP",
        "X-Request-ID",
        "X-Requested-With",
        "GET",
        "HEAD",
        "POST",
        "PUT",
        "DELETE",
        "OPTIONS",
        "PATCH",
        "websocket",
        "13",
        "close",
        "gzip",
        "chunked",
        "no-cache",
        "*/*"
    };

    static {
        for (String name : COMMON) {
            enter(name);
            enter(name.toLowerCase(Locale.ROOT));
        }
    }

    private CommonTexts() {}

    private static void enter(String name) {
        byte[] bytes = name.getBytes(StandardCharsets.ISO_8859_1);
        TABLE[slot(bytes, 0, bytes.length)] = name;
    }

    /** The bytes as a string; one of the table when it is there. Texts that share a slot only lose the saving. */
    static String of(byte[] bytes, int start, int end) {
        String known = end - start > LONGEST ? null : TABLE[slot(bytes, start, end)];
        return known != null && equal(known, bytes, start, end)
                ? known
                : new String(bytes, start, end - start, StandardCharsets.ISO_8859_1);
    }

    private static int slot(byte[] bytes, int start, int end) {
        int hash = end - start;
        for (int i = start; i < end; i++) {
            hash = 31 * hash + bytes[i];
        }
        return (hash ^ hash >>> 10 ^ hash >>> 20) & SLOTS - 1;
    }

    private static boolean equal(String known, byte[] bytes, int start, int end) {
        if (known.length() != end - start) {
            return false;
        }
        for (int i = start; i < end; i++) {
            if (known.charAt(i - start) != bytes[i]) {
                return false;
            }
        }
        return true;
    }
}
