package dev.weir.proxy;

import static dev.weir.config.directive.Context.HTTP;
import static dev.weir.config.directive.Context.LOCATION;
import static dev.weir.config.directive.Context.SERVER;

import dev.weir.config.diagnostic.Diagnostics;
import dev.weir.config.directive.Args;
import dev.weir.config.directive.Assembly;
import dev.weir.config.directive.Directive;
import dev.weir.config.directive.Feature;
import dev.weir.config.scope.Scope;
import dev.weir.config.syntax.Word;
import dev.weir.core.http.Exchange;
import dev.weir.core.tls.ChainCheck;
import dev.weir.core.tls.Identity;
import dev.weir.core.tls.PemMemory;
import dev.weir.core.tls.Purpose;
import dev.weir.core.tls.TlsClient;
import dev.weir.core.tls.TlsContexts;
import dev.weir.core.tls.TlsFiles;
import dev.weir.core.tls.TlsSettings;
import dev.weir.core.tls.VariedClients;
import dev.weir.core.variable.Template;
import dev.weir.core.variable.Variables;
import java.security.PrivateKey;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * How TLS is spoken with upstreams whose URL begins with {@code https://}.
 *
 * <p>Source: nginx, ngx_http_proxy_module. Thread: any; immutable.
 */
public final class ProxySslFeature implements Feature {
    private static final int SESSIONS = 1000;
    private static final Duration SESSION_TIMEOUT = Duration.ofMinutes(5);

    static final Directive<Boolean> VERIFY = Directive.named("proxy_ssl_verify")
            .in(HTTP, SERVER, LOCATION)
            .doc("Whether an upstream's certificate must be one of `proxy_ssl_trusted_certificate`, and for its name.")
            .example("proxy_ssl_verify on;\nproxy_ssl_trusted_certificate ca.pem;")
            .takes(Args.flag())
            .defaultsTo(false, "off");

    static final Directive<Integer> DEPTH = Directive.named("proxy_ssl_verify_depth")
            .in(HTTP, SERVER, LOCATION)
            .doc("How many issuers may stand between an upstream's certificate and a trusted one.")
            .example("proxy_ssl_verify_depth 2;")
            .takes(Args.number(0, Integer.MAX_VALUE))
            .defaultsTo(1, "1");

    static final Directive<Word> TRUSTED = Directive.named("proxy_ssl_trusted_certificate")
            .in(HTTP, SERVER, LOCATION)
            .doc("A PEM *file* with the issuers that `proxy_ssl_verify` trusts.")
            .example("proxy_ssl_trusted_certificate ca.pem;")
            .takes(Args.word("file"));

    static final Directive<Word> CRL = Directive.named("proxy_ssl_crl")
            .in(HTTP, SERVER, LOCATION)
            .doc("A PEM *file* with lists of revoked certificates, one of each issuer.")
            .example("proxy_ssl_crl revoked.pem;")
            .takes(Args.word("file"));

    static final Directive<Word> NAME = Directive.named("proxy_ssl_name")
            .in(HTTP, SERVER, LOCATION)
            .doc("The *name* that an upstream's certificate must be for and that `proxy_ssl_server_name` tells; if not"
                    + " told, the host of `proxy_pass`. Variables are allowed.")
            .example("proxy_ssl_name backend.example.com;")
            .takes(Args.word("name"));

    static final Directive<Boolean> SERVER_NAME = Directive.named("proxy_ssl_server_name")
            .in(HTTP, SERVER, LOCATION)
            .doc("Whether an upstream is told in the handshake (SNI) which name is meant.")
            .example("proxy_ssl_server_name on;")
            .takes(Args.flag())
            .defaultsTo(false, "off");

    static final Directive<Word> CERTIFICATE = Directive.named("proxy_ssl_certificate")
            .in(HTTP, SERVER, LOCATION)
            .doc("A PEM *file* with the certificate that is shown to upstreams, its issuers behind it. With"
                    + " variables it is read for each connection, and an empty name shows none. `data:` stands before"
                    + " the text itself in place of a file.")
            .example("proxy_ssl_certificate client.pem;")
            .takes(Args.word("file"));

    static final Directive<Word> CERTIFICATE_KEY = Directive.named("proxy_ssl_certificate_key")
            .in(HTTP, SERVER, LOCATION)
            .doc("A PEM *file* with the key of `proxy_ssl_certificate`, which may have variables and `data:` too.")
            .example("proxy_ssl_certificate_key client.key;")
            .takes(Args.word("file"));

    static final Directive<PemMemory.Policy> CERTIFICATE_CACHE = Directive.named("proxy_ssl_certificate_cache")
            .in(HTTP, SERVER, LOCATION)
            .doc("How many of the certificates and keys whose names hold variables are remembered, as"
                    + " `ssl_certificate_cache` has it.")
            .example("proxy_ssl_certificate_cache max=1000 inactive=20s valid=1m;")
            .takes(TlsArgs.certificateCache())
            .defaultsTo(PemMemory.Policy.OFF, "off");

    static final Directive<List<TlsCommand>> CONF_COMMAND = Directive.named("proxy_ssl_conf_command")
            .in(HTTP, SERVER, LOCATION)
            .doc("A command of OpenSSL's configuration for TLS with upstreams, as `ssl_conf_command` has them.")
            .example("proxy_ssl_conf_command MinProtocol TLSv1.3;")
            .takes(TlsCommand.arg())
            .repeatable();

    static final Directive<Word> PASSWORD_FILE = Directive.named("proxy_ssl_password_file")
            .in(HTTP, SERVER, LOCATION)
            .doc("A *file* with passwords of encrypted keys, one in each line.")
            .example("proxy_ssl_password_file keys.pass;")
            .takes(Args.word("file"));

    static final Directive<Set<String>> PROTOCOLS = Directive.named("proxy_ssl_protocols")
            .in(HTTP, SERVER, LOCATION)
            .doc("The versions of TLS that are spoken with upstreams.")
            .example("proxy_ssl_protocols TLSv1.2 TLSv1.3;")
            .takes(TlsArgs.protocols())
            .joins(Args::union)
            .defaultsTo(TlsArgs.MODERN, "TLSv1.2 TLSv1.3");

    static final Directive<Word> CIPHERS = Directive.named("proxy_ssl_ciphers")
            .in(HTTP, SERVER, LOCATION)
            .doc("The cipher suites of TLS 1.2 that are offered to upstreams, in OpenSSL's language.")
            .example("proxy_ssl_ciphers HIGH:!aNULL;")
            .takes(TlsArgs.ciphers())
            .defaultsTo(null, "DEFAULT");

    static final Directive<Boolean> SESSION_REUSE = Directive.named("proxy_ssl_session_reuse")
            .in(HTTP, SERVER, LOCATION)
            .doc("Whether the next handshake with the same server is a short one.")
            .example("proxy_ssl_session_reuse off;")
            .takes(Args.flag())
            .defaultsTo(true, "on");

    @Override
    public List<Directive<?>> directives() {
        return List.of(
                VERIFY,
                DEPTH,
                TRUSTED,
                CRL,
                NAME,
                SERVER_NAME,
                CERTIFICATE,
                CERTIFICATE_KEY,
                CERTIFICATE_CACHE,
                CONF_COMMAND,
                PASSWORD_FILE,
                PROTOCOLS,
                CIPHERS,
                SESSION_REUSE);
    }

    @Override
    public void check(Scope scope, Diagnostics diagnostics) {
        TlsArgs.checkProtocols(PROTOCOLS, scope, diagnostics);
    }

    /** What a scope says. */
    static UpstreamTls tls(Scope scope, Assembly assembly) {
        Word name = scope.get(NAME);
        Template template = name == null
                ? null
                : assembly.at(name, text -> assembly.service(Variables.class).compile(text));
        return new UpstreamTls(clients(scope, assembly), template, scope.get(SERVER_NAME));
    }

    private static UpstreamTls.Clients clients(Scope scope, Assembly assembly) {
        TlsSettings settings = settings(scope, assembly);
        ChainCheck check = check(scope, assembly);
        TlsContexts contexts = assembly.service(TlsContexts.class);
        Word[] shown = shown(scope, assembly);
        if (shown == null || !TlsArgs.isVaried(shown[0]) && !TlsArgs.isVaried(shown[1])) {
            List<Identity> identities = shown == null ? List.of() : identities(shown, scope, assembly);
            TlsClient client = new TlsClient(identities, settings, check, contexts);
            return exchange -> client;
        }
        List<Function<Exchange, String>> names = VariedNames.templates(List.of(shown), assembly);
        List<String> passwords = passwords(scope, assembly);
        if (names == null || passwords == null) {
            return null;
        }
        VariedClients varied = new VariedClients(
                VariedNames.identities(passwords, scope.get(CERTIFICATE_CACHE), assembly), settings, check, contexts);
        return exchange ->
                varied.client(VariedNames.value(names.get(0), exchange), VariedNames.value(names.get(1), exchange));
    }

    private static TlsSettings settings(Scope scope, Assembly assembly) {
        int sessions = scope.get(SESSION_REUSE) ? SESSIONS : 0;
        TlsSettings settings = new TlsSettings(
                TlsArgs.spoken(scope.get(PROTOCOLS)),
                TlsArgs.suites(scope.get(CIPHERS)),
                true,
                new TlsSettings.Sessions(sessions, SESSION_TIMEOUT, true));
        return TlsCommand.apply(scope.get(CONF_COMMAND), settings, assembly);
    }

    /** The certificate that is shown and its key; null for none. */
    private static Word[] shown(Scope scope, Assembly assembly) {
        Word[] commanded = TlsCommand.identity(scope.get(CONF_COMMAND), assembly);
        if (commanded != null) {
            return commanded;
        }
        Word certificate = scope.get(CERTIFICATE);
        if (certificate == null || certificate.text().isEmpty()) {
            return null;
        }
        Word key = scope.get(CERTIFICATE_KEY);
        if (key == null) {
            assembly.diagnostics()
                    .error(
                            certificate.span(),
                            "no \"proxy_ssl_certificate_key\" is defined for certificate \"" + certificate.text()
                                    + "\"",
                            null);
            return null;
        }
        return new Word[] {certificate, key};
    }

    private static List<Identity> identities(Word[] shown, Scope scope, Assembly assembly) {
        TlsFiles files = assembly.service(TlsFiles.class);
        List<String> passwords = passwords(scope, assembly);
        List<X509Certificate> chain = assembly.at(shown[0], file -> files.current(file, new Date()));
        if (chain == null || passwords == null) {
            return List.of();
        }
        Identity identity = assembly.at(shown[1], file -> {
            PrivateKey read = files.key(file, passwords);
            return TlsFiles.identity(read, chain);
        });
        return identity == null ? List.of() : List.of(identity);
    }

    private static List<String> passwords(Scope scope, Assembly assembly) {
        Word file = scope.get(PASSWORD_FILE);
        return file == null ? List.of() : assembly.at(file, assembly.service(TlsFiles.class)::passwords);
    }

    /** Null where any certificate is fine. */
    private static ChainCheck check(Scope scope, Assembly assembly) {
        if (!scope.get(VERIFY)) {
            return null;
        }
        Word trusted = scope.get(TRUSTED);
        if (trusted == null) {
            assembly.diagnostics()
                    .error(
                            scope.where(VERIFY),
                            "no proxy_ssl_trusted_certificate for proxy_ssl_verify",
                            "name the issuers whose certificates are good");
            return null;
        }
        TlsFiles files = assembly.service(TlsFiles.class);
        List<X509Certificate> anchors = assembly.at(trusted, files::certificates);
        Word list = scope.get(CRL);
        List<X509CRL> revoked = list == null ? List.of() : assembly.at(list, files::revocations);
        return anchors == null || revoked == null
                ? null
                : new ChainCheck(anchors, revoked, scope.get(DEPTH), Purpose.SERVER);
    }
}
