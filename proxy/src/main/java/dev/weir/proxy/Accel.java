package dev.weir.proxy;

import dev.weir.core.http.Exchange;
import dev.weir.core.http.Headers;
import dev.weir.core.http.HttpFault;
import dev.weir.core.http.RequestTarget;
import dev.weir.core.http.ResponseHead;
import java.util.Set;

/**
 * What an upstream may ask of us by {@code X-Accel-*} fields.
 *
 * <p>Source: nginx, {@code proxy_ignore_headers}. Thread: any; immutable.
 */
final class Accel {
    private static final String REDIRECT = "X-Accel-Redirect";
    private static final String BUFFERING = "X-Accel-Buffering";
    private static final String RATE = "X-Accel-Limit-Rate";
    private static final int MOST_DIGITS = 18;

    private final boolean ignoresRedirect;
    private final boolean ignoresBuffering;
    private final boolean ignoresRate;

    /** @param ignored names in lower case */
    Accel(Set<String> ignored) {
        ignoresRedirect = ignored.contains("x-accel-redirect");
        ignoresBuffering = ignored.contains("x-accel-buffering");
        ignoresRate = ignored.contains("x-accel-limit-rate");
    }

    /** Where the response is to be found instead; null when it is to be passed on. */
    String redirect(ResponseHead received) {
        return ignoresRedirect ? null : received.headers().first(REDIRECT);
    }

    /** Lets the response leave as fast as the upstream wishes; what is no number is no wish. */
    void pace(Exchange exchange, ResponseHead received) {
        String rate = ignoresRate ? null : received.headers().first(RATE);
        boolean number = rate != null
                && !rate.isEmpty()
                && rate.length() <= MOST_DIGITS
                && rate.chars().allMatch(c -> c >= '0' && c <= '9');
        if (number) {
            exchange.response().rate(Long.parseLong(rate));
        }
    }

    /** Whether the body may wait for a slow client. */
    boolean isBuffered(ResponseHead received, boolean configured) {
        String wish = ignoresBuffering ? null : received.headers().first(BUFFERING);
        if (wish == null) {
            return configured;
        }
        return !wish.equalsIgnoreCase("no") && (configured || wish.equalsIgnoreCase("yes"));
    }

    /**
     * Begins the exchange again at a place inside Weir.
     *
     * @param to a URI with its percent-encoding, or a named location
     * @param carried fields of the response that hold for the new one too
     * @throws HttpFault 404 for a URI that climbs out of where it stands, 500 for a location that is not there
     */
    static void follow(Exchange exchange, String to, Headers carried) throws HttpFault {
        exchange.carrying().addAll(carried);
        if (to.startsWith("@")) {
            exchange.routing().redirect(to);
            return;
        }
        int query = to.indexOf('?');
        String raw = query < 0 ? to : to.substring(0, query);
        exchange.routing().redirectAsGet(safe(raw, to), query < 0 ? null : to.substring(query + 1));
    }

    /** The content is now that of the upstream that answers. */
    static void onAnswer(Exchange exchange, Headers received) {
        if (received.has("Content-Type")) {
            exchange.drop("Content-Type");
        }
    }

    /** What an {@code error_page} for an upstream's 401 has to ask for. */
    static Headers challenges(Headers received) {
        Headers.Builder fields = Headers.builder();
        received.all("WWW-Authenticate").forEach(value -> fields.add("WWW-Authenticate", value));
        return fields.build();
    }

    private static String safe(String raw, String to) throws HttpFault {
        if (raw.isEmpty() || climbs(raw)) {
            throw unsafe(to);
        }
        String path;
        try {
            path = RequestTarget.decode(raw);
        } catch (HttpFault e) {
            throw unsafe(to);
        }
        if (path.indexOf('\0') >= 0 || climbs(path)) {
            throw unsafe(to);
        }
        return path;
    }

    /** Whether a segment is {@code ..}; only whole segments climb. */
    private static boolean climbs(String path) {
        for (String segment : path.split("/", -1)) {
            if (segment.equals("..")) {
                return true;
            }
        }
        return false;
    }

    private static HttpFault unsafe(String to) {
        return new HttpFault(404, "unsafe URI \"" + to + "\" was detected");
    }
}
