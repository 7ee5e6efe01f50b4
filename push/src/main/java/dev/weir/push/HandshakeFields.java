package dev.weir.push;

import dev.weir.core.http.Exchange;
import dev.weir.core.http.Headers;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What a connect hook hears of a handshake: its fields, but for those that concern this connection alone and those that
 * only Weir may set.
 *
 * <p>Thread: any.
 */
final class HandshakeFields {
    private static final Set<String> KEPT_BACK = Set.of(
            // RFC 9110 section 7.6.1
            "connection",
            "keep-alive",
            "proxy-authenticate",
            "proxy-authorization",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            // about a body, of which there is none
            "content-length",
            "expect",
            // told in another way
            "host",
            "sec-websocket-extensions",
            "sec-websocket-key",
            "sec-websocket-version",
            "x-forwarded-for",
            "x-forwarded-host",
            "x-original-uri");

    /** A client must not speak in Weir's name. */
    private static final String OURS = "x-weir-";

    private HandshakeFields() {}

    /** The fields that pass, then Weir's own. */
    static Headers of(Exchange exchange, Headers.Builder fields) {
        Headers sent = exchange.request().headers();
        fields.add("X-Forwarded-For", exchange.peering().remoteAddress())
                .add("X-Forwarded-Host", hostOf(exchange))
                .add("X-Original-URI", exchange.target().raw());
        Set<String> named = named(sent.all("Connection"));
        sent.forEach((name, value) -> {
            String plain = name.toLowerCase(Locale.ROOT);
            // Backends that follow CGI take both marks for the same.
            String alike = plain.replace('_', '-');
            if (!KEPT_BACK.contains(alike) && !alike.startsWith(OURS) && !named.contains(plain)) {
                fields.add(name, value);
            }
        });
        return fields.build();
    }

    private static String hostOf(Exchange exchange) {
        String host = exchange.request().headers().first("Host");
        return host == null ? exchange.host() : host;
    }

    private static Set<String> named(List<String> connection) {
        Set<String> named = new HashSet<>();
        for (String value : connection) {
            for (String element : value.split(",")) {
                named.add(element.strip().toLowerCase(Locale.ROOT));
            }
        }
        return named;
    }
}
