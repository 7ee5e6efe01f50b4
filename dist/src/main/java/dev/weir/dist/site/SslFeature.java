package dev.weir.dist.site;

import static dev.weir.config.directive.Context.HTTP;
import static dev.weir.config.directive.Context.SERVER;

import dev.weir.config.diagnostic.Diagnostics;
import dev.weir.config.directive.Args;
import dev.weir.config.directive.Directive;
import dev.weir.config.directive.Feature;
import dev.weir.config.scope.Scope;
import dev.weir.config.syntax.Word;
import dev.weir.core.tls.PemMemory;
import dev.weir.proxy.TlsArgs;
import dev.weir.proxy.TlsCommand;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * How TLS is spoken with clients: nginx's SSL module.
 *
 * <p>Source: nginx, ngx_http_ssl_module. Thread: any; stateless.
 */
public final class SslFeature implements Feature {
    static final Directive<List<Word>> CERTIFICATE = Directive.named("ssl_certificate")
            .in(HTTP, SERVER)
            .doc(
                    "A PEM *file* with the server's certificate and, behind it, those of its issuers. Several are for keys"
                            + " of several kinds, RSA and EC, and each has its `ssl_certificate_key`; of one kind the last holds."
                            + " A reload reads them anew. With variables, such as `$ssl_server_name`, it is read for each"
                            + " handshake, see `ssl_certificate_cache`. `data:` stands before the text itself in place of a file.")
            .example("ssl_certificate cert.pem;")
            .takes(Args.word("file"))
            .repeatable();

    static final Directive<List<Word>> CERTIFICATE_KEY = Directive.named("ssl_certificate_key")
            .in(HTTP, SERVER)
            .doc("A PEM *file* with the private key of the `ssl_certificate` in the same place: PKCS#8, PKCS#1 or"
                    + " SEC1, perhaps encrypted with a password of `ssl_password_file`. Variables and `data:` are"
                    + " allowed as in `ssl_certificate`.")
            .example("ssl_certificate_key cert.key;")
            .takes(Args.word("file"))
            .repeatable();

    static final Directive<PemMemory.Policy> CERTIFICATE_CACHE = Directive.named("ssl_certificate_cache")
            .in(HTTP, SERVER)
            .doc("How many of the certificates and keys whose names hold variables are remembered: for `valid` (60"
                    + " seconds) since they were read, and as long as they are asked for within `inactive` (10 seconds)."
                    + " Encrypted keys never are.")
            .example("ssl_certificate_cache max=1000 inactive=20s valid=1m;")
            .takes(TlsArgs.certificateCache())
            .defaultsTo(PemMemory.Policy.OFF, "off");

    static final Directive<List<TlsCommand>> CONF_COMMAND = Directive.named("ssl_conf_command")
            .in(HTTP, SERVER)
            .doc("A command of OpenSSL's configuration, applied behind all other directives: `MinProtocol`,"
                    + " `MaxProtocol`, `Protocol`, `CipherString`, `Ciphersuites` (those of TLS 1.3), `Options` with"
                    + " `ServerPreference` and `SessionTicket`, `Certificate` with `PrivateKey`. What Java's TLS cannot"
                    + " be told is refused.")
            .example("ssl_conf_command Ciphersuites TLS_AES_256_GCM_SHA384;\nssl_conf_command MinProtocol TLSv1.3;")
            .takes(TlsCommand.arg())
            .repeatable();

    static final Directive<Word> PASSWORD_FILE = Directive.named("ssl_password_file")
            .in(HTTP, SERVER)
            .doc("A *file* with passwords of encrypted keys, one in each line; they are tried one after the other.")
            .example("ssl_password_file keys.pass;")
            .takes(Args.word("file"));

    static final Directive<Set<String>> PROTOCOLS = Directive.named("ssl_protocols")
            .in(HTTP, SERVER)
            .doc("The versions of TLS that are spoken. Older ones are broken, so they are left out with a warning.")
            .example("ssl_protocols TLSv1.2 TLSv1.3;")
            .takes(TlsArgs.protocols())
            .joins(Args::union)
            .defaultsTo(TlsArgs.MODERN, "TLSv1.2 TLSv1.3");

    static final Directive<Word> CIPHERS = Directive.named("ssl_ciphers")
            .in(HTTP, SERVER)
            .doc("The cipher suites of TLS 1.2 in OpenSSL's language. Those that Java has not are left out.")
            .example("ssl_ciphers ECDHE+AESGCM:ECDHE+CHACHA20:!aNULL;")
            .takes(TlsArgs.ciphers())
            .defaultsTo(null, "HIGH:!aNULL:!MD5");

