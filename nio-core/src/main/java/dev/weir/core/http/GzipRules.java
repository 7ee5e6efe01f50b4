package dev.weir.core.http;

import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which of a location's responses are compressed; nginx's {@code gzip} and the directives beside it.
 *
 * <p>Thread: any; immutable.
 *
 * @param level 1 to 9
 * @param minLength fewest bytes, where the length is known
 * @param types media types in small letters; {@code *} for all
 * @param minorVersion the lowest HTTP/1.x of a client
 * @param proxied for requests that came through a proxy
 * @param vary whether responses tell caches that they depend on the client
 * @param disabled user agents that get nothing compressed
 */
public record GzipRules(
        int level,
        int minLength,
        Set<String> types,
        int minorVersion,
        Set<Proxied> proxied,
        boolean vary,
        List<Predicate<String>> disabled) {

    /** {@code gzip_proxied}. */
    public enum Proxied {
        OFF,
        EXPIRED,
        NO_CACHE,
        NO_STORE,
        PRIVATE,
        NO_LAST_MODIFIED,
        NO_ETAG,
        AUTH,
        ANY
    }

    /**
     * Decides, and changes the fields accordingly.
     *
     * @param length bytes of the body; -1 when that is not known
     * @return whether the body is to be compressed
     */
    boolean apply(Exchange exchange, int status, Headers.Builder fields, long length) {
        boolean fits = (status == 200 || status == 403 || status == 404)
                && (length < 0 || length >= minLength)
                && !fields.has("Content-Encoding")
                && MediaType.isAmong(fields.joined("Content-Type"), types);
        if (!fits) {
            return false;
        }
        // A file that is there compressed too may have told of it.
        if (vary && !"Accept-Encoding".equals(fields.joined("Vary"))) {
            fields.add("Vary", "Accept-Encoding");
        }
        if (!isWanted(exchange, fields)) {
            return false;
        }
        String etag = fields.joined("ETag");
        if (etag != null && etag.startsWith("\"")) {
            fields.set("ETag", "W/" + etag);
        }
        fields.remove("Accept-Ranges").set("Content-Encoding", "gzip");
        return true;
    }

    /** Whether a client takes something compressed that is there before any response is. */
    public boolean isWantedBy(Exchange exchange) {
        return !exchange.isAsked() && isWanted(exchange, Headers.builder());
    }

    private boolean isWanted(Exchange exchange, Headers.Builder fields) {
        RequestHead head = exchange.request();
        Headers asked = head.headers();
        String accepted = asked.joined("Accept-Encoding");
        boolean able = accepted != null && isAccepted(accepted) && head.minorVersion() >= minorVersion;
        if (!able || head.minorVersion() == 9 || asked.has("Via") && !mayGoToProxy(exchange, fields)) {
            return false;
        }
        String agent = asked.first("User-Agent");
        return agent == null || disabled.stream().noneMatch(d -> d.test(agent));
    }

    /** RFC 9110 section 12.5.3. */
    private static boolean isAccepted(String list) {
        for (String element : list.split(",")) {
            String[] parts = element.split(";");
            if (parts[0].strip().equalsIgnoreCase("gzip")) {
                return parts.length < 2 || !parts[1].replace(" ", "").matches("q=0(\\.0*)?");
            }
        }
        return false;
    }

    private boolean mayGoToProxy(Exchange exchange, Headers.Builder fields) {
        if (proxied.contains(Proxied.OFF)) {
            return false;
        }
        if (proxied.contains(Proxied.ANY)
                || proxied.contains(Proxied.AUTH)
                        && exchange.request().headers().has("Authorization")) {
            return true;
        }
        String expires = fields.joined("Expires");
        if (expires != null) {
            long end = HttpDate.parse(expires);
            long now = Math.floorDiv(exchange.worker().wallMillis(), 1000);
            return proxied.contains(Proxied.EXPIRED) && end >= 0 && end < now;
        }
        String control = fields.joined("Cache-Control");
        if (control != null) {
            return proxied.contains(Proxied.NO_CACHE) && names(control, "no-cache")
                    || proxied.contains(Proxied.NO_STORE) && names(control, "no-store")
                    || proxied.contains(Proxied.PRIVATE) && names(control, "private");
        }
        return !(proxied.contains(Proxied.NO_LAST_MODIFIED) && fields.has("Last-Modified"))
                && !(proxied.contains(Proxied.NO_ETAG) && fields.has("ETag"));
    }

    private static boolean names(String list, String token) {
        for (String element : list.split(",")) {
            if (element.strip().equalsIgnoreCase(token)) {
                return true;
            }
        }
        return false;
    }
}
