package dev.weir.core.ws;

import java.util.Locale;

/**
 * One name of {@code ws_origin}: {@code [scheme://] [*.|.] host [:port]}, or {@code null} for pages without an origin.
 * Without a scheme it stands for pages of http and https, without a port for the usual port of the origin's scheme.
 *
 * @param scheme null for http and https
 * @param host without its wildcard, in lower case; null for pages without an origin
 * @param domain whether {@code host} itself fits
 * @param within whether names below {@code host} fit
 * @param port {@link WebOrigin#NO_PORT} for the usual one
 */
public record OriginName(String scheme, String host, boolean domain, boolean within, int port) {
    private static final OriginName NONE = new OriginName(null, null, false, false, WebOrigin.NO_PORT);

    /**
     * Reads a name.
     *
     * @throws IllegalArgumentException with what is wrong, to follow the quoted name
     */
    public static OriginName parse(String text) {
        if (text.equals("null")) {
            return NONE;
        }
        int slashes = text.indexOf("://");
        String scheme = slashes < 0 ? null : text.substring(0, slashes).toLowerCase(Locale.ROOT);
        String rest = slashes < 0 ? text : text.substring(slashes + 3);
        boolean star = rest.startsWith("*.");
        boolean dot = rest.startsWith(".");
        String place = rest.substring(star ? 2 : dot ? 1 : 0);
        if (place.contains("*")) {
            throw new IllegalArgumentException("has a wildcard elsewhere than at its beginning");
        }
        // Under a scheme without a usual port a missing one shows.
        WebOrigin origin = scheme == null ? WebOrigin.at("", place) : WebOrigin.parse(scheme + "://" + place);
        if (origin == null
                || origin.host().startsWith(".")
                || (star || dot) && origin.host().startsWith("[")) {
            throw new IllegalArgumentException("is not a valid origin");
        }
        return new OriginName(scheme, origin.host(), !star, star || dot, origin.port());
    }

    /**
     * Whether an origin bears this name.
     *
     * @param origin what {@code text} says; null when it is no origin
     */
    boolean fits(String text, WebOrigin origin) {
        if (host == null) {
            return text.equals("null");
        }
        return origin != null && fitsScheme(origin) && fitsPort(origin) && fitsHost(origin.host());
    }

    private boolean fitsScheme(WebOrigin origin) {
        return scheme == null ? origin.isOfWeb() : scheme.equals(origin.scheme());
    }

    private boolean fitsPort(WebOrigin origin) {
        int wanted = port == WebOrigin.NO_PORT ? WebOrigin.usualPort(origin.scheme()) : port;
        return origin.port() == wanted;
    }

    private boolean fitsHost(String other) {
        return domain && other.equals(host)
                || within && other.length() > host.length() + 1 && other.endsWith("." + host);
    }
}