    static final Directive<Boolean> PREFER_SERVER_CIPHERS = Directive.named("ssl_prefer_server_ciphers")
            .in(HTTP, SERVER)
            .doc("Whether the server's order of cipher suites counts, not the client's.")
            .example("ssl_prefer_server_ciphers on;")
            .takes(Args.flag())
            .defaultsTo(false, "off");

    static final Directive<Integer> SESSION_CACHE = Directive.named("ssl_session_cache")
            .in(HTTP, SERVER)
            .doc("How many sessions are kept, so that clients that come again have a shorter handshake. Each server has"
                    + " a cache of its own, of about 4000 sessions a megabyte, whatever its name.")
            .example("ssl_session_cache shared:SSL:10m;")
            .takes(SslArgs.sessionCache())
            .joins((before, last) -> last)
            .defaultsTo(0, "none");

    static final Directive<Duration> SESSION_TIMEOUT = Directive.named("ssl_session_timeout")
            .in(HTTP, SERVER)
            .doc("How long a client may come back to a session.")
            .example("ssl_session_timeout 1d;")
            .takes(SslArgs.seconds())
            .defaultsTo(Duration.ofMinutes(5), "5m");

    static final Directive<Boolean> SESSION_TICKETS = Directive.named("ssl_session_tickets")
            .in(HTTP, SERVER)
            .doc("Whether clients keep sessions themselves, encrypted.")
            .example("ssl_session_tickets off;")
            .takes(Args.flag())
            .defaultsTo(true, "on");

    static final Directive<Boolean> REJECT_HANDSHAKE = Directive.named("ssl_reject_handshake")
            .in(HTTP, SERVER)
            .doc("Refuses every handshake that comes to this server: in a default server, those for unknown names.")
            .example("ssl_reject_handshake on;")
            .takes(Args.flag())
            .defaultsTo(false, "off");

    static final Directive<ClientMode> VERIFY_CLIENT = Directive.named("ssl_verify_client")
            .in(HTTP, SERVER)
            .doc("Whether clients must have a certificate (`on`), may have a good one (`optional`), or any"
                    + " (`optional_no_ca`). Who does not comply gets 400, codes 495 and 496 for `error_page`.")
            .example("ssl_verify_client optional;")
            .takes(Args.oneOf(ClientMode.choices()))
            .defaultsTo(ClientMode.OFF, "off");

    static final Directive<Integer> VERIFY_DEPTH = Directive.named("ssl_verify_depth")
            .in(HTTP, SERVER)
            .doc("How many issuers may stand between a client's certificate and a trusted one.")
            .example("ssl_verify_depth 2;")
            .takes(Args.number(0, Integer.MAX_VALUE))
            .defaultsTo(1, "1");

    static final Directive<Word> CLIENT_CERTIFICATE = Directive.named("ssl_client_certificate")
            .in(HTTP, SERVER)
            .doc("A PEM *file* with the issuers whose certificates clients may show; clients are told their names.")
            .example("ssl_client_certificate clients-ca.pem;")
            .takes(Args.word("file"));

    static final Directive<Word> TRUSTED_CERTIFICATE = Directive.named("ssl_trusted_certificate")
            .in(HTTP, SERVER)
            .doc("A PEM *file* with more trusted issuers, of which clients are not told.")
            .example("ssl_trusted_certificate more-ca.pem;")
            .takes(Args.word("file"));

    static final Directive<Word> CRL = Directive.named("ssl_crl")
            .in(HTTP, SERVER)
            .doc("A PEM *file* with lists of revoked certificates, one of each issuer.")
            .example("ssl_crl revoked.pem;")
            .takes(Args.word("file"));

    private static final Directive<Integer> BUFFER_SIZE = Directive.named("ssl_buffer_size")
            .in(HTTP, SERVER)
            .doc("Accepted without effect: what leaves at once goes into one record, at most 16k.")
            .example("ssl_buffer_size 4k;")
            .takes(Args.size());

    @Override
    public List<Directive<?>> directives() {
        return List.of(
                CERTIFICATE,
                CERTIFICATE_KEY,
                CERTIFICATE_CACHE,
                CONF_COMMAND,
                PASSWORD_FILE,
                PROTOCOLS,
                CIPHERS,
                PREFER_SERVER_CIPHERS,
                SESSION_CACHE,
                SESSION_TIMEOUT,
                SESSION_TICKETS,
                REJECT_HANDSHAKE,
                VERIFY_CLIENT,
                VERIFY_DEPTH,
                CLIENT_CERTIFICATE,
                TRUSTED_CERTIFICATE,
                CRL,
                BUFFER_SIZE);
    }

    @Override
    public void check(Scope scope, Diagnostics diagnostics) {
        TlsArgs.checkProtocols(PROTOCOLS, scope, diagnostics);
    }
}
