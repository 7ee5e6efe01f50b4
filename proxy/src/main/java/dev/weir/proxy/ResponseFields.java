package dev.weir.proxy;

import dev.weir.core.http.Exchange;
import dev.weir.core.http.Headers;
import dev.weir.core.http.ResponseHead;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

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

    private final Set<String> hidden = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    private final List<Redirect> redirects;

    ResponseFields(List<String> hide, List<String> pass, List<Redirect> redirects) {
        hidden.addAll(HIDDEN);
        pass.forEach(hidden::remove);
        hidden.addAll(hide);
        hidden.addAll(OF_CONNECTION);
        this.redirects = List.copyOf(redirects);
    }

    /** The head of a response that is no 101; its framing is left to whoever sends it. */
    ResponseHead of(Exchange exchange, ResponseHead received) {
        Headers.Builder out = Headers.builder();
        received.headers().forEach((name, value) -> {
            if (!hidden.contains(name)) {
                out.add(name, rewritten(exchange, name, value));
            }
        });
        return new ResponseHead(1, received.status(), received.reason(), out.build());
    }

    /** The head of a 101. */
    ResponseHead ofSwitching(ResponseHead received) {
        Headers.Builder out = Headers.builder().add("Connection", "upgrade");
        received.headers().forEach((name, value) -> {
            if (!hidden.contains(name)) {
                out.add(name, value);
            }
        });
        return new ResponseHead(1, received.status(), received.reason(), out.build());
    }

    private String rewritten(Exchange exchange, String name, String value) {
        if (name.equalsIgnoreCase("Location")) {
            String to = redirect(exchange, value);
            return to == null ? value : to.startsWith("/") ? exchange.base() + to : to;
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
