package dev.weir.core.access;

import dev.weir.core.http.Exchange;
import dev.weir.core.http.ProxyHeader;
import dev.weir.core.variable.Variable;
import dev.weir.core.variable.Variables;
import java.util.Map;
import java.util.function.Function;

/**
 * The variables of the realip module and of the PROXY protocol. Thread: any.
 *
 * <p>Source: nginx, embedded variables of ngx_http_realip_module and ngx_http_core_module.
 */
public final class AddressVariables {
    private static final int TLS = 0x20;
    /** Of the TLS extension: a byte of the client's, four of the verification's result, then fields of its own. */
    private static final int TLS_FIELDS = 5;

    private static final Map<String, Integer> TYPES =
            Map.of("alpn", 0x01, "authority", 0x02, "unique_id", 0x05, "ssl", TLS, "netns", 0x30);
    private static final Map<String, Integer> TLS_TYPES =
            Map.of("version", 0x21, "cn", 0x22, "cipher", 0x23, "sig_alg", 0x24, "key_alg", 0x25);

    private AddressVariables() {}

    public static void define(Variables table) {
        table.define(
                "realip_remote_addr",
                "The address of the connection's peer, whatever `set_real_ip_from` makes of it.",
                x -> x.connectionPeering().remoteAddress());
        table.define(
                "realip_remote_port",
                "The port of the connection's peer.",
                x -> port(x.connectionPeering().remotePort()));
        define(table, "addr", "The client's address by the PROXY protocol.", ProxyHeader::sourceAddress);
        define(table, "port", "The client's port by the PROXY protocol.", h -> port(h.sourcePort()));
        define(table, "server_addr", "The address called, by the PROXY protocol.", ProxyHeader::targetAddress);
        define(table, "server_port", "The port called, by the PROXY protocol.", h -> port(h.targetPort()));
        table.family(
                "proxy_protocol_tlv_",
                "A field of the PROXY protocol's extensions, by number (`0x01`) or name: `alpn`, `authority`,"
                        + " `unique_id`, `netns`, `ssl`, `ssl_verify`, `ssl_version`, `ssl_cn`, `ssl_cipher`,"
                        + " `ssl_sig_alg`, `ssl_key_alg`.",
                AddressVariables::extension);
    }

    private static void define(Variables table, String name, String doc, Function<ProxyHeader, String> value) {
        table.define("proxy_protocol_" + name, doc, x -> of(x, value));
    }

    private static String of(Exchange exchange, Function<ProxyHeader, String> value) {
        ProxyHeader header = exchange.proxyHeader();
        return header == null || !header.isKnown() ? null : value.apply(header);
    }

    private static String port(int port) {
        return port < 0 ? "" : Integer.toString(port);
    }

    /** As in nginx a name that means nothing is a variable without a value. */
    private static Variable extension(String name) {
        if (!name.startsWith("ssl_")) {
            int type = type(name, TYPES);
            return x -> of(x, h -> h.extension(type));
        }
        String inner = name.substring(4);
        if (inner.equals("verify")) {
            return x -> of(x, h -> verification(h.extension(TLS)));
        }
        int type = type(inner, TLS_TYPES);
        return x -> of(x, h -> tlsField(h.extension(TLS), type));
    }

    private static int type(String name, Map<String, Integer> names) {
        if (name.matches("0x0*[0-9a-f]{1,2}")) {
            return Integer.parseInt(name.substring(2), 16);
        }
        return names.getOrDefault(name, -1);
    }

    private static String verification(String tls) {
        if (tls == null || tls.length() < TLS_FIELDS) {
            return null;
        }
        long result = 0;
        for (int i = 1; i < TLS_FIELDS; i++) {
            result = result << 8 | tls.charAt(i);
        }
        return Long.toString(result);
    }

    private static String tlsField(String tls, int type) {
        return tls == null || tls.length() < TLS_FIELDS ? null : ProxyHeader.find(tls.substring(TLS_FIELDS), type);
    }
}
