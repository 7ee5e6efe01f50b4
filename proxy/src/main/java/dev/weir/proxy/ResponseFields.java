package dev.weir.proxy;

import dev.weir.core.http.Exchange;
import dev.weir.core.http.Headers;
import dev.weir.core.http.RedirectStyle;
import dev.weir.core.http.ResponseHead;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The header fields of an upstream's response as the client gets them: without those that speak of the other
 * connection or are hidden, with redirects rewritten.
 *
 * <p>Source: nginx, {@code proxy_hide_header}, {@code proxy_pass_header}, {@code proxy_redirect}. Thread: any;
 * immutable.
 */
final class ResponseFields {
    private static final List<String> HIDDEN = List.of(
            "Date",
            "Server",
            "X-Pad",
            "X-Accel-Expires",
            "X-Accel-Redirect",
            "X-Accel-Limit-Rate",
            "X-Accel-Buffering",
            "X-Accel-Charset");

    /** They belong to the connection to the upstream. */
    private static final List<String> OF_CONNECTION =
            List.of("Connection", "Keep-Alive", "Transfer-Encoding", "Content-Length");

    /** Of these nginx takes the first and lets later ones fall. */
    private static final List<String> SINGLE =
            List.of("Content-Type", "Last-Modified", "ETag", "Location", "Refresh", "Expires", "Date", "Server");

    private static final List<String> CARRIED =
            List.of("Content-Type", "Set-Cookie", "Content-Disposition", "Cache-Control", "Expires", "Accept-Ranges");

    private static final int HIDE = -1;

    /** {@link #HIDE}, or the place in {@link #SINGLE}. */
    private final Map<String, Integer> kinds = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    private final List<Redirect> redirects;
    private final CookieRules cookies;

    ResponseFields(List<String> hide, List<String> pass, List<Redirect> redirects, CookieRules cookies) {
        for (int i = 0; i < SINGLE.size(); i++) {
            kinds.put(SINGLE.get(i), i);
        }
        for (String name : HIDDEN) {
            if (pass.stream().noneMatch(name::equalsIgnoreCase)) {
                kinds.put(name, HIDE);
            }
        }
        hide.forEach(name -> kinds.put(name, HIDE));
        OF_CONNECTION.forEach(name -> kinds.put(name, HIDE));
        this.redirects = List.copyOf(redirects);
        this.cookies = cookies.isEmpty() ? null : cookies;
    }

    /** The head of a response that is no 101; its framing is left to whoever sends it. */
    ResponseHead of(Exchange exchange, ResponseHead received) {
        Headers.Builder out = Headers.builder();
        Headers fields = received.headers();
        int seen = 0;
        for (int i = 0; i < fields.size(); i++) {
            Integer kind = kinds.get(fields.name(i));
            int bit = kind == null ? 0 : 1 << kind;
            if (kind == null || kind != HIDE && (seen & bit) == 0) {
                seen |= bit;
                out.add(fields.name(i), rewritten(exchange, fields.name(i), fields.value(i)));
            }
        }
        return new ResponseHead(1, received.status(), received.reason(), out.build());
    }

    /** The head of a 101. */
    ResponseHead ofSwitching(ResponseHead received) {
        Headers.Builder out = Headers.builder().add("Connection", "upgrade");
        received.headers().forEach((name, value) -> {
            Integer kind = kinds.get(name);
            if (kind == null || kind != HIDE) {
                out.add(name, value);
            }
        });
        return new ResponseHead(1, received.status(), received.reason(), out.build());
    }

    /** The fields that also hold for whatever answers in place of this response: {@code X-Accel-Redirect}. */
    Headers carried(Exchange exchange, Headers received) {
        Headers.Builder out = Headers.builder();
        received.forEach((name, value) -> {
            if (CARRIED.stream().anyMatch(name::equalsIgnoreCase)) {
                out.add(name, rewritten(exchange, name, value));
            }
        });
        return out.build();
    }

    private String rewritten(Exchange exchange, String name, String value) {
        if (name.equalsIgnoreCase("Location")) {
            String to = redirect(exchange, value);
            return to == null ? value : to.startsWith("/") ? RedirectStyle.base(exchange) + to : to;
        }
        if (cookies != null && name.equalsIgnoreCase("Set-Cookie")) {
            return cookies.rewrite(exchange, value);
        }
        int url = name.equalsIgnoreCase("Refresh")
                ? value.toLowerCase(java.util.Locale.ROOT).indexOf("url=")
                : -1;
        if (url < 0) {
            return value;
        }
        String to = redirect(exchange, value.substring(url + 4));
        return to == null ? value : value.substring(0, url + 4) + to;
    }

    private String redirect(Exchange exchange, String url) {
        for (Redirect rule : redirects) {
            String to = rule.rewrite(exchange, url);
            if (to != null && to.chars().noneMatch(c -> c == '\r' || c == '\n' || c == 0)) {
                return to;
            }
        }
        return null;
    }
}
