package dev.weir.proxy;

import dev.weir.core.http.AttachmentKey;
import dev.weir.core.http.Exchange;
import dev.weir.core.http.Headers;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * What an exchange's tries at upstream servers were like, for {@code $upstream_*}.
 *
 * <p>Thread: worker.
 */
final class UpstreamTrace {
    private static final AttachmentKey<UpstreamTrace> KEY = new AttachmentKey<>();

    private final List<Try> tries = new ArrayList<>(1);
    private Headers headers = Headers.EMPTY;
    private String host;
    private String port;

    /** One try. Times in nanoseconds from its beginning, -1 for what has not happened. Thread: worker. */
    static final class Try {
        final String address;
        final long startNanos;
        int status;
        long connectNanos = -1;
        long headerNanos = -1;
        long responseNanos = -1;
        long bodyBytes;
        long bytesSent;
        long bytesReceived;

        Try(String address, long startNanos) {
            this.address = address;
            this.startNanos = startNanos;
        }
    }

    /** The trace of an exchange; null when no upstream was asked. */
    static UpstreamTrace of(Exchange exchange) {
        return exchange.attachment(KEY);
    }

    /** The trace for another round of tries; an internal redirect may have had one before. */
    static UpstreamTrace begin(Exchange exchange) {
        UpstreamTrace trace = of(exchange);
        if (trace == null) {
            trace = new UpstreamTrace();
            exchange.attach(KEY, trace);
        } else if (!trace.tries.isEmpty()) {
            trace.tries.add(null);
        }
        return trace;
    }

    void target(String hostHeader, String portText) {
        host = hostHeader;
        port = portText;
    }

    /** {@code $proxy_host}; null before it is known. */
    String host() {
        return host;
    }

    /** {@code $proxy_port}; null before it is known. */
    String port() {
        return port;
    }

    /** A try that found nobody to ask in the group of this name. */
    void nobody(String group, long now) {
        Try none = add(group, now);
        none.status = 502;
        none.responseNanos = 0;
    }

    Try add(String address, long nowNanos) {
        Try next = new Try(address, nowNanos);
        tries.add(next);
        return next;
    }

    Headers headers() {
        return headers;
    }

    void headers(Headers received) {
        headers = received;
    }

    /** The values of all tries as nginx lists them: {@code ", "} between tries, {@code " : "} between rounds. */
    String list(Function<Try, String> value) {
        if (tries.isEmpty()) {
            return null;
        }
        StringBuilder text = new StringBuilder();
        String separator = "";
        for (Try each : tries) {
            if (each == null) {
                separator = " : ";
            } else {
                text.append(separator).append(value.apply(each));
                separator = ", ";
            }
        }
        return text.toString();
    }
}
