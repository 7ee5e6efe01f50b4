package dev.weir.core.variable;

import dev.weir.core.http.Exchange;
import dev.weir.core.tls.CertificateText;
import dev.weir.core.tls.ClientHello;
import dev.weir.core.tls.HelloNames;
import dev.weir.core.tls.TlsFacts;
import dev.weir.core.tls.TlsTransport;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.function.Function;

/**
 * nginx's variables of TLS; without TLS they have no value.
 *
 * <p>Source: the list of embedded variables in nginx's documentation of ngx_http_ssl_module. Thread: any.
 */
public final class TlsVariables {
    private TlsVariables() {}

    public static void define(Variables table) {
        defineConnection(table);
        defineClient(table);
    }

    private static void defineConnection(Variables table) {
        define(table, "ssl_protocol", "The version of TLS.", TlsFacts::protocol);
        define(table, "ssl_cipher", "The cipher suite, under OpenSSL's name.", TlsFacts::cipher);
        hello(table, "ssl_ciphers", "The cipher suites that the client offers.", HelloNames::suites);
        define(table, "ssl_curve", "Has no value: Java does not tell which group was chosen.", f -> null);
        hello(table, "ssl_curves", "The groups that the client supports.", HelloNames::groups);
        hello(table, "ssl_server_name", "The server that the client named in the handshake.", ClientHello::serverName);
        define(table, "ssl_alpn_protocol", "The protocol chosen by ALPN.", TlsFacts::alpn);
        define(
                table,
                "ssl_session_id",
                "The session, in hexadecimal.",
                f -> HexFormat.of().formatHex(f.sessionId()));
        define(table, "ssl_session_reused", "`r` for a resumed session, else `.`.", f -> f.reused() ? "r" : ".");
        define(table, "ssl_early_data", "Has no value: Weir takes no early data.", f -> null);
    }

    private static void defineClient(Variables table) {
        define(
                table,
                "ssl_client_verify",
                "`NONE`, `SUCCESS` or `FAILED:` and the reason.",
                f -> f.verdict() == null
                        ? "NONE"
                        : f.verdict().isFine()
                                ? "SUCCESS"
                                : "FAILED:" + f.verdict().problem());
        client(
                table,
                "cert",
                "The client's certificate for a header field; better is the escaped one.",
                c -> CertificateText.folded(c));
        client(table, "raw_cert", "The client's certificate in PEM.", CertificateText::pem);
        client(table, "escaped_cert", "The client's certificate in PEM, escaped for URLs.", CertificateText::escaped);
        client(
                table,
                "s_dn",
                "Whom the client's certificate is for, by RFC 2253.",
                c -> CertificateText.name(c.getSubjectX500Principal()));
        client(
                table,
                "i_dn",
                "Who issued the client's certificate, by RFC 2253.",
                c -> CertificateText.name(c.getIssuerX500Principal()));
        client(
                table,
                "s_dn_legacy",
                "Whom the client's certificate is for, in OpenSSL's old form.",
                c -> CertificateText.legacyName(c.getSubjectX500Principal()));
        client(
                table,
                "i_dn_legacy",
                "Who issued the client's certificate, in OpenSSL's old form.",
                c -> CertificateText.legacyName(c.getIssuerX500Principal()));
        client(table, "serial", "The serial number of the client's certificate.", CertificateText::serial);
        client(table, "fingerprint", "SHA-1 of the client's certificate.", CertificateText::fingerprint);
        client(
                table,
                "v_start",
                "From when the client's certificate is valid.",
                c -> CertificateText.time(c.getNotBefore()));
        client(
                table,
                "v_end",
                "Until when the client's certificate is valid.",
                c -> CertificateText.time(c.getNotAfter()));
        table.define("ssl_client_v_remain", "Days until the client's certificate ends.", x -> {
            X509Certificate own = certificate(facts(x));
            return own == null ? null : CertificateText.daysLeft(own, x.worker().wallMillis());
        });
    }

    private static void define(Variables table, String name, String doc, Function<TlsFacts, String> value) {
        table.define(name, doc, x -> {
            TlsFacts facts = facts(x);
            return facts == null ? null : value.apply(facts);
        });
    }

    /** Known as soon as the handshake has begun, for certificates that depend on them. */
    private static void hello(Variables table, String name, String doc, Function<ClientHello, String> value) {
        table.define(name, doc, x -> {
            TlsTransport tls = TlsTransport.of(x.connection());
            ClientHello hello = tls == null ? null : tls.hello();
            return hello == null ? null : value.apply(hello);
        });
    }

    private static void client(Variables table, String name, String doc, Function<X509Certificate, String> value) {
        define(table, "ssl_client_" + name, doc, facts -> {
            X509Certificate own = certificate(facts);
            return own == null ? null : value.apply(own);
        });
    }

    private static TlsFacts facts(Exchange x) {
        TlsTransport tls = TlsTransport.of(x.connection());
        return tls == null ? null : tls.facts();
    }

    private static X509Certificate certificate(TlsFacts facts) {
        return facts == null || facts.chain().isEmpty() ? null : facts.chain().get(0);
    }
}
