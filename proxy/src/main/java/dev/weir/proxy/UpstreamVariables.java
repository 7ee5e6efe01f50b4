package dev.weir.proxy;

import dev.weir.core.http.Exchange;
import dev.weir.core.variable.TimeText;
import dev.weir.core.variable.Variable;
import dev.weir.core.variable.Variables;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * The variables of nginx's proxy and upstream modules.
 *
 * <p>Source: their lists of embedded variables. Thread: any.
 */
public final class UpstreamVariables {
    private UpstreamVariables() {}

    public static void define(Variables v) {
        v.define("proxy_host", "Host and port of the upstream as `proxy_pass` names them.", of(UpstreamTrace::host));
        v.define("proxy_port", "The upstream's port as `proxy_pass` names it, or 80.", of(UpstreamTrace::port));
        v.define(
                "proxy_add_x_forwarded_for",
                "The field `X-Forwarded-For` with the client's address added.",
                UpstreamVariables::forwardedFor);
        v.define("upstream_addr", "Addresses of the upstream servers that were tried.", list(t -> t.address));
        v.define("upstream_status", "Their statuses.", list(t -> t.status == 0 ? "-" : Integer.toString(t.status)));
        v.define("upstream_connect_time", "Seconds to connect to them.", list(t -> seconds(t.connectNanos)));
        v.define("upstream_header_time", "Seconds to their response heads.", list(t -> seconds(t.headerNanos)));
        v.define(
                "upstream_response_time",
                "Seconds to the end of their responses; of a WebSocket, to the 101.",
                list(t -> seconds(t.responseNanos)));
        v.define("upstream_response_length", "Bytes of their response bodies.", number(t -> t.bodyBytes));
        v.define("upstream_bytes_sent", "Bytes sent to them.", number(t -> t.bytesSent));
        v.define("upstream_bytes_received", "Bytes received from them.", number(t -> t.bytesReceived));
        v.define("upstream_cache_status", "Always empty: Weir keeps no cache.", x -> null);
        v.family("upstream_http_", "A field of the upstream's response.", UpstreamVariables::field);
        v.family("upstream_cookie_", "A cookie that the upstream sets.", UpstreamVariables::cookie);
    }

    private static Variable of(Function<UpstreamTrace, String> value) {
        return x -> {
            UpstreamTrace trace = UpstreamTrace.of(x);
            return trace == null ? null : value.apply(trace);
        };
    }

    private static Variable list(Function<UpstreamTrace.Try, String> value) {
        return of(trace -> trace.list(value));
    }

    private static Variable number(ToLongFunction<UpstreamTrace.Try> value) {
        return list(t -> Long.toString(value.applyAsLong(t)));
    }

    private static String seconds(long nanos) {
        return nanos < 0 ? "-" : TimeText.seconds(nanos / 1_000_000);
    }

    private static String forwardedFor(Exchange x) {
        List<String> before = x.request().headers().all("X-Forwarded-For");
        String client = x.peering().remoteAddress();
        return before.isEmpty() ? client : String.join(", ", before) + ", " + client;
    }

    private static Variable field(String name) {
        String header = name.replace('_', '-');
        return of(trace -> trace.headers().joined(header));
    }

    private static Variable cookie(String name) {
        return of(trace -> {
            for (String line : trace.headers().all("Set-Cookie")) {
                String value = cookie(name, line);
                if (value != null) {
                    return value;
                }
            }
            return null;
        });
    }

    /** What a line sets the cookie of a name to; null when it is another. Only blanks may surround the {@code =}. */
    private static String cookie(String name, String line) {
        if (!line.regionMatches(true, 0, name, 0, name.length())) {
            return null;
        }
        int start = afterBlanks(line, name.length());
        if (start == line.length() || line.charAt(start) != '=') {
            return null;
        }
        start = afterBlanks(line, start + 1);
        int end = line.indexOf(';', start);
        return line.substring(start, end < 0 ? line.length() : end);
    }

    private static int afterBlanks(String text, int from) {
        int i = from;
        while (i < text.length() && text.charAt(i) == ' ') {
            i++;
        }
        return i;
    }
}
