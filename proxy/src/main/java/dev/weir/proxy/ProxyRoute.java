package dev.weir.proxy;

import dev.weir.core.http.Exchange;
import dev.weir.core.http.HttpFault;

/**
 * What one proxying location does with requests and responses.
 *
 * <p>Thread: any; immutable.
 *
 * @param prefix the location's own path, which the URI part of {@code proxy_pass} replaces; empty for others
 * @param tls how TLS is spoken; null where the URL never asks for it
 * @param tunnel how its tunnels behave
 */
record ProxyRoute(
        ProxyOptions options,
        RequestFields requestFields,
        ResponseFields responseFields,
        Outgoing outgoing,
        UpstreamTls tls,
        Accel accel,
        String prefix,
        boolean hasVariables,
        Tunnel.Settings tunnel) {

    private static final String HEX = "0123456789ABCDEF";

    /**
     * The request target for the upstream, by nginx's rules: the URI part as it is when it came out of variables; the
     * client's own target when there is no URI part and no internal redirect changed it; else the URI part in place of
     * the location's path, the rest escaped again.
     *
     * @throws HttpFault 400 when variables have put a blank or a control character into it
     */
    String uri(Exchange exchange, Destination destination) throws HttpFault {
        String part = destination.uri();
        if (hasVariables && !part.isEmpty()) {
            return checked(part);
        }
        boolean unchanged = exchange.resource().isAsSent();
        if (part.isEmpty() && unchanged) {
            return exchange.target().raw();
        }
        String rest = exchange.uri();
        if (!exchange.resource().isOfLocation()) {
            // A rewrite has chosen the whole path: nothing is left to replace.
            part = "";
        } else if (!part.isEmpty() && rest.startsWith(prefix)) {
            rest = rest.substring(prefix.length());
        }
        boolean escaped = !unchanged || exchange.target().raw().indexOf('%') >= 0;
        String args = exchange.args() == null || exchange.args().isEmpty() ? "" : "?" + exchange.args();
        return checked(part + (escaped ? escape(rest) : rest) + args);
    }

    private static String checked(String target) throws HttpFault {
        for (int i = 0; i < target.length(); i++) {
            if (target.charAt(i) <= ' ' || target.charAt(i) == 0x7f) {
                throw new HttpFault(400, "the request puts a blank into the request line for the upstream");
            }
        }
        return target;
    }

    /** Escapes what a path must not hold: controls, blank, {@code # % ?} and bytes above 0x7e. */
    static String escape(String path) {
        StringBuilder out = new StringBuilder(path.length() + 16);
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c <= ' ' || c >= 0x7f || c == '#' || c == '%' || c == '?') {
                out.append('%').append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 0xf));
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }
}
