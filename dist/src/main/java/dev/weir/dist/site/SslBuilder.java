package dev.weir.dist.site;

import dev.weir.config.directive.Assembly;
import dev.weir.config.scope.Scope;
import dev.weir.config.syntax.Word;
import dev.weir.core.tls.ChainCheck;
import dev.weir.core.tls.ClientCheck;
import dev.weir.core.tls.Identity;
import dev.weir.core.tls.TlsFiles;
import dev.weir.core.tls.TlsServer;
import dev.weir.core.tls.TlsSettings;
import dev.weir.proxy.TlsArgs;
import java.security.PrivateKey;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;

/**
 * Builds how servers answer TLS handshakes.
 *
 * <p>Thread: the one that builds the configuration.
 */
final class SslBuilder {
    private final Scope scope;
    private final Assembly assembly;
    private final TlsFiles files;

    private SslBuilder(Scope scope, Assembly assembly) {
        this.scope = scope;
        this.assembly = assembly;
        this.files = assembly.service(TlsFiles.class);
    }

    /** That of a server; null when it has no certificate. */
    static TlsServer build(Scope server, Assembly assembly) {
        if (server.get(SslFeature.REJECT_HANDSHAKE)) {
            return TlsServer.rejecting();
        }
        return new SslBuilder(server, assembly).server();
    }

    private TlsServer server() {
        ClientMode mode = scope.get(SslFeature.VERIFY_CLIENT);
        if (scope.get(SslFeature.CERTIFICATE).isEmpty()) {
            // As in nginx, nobody's certificate is good then.
            return mode == ClientMode.OFF
                    ? null
                    : TlsServer.nameless(
                            new ClientCheck(mode.check(), new ChainCheck(List.of(), List.of(), 0), List.of()));
        }
        List<Identity> identities = identities();
        ClientCheck clients = clients();
        return identities.isEmpty() ? null : new TlsServer(identities, settings(), clients);
    }

    private List<Identity> identities() {
        List<Word> certificates = scope.get(SslFeature.CERTIFICATE);
        List<Word> keys = scope.get(SslFeature.CERTIFICATE_KEY);
        if (keys.size() < certificates.size()) {
            Word lonely = certificates.get(keys.size());
            assembly.diagnostics()
                    .error(
                            lonely.span(),
                            "no \"ssl_certificate_key\" is defined for certificate \"" + lonely.text() + "\"",
                            "each ssl_certificate needs its ssl_certificate_key, in the same order");
            return List.of();
        }
        List<Identity> identities = new ArrayList<>();
        for (int i = 0; i < certificates.size(); i++) {
            Identity identity = identity(certificates.get(i), keys.get(i));
            if (identity != null) {
                identities.add(identity);
            }
        }
        return identities;
    }

    private Identity identity(Word certificate, Word keyFile) {
        List<X509Certificate> chain = assembly.at(certificate, files::certificates);
        List<String> passwords = passwords();
        if (chain == null || passwords == null) {
            return null;
        }
        String warning = TlsFiles.warning(chain.get(0), new Date());
        if (warning != null) {
            assembly.diagnostics().warning(certificate.span(), warning, null);
        }
        return assembly.at(keyFile, file -> {
            PrivateKey key = files.key(file, passwords);
            return TlsFiles.identity(key, chain);
        });
    }

    private List<String> passwords() {
        Word file = scope.get(SslFeature.PASSWORD_FILE);
        return file == null ? List.of() : assembly.at(file, files::passwords);
    }

    private TlsSettings settings() {
        return new TlsSettings(
                TlsArgs.spoken(scope.get(SslFeature.PROTOCOLS)),
                TlsArgs.suites(scope.get(SslFeature.CIPHERS)),
                scope.get(SslFeature.PREFER_SERVER_CIPHERS),
                new TlsSettings.Sessions(
                        scope.get(SslFeature.SESSION_CACHE),
                        scope.get(SslFeature.SESSION_TIMEOUT),
                        scope.get(SslFeature.SESSION_TICKETS)));
    }

    private ClientCheck clients() {
        ClientMode mode = scope.get(SslFeature.VERIFY_CLIENT);
        if (mode == ClientMode.OFF) {
            return null;
        }
        List<X509Certificate> named = certificates(scope.get(SslFeature.CLIENT_CERTIFICATE)).stream()
                .distinct()
                .toList();
        List<X509Certificate> trusted = new ArrayList<>(named);
        trusted.addAll(certificates(scope.get(SslFeature.TRUSTED_CERTIFICATE)));
        if (trusted.isEmpty() && mode != ClientMode.OPTIONAL_NO_CA) {
            assembly.diagnostics()
                    .error(
                            scope.where(SslFeature.VERIFY_CLIENT),
                            "no ssl_client_certificate or ssl_trusted_certificate for ssl_verify_client",
                            "name the issuers whose certificates are good");
        }
        Word list = scope.get(SslFeature.CRL);
        List<X509CRL> revoked = list == null ? List.of() : assembly.at(list, files::revocations);
        ChainCheck chains =
                new ChainCheck(trusted, revoked == null ? List.of() : revoked, scope.get(SslFeature.VERIFY_DEPTH));
        return new ClientCheck(mode.check(), chains, named);
    }

    private List<X509Certificate> certificates(Word file) {
        List<X509Certificate> all = file == null ? List.of() : assembly.at(file, files::certificates);
        return all == null ? List.of() : all;
    }
}
