package dev.weir.dist.site;

import dev.weir.config.directive.Assembly;
import dev.weir.config.scope.Scope;
import dev.weir.config.syntax.Word;
import dev.weir.core.http.Exchange;
import dev.weir.core.tls.ChainCheck;
import dev.weir.core.tls.ClientCheck;
import dev.weir.core.tls.Identity;
import dev.weir.core.tls.Purpose;
import dev.weir.core.tls.TlsContexts;
import dev.weir.core.tls.TlsFiles;
import dev.weir.core.tls.TlsServer;
import dev.weir.core.tls.TlsSettings;
import dev.weir.core.tls.VariedServers;
import dev.weir.proxy.TlsArgs;
import dev.weir.proxy.TlsCommand;
import dev.weir.proxy.VariedNames;
import java.security.PrivateKey;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Builds how servers answer TLS handshakes.
 *
 * <p>Thread: the one that builds the configuration.
 */
final class SslBuilder {
    private static final Answers NONE = new Answers(null, null);

    private final Scope scope;
    private final Assembly assembly;
    private final TlsFiles files;
    private final List<TlsCommand> commands;

    /**
     * How a server answers.
     *
     * @param usual null when it has no certificate
     * @param varied null but where variables name its certificates
     */
    record Answers(TlsServer usual, Function<Exchange, TlsServer> varied) {}

    private SslBuilder(Scope scope, Assembly assembly) {
        this.scope = scope;
        this.assembly = assembly;
        this.files = assembly.service(TlsFiles.class);
        this.commands = scope.get(SslFeature.CONF_COMMAND);
    }

    static Answers build(Scope server, Assembly assembly) {
        return server.get(SslFeature.REJECT_HANDSHAKE)
                ? new Answers(TlsServer.rejecting(), null)
                : new SslBuilder(server, assembly).answers();
    }

    private Answers answers() {
        ClientMode mode = scope.get(SslFeature.VERIFY_CLIENT);
        List<Word> certificates = scope.get(SslFeature.CERTIFICATE);
        if (certificates.isEmpty()) {
            // As in nginx, nobody's certificate is good then.
            ChainCheck nobody = new ChainCheck(List.of(), List.of(), 0, Purpose.CLIENT);
            return mode == ClientMode.OFF
                    ? NONE
                    : new Answers(TlsServer.nameless(new ClientCheck(mode.check(), nobody, List.of())), null);
        }
        List<Word> keys = scope.get(SslFeature.CERTIFICATE_KEY);
        if (keys.size() < certificates.size()) {
            Word lonely = certificates.get(keys.size());
            assembly.diagnostics()
                    .error(
                            lonely.span(),
                            "no \"ssl_certificate_key\" is defined for certificate \"" + lonely.text() + "\"",
                            "each ssl_certificate needs its ssl_certificate_key, in the same order");
            return NONE;
        }
        ClientCheck clients = clients();
        TlsSettings settings = settings();
        if (Stream.concat(certificates.stream(), keys.stream()).anyMatch(TlsArgs::isVaried)) {
            return varied(certificates, keys, settings, clients);
        }
        List<Identity> identities = identities(certificates, keys);
        return identities.isEmpty()
                ? NONE
                : new Answers(new TlsServer(identities, settings, clients, assembly.service(TlsContexts.class)), null);
    }

    private Answers varied(List<Word> certificates, List<Word> keys, TlsSettings settings, ClientCheck clients) {
        List<Function<Exchange, String>> names = VariedNames.templates(certificates, assembly);
        List<Function<Exchange, String>> keyNames = VariedNames.templates(keys, assembly);
        List<String> passwords = passwords();
        if (names == null || keyNames == null || passwords == null) {
            return NONE;
        }
        VariedServers servers = new VariedServers(
                VariedNames.identities(passwords, scope.get(SslFeature.CERTIFICATE_CACHE), assembly),
                settings,
                clients,
                assembly.service(TlsContexts.class));
        return new Answers(
                TlsServer.varied(clients),
                exchange ->
                        servers.server(VariedNames.values(names, exchange), VariedNames.values(keyNames, exchange)));
    }

    private List<Identity> identities(List<Word> certificates, List<Word> keys) {
        List<Identity> identities = new ArrayList<>();
        for (int i = 0; i < certificates.size(); i++) {
            add(identity(certificates.get(i), keys.get(i)), identities);
        }
        Word[] commanded = TlsCommand.identity(commands, assembly);
        if (commanded != null) {
            add(identity(commanded[0], commanded[1]), identities);
        }
        return identities;
    }

    private static void add(Identity identity, List<Identity> to) {
        if (identity != null) {
            to.add(identity);
        }
    }

    private Identity identity(Word certificate, Word keyFile) {
        Date now = new Date();
        List<X509Certificate> chain = assembly.at(certificate, file -> files.current(file, now));
        List<String> passwords = passwords();
        if (chain == null || passwords == null) {
            return null;
        }
        String warning = TlsFiles.warning(chain.get(0), now);
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
        TlsSettings settings = new TlsSettings(
                TlsArgs.spoken(scope.get(SslFeature.PROTOCOLS)),
                TlsArgs.suites(scope.get(SslFeature.CIPHERS)),
                scope.get(SslFeature.PREFER_SERVER_CIPHERS),
                new TlsSettings.Sessions(
                        scope.get(SslFeature.SESSION_CACHE),
                        scope.get(SslFeature.SESSION_TIMEOUT),
                        scope.get(SslFeature.SESSION_TICKETS)));
        return TlsCommand.apply(commands, settings, assembly);
    }

    private ClientCheck clients() {
        ClientMode mode = scope.get(SslFeature.VERIFY_CLIENT);
        Word issuers = scope.get(SslFeature.CLIENT_CERTIFICATE);
        Word others = scope.get(SslFeature.TRUSTED_CERTIFICATE);
        // As in nginx, what these two name must be there even where nobody is asked for a certificate.
        List<X509Certificate> more = certificates(others);
        Word list = scope.get(SslFeature.CRL);
        List<X509CRL> revoked = list == null ? List.of() : assembly.at(list, files::revocations);
        if (mode == ClientMode.OFF) {
            return null;
        }
        List<X509Certificate> named = certificates(issuers).stream().distinct().toList();
        List<X509Certificate> trusted = new ArrayList<>(named);
        trusted.addAll(more);
        if (issuers == null && others == null && mode != ClientMode.OPTIONAL_NO_CA) {
            assembly.diagnostics()
                    .error(
                            scope.where(SslFeature.VERIFY_CLIENT),
                            "no ssl_client_certificate or ssl_trusted_certificate for ssl_verify_client",
                            "name the issuers whose certificates are good");
        }
        ChainCheck chains = new ChainCheck(
                trusted, revoked == null ? List.of() : revoked, scope.get(SslFeature.VERIFY_DEPTH), Purpose.CLIENT);
        return new ClientCheck(mode.check(), chains, named);
    }

    private List<X509Certificate> certificates(Word file) {
        List<X509Certificate> all = file == null ? List.of() : assembly.at(file, files::certificates);
        return all == null ? List.of() : all;
    }
}
