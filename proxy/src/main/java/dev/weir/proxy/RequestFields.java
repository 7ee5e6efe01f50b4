package dev.weir.proxy;

import dev.weir.core.http.Exchange;
import dev.weir.core.http.Headers;
import dev.weir.core.http.HttpFault;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * The header fields of requests to an upstream: what {@code proxy_set_header} says, nginx's defaults where it says
 * nothing, the client's own fields for the rest. A field whose value is empty is not sent.
 *
 * <p>The fields that frame the body are always ours. Source: nginx, {@code proxy_set_header}. Thread: any; immutable.
 */
final class RequestFields {
    /** Not passed on unless the configuration says so. */
    private static final List<String> REMOVED = List.of("TE", "Keep-Alive", "Expect", "Upgrade");

    private final List<Field> set;
    private final Set<String> replaced = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);

    /** One {@code proxy_set_header}. */
    record Field(String name, Function<Exchange, String> value) {}

    private final boolean passesOn;

    /** @param passesOn whether the client's own fields go on */
    RequestFields(List<Field> configured, boolean passesOn) {
        this.passesOn = passesOn;
        List<Field> all = new ArrayList<>();
        for (Field field : configured) {
            if (!isFraming(field.name)) {
                all.add(field);
                replaced.add(field.name);
            }
        }
        if (replaced.add("Host")) {
            all.add(new Field("Host", x -> UpstreamTrace.of(x).host()));
        }
        if (replaced.add("Connection")) {
            all.add(new Field("Connection", x -> "close"));
        }
        replaced.addAll(REMOVED);
        set = List.copyOf(all);
    }

    private static boolean isFraming(String name) {
        return name.equalsIgnoreCase("Content-Length") || name.equalsIgnoreCase("Transfer-Encoding");
    }

    /**
     * The fields for one exchange.
     *
     * @param bodyLength bytes of the body; -1 when it goes out in chunks, {@link #NO_BODY} without one
     * @throws HttpFault 400 when the client has smuggled a line end into a value
     */
    Headers build(Exchange exchange, long bodyLength) throws HttpFault {
        Headers.Builder out = Headers.builder();
        for (Field field : set) {
            String value = field.value.apply(exchange);
            if (!value.isEmpty()) {
                out.add(field.name, checked(field.name, value));
            }
        }
        if (bodyLength >= 0) {
            out.add("Content-Length", Long.toString(bodyLength));
        } else if (bodyLength == CHUNKED) {
            out.add("Transfer-Encoding", "chunked");
        }
        if (passesOn) {
            exchange.request().headers().forEach((name, value) -> {
                if (!isFraming(name) && !replaced.contains(name)) {
                    out.add(name, value);
                }
            });
        }
        return out.build();
    }

    static final long CHUNKED = -1;
    static final long NO_BODY = -2;

    private static String checked(String name, String value) throws HttpFault {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '\r' || c == '\n' || c == 0) {
                throw new HttpFault(400, "the request puts a line end into \"" + name + "\" for the upstream");
            }
        }
        return value;
    }
}
