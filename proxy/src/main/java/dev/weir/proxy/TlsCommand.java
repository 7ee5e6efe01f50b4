package dev.weir.proxy;

import dev.weir.config.directive.Arg;
import dev.weir.config.directive.Args;
import dev.weir.config.directive.Assembly;
import dev.weir.config.directive.Refusal;
import dev.weir.config.syntax.Word;
import dev.weir.core.tls.CipherList;
import dev.weir.core.tls.TlsSettings;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/**
 * A command of OpenSSL's configuration, as far as Java's TLS can follow it.
 *
 * <p>Source: SSL_CONF_cmd(3). Thread: the one that builds the configuration.
 *
 * @param name what it is about
 * @param value how it is to be
 * @param change what it changes; nothing where it names a file
 */
public record TlsCommand(Word name, Word value, UnaryOperator<TlsSettings> change) {
    private static final List<String> VERSIONS = List.of("SSLv3", "TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3");
    private static final String OWN = "Weir has a directive for it: ";

    /** What else OpenSSL has, and what to do about it. */
    private static final Map<String, String> REFUSED = Map.ofEntries(
            Map.entry("curves", "Java chooses among X25519 and the NIST curves"),
            Map.entry("groups", "Java chooses among X25519, the NIST curves and those of RFC 7919"),
            Map.entry("ecdhparameters", "Java chooses among X25519 and the NIST curves"),
            Map.entry("dhparameters", "Java has its own parameters, those of RFC 7919"),
            Map.entry("signaturealgorithms", "Java chooses those that fit the key"),
            Map.entry("clientsignaturealgorithms", "Java chooses those that fit the key"),
            Map.entry("recordpadding", "Java does not pad records"),
            Map.entry("numtickets", "Java sends one ticket; \"Options -SessionTicket\" sends none"),
            Map.entry("serverinfofile", "Java sends no extensions of others"),
            Map.entry("chaincafile", "certificates of issuers belong behind the server's in its file"),
            Map.entry("chaincapath", "certificates of issuers belong behind the server's in its file"),
            Map.entry("verifycafile", OWN + "ssl_client_certificate, proxy_ssl_trusted_certificate"),
            Map.entry("verifycapath", OWN + "ssl_client_certificate, proxy_ssl_trusted_certificate"),
            Map.entry("requestcafile", OWN + "ssl_client_certificate"),
            Map.entry("clientcafile", OWN + "ssl_client_certificate"),
            Map.entry("requestcapath", OWN + "ssl_client_certificate"),
            Map.entry("clientcapath", OWN + "ssl_client_certificate"),
            Map.entry("verifymode", OWN + "ssl_verify_client, proxy_ssl_verify"));

    /** How Java does it anyway, or what only speed depends on. */
    private static final Set<String> GIVEN = Set.of(
            "+bugs",
            "-compression",
            "+dhsingle",
            "+ecdhsingle",
            "+emptyfragments",
            "-unsafelegacyrenegotiation",
            "-unsafelegacyserverconnect",
            "+norenegotiation",
            "-clientrenegotiation",
            "+noresumptiononrenegotiation",
            "+extendedmastersecret",
            "+canames",
            "+middleboxcompat",
            "+antireplay",
            "-allownodhekex",
            "-prefernodhekex",
            "+ktls",
            "-ktls",
            "-prioritizechacha",
            "-txcertificatecompression",
            "-rxcertificatecompression",
            "-strictcertcheck");

    /** A name and a value. */
    public static Arg<TlsCommand> arg() {
        return Args.of("name value", 2, 2, words -> read(words.get(0), words.get(1)));
    }

    private static TlsCommand read(Word name, Word value) throws Refusal {
        UnaryOperator<TlsSettings> change = switch (key(name)) {
            case "certificate", "privatekey" -> UnaryOperator.identity();
            case "minprotocol" -> between(version(value, 0), VERSIONS.size());
            case "maxprotocol" -> between(0, version(value, VERSIONS.size()));
            case "protocol" -> protocols(value);
            case "cipherstring" -> suites(TlsArgs.ciphers().read(List.of(value)));
            case "ciphersuites" -> modernSuites(value);
            case "options" -> options(value);
            default -> throw unknown(name);
        };
        return new TlsCommand(name, value, change);
    }

    private static String key(Word name) {
        return name.text().toLowerCase(Locale.ROOT);
    }

    private static Refusal unknown(Word name) {
        String why = REFUSED.get(key(name));
        return why == null
                ? new Refusal(name, "is no command of OpenSSL's configuration", "see SSL_CONF_cmd(3)")
                : new Refusal(name, "is not supported", why);
    }

    // --- versions

    private static int version(Word value, int none) throws Refusal {
        int version = VERSIONS.indexOf(value.text());
        if (version < 0 && !value.text().equals("None")) {
            throw new Refusal(value, "is not a version of TLS", "expected TLSv1.2, TLSv1.3 or None");
        }
        return version < 0 ? none : version;
    }

    private static UnaryOperator<TlsSettings> between(int least, int most) {
        return settings -> with(
                settings,
                new TreeSet<>(settings.protocols().stream()
                        .filter(p -> VERSIONS.indexOf(p) >= least && VERSIONS.indexOf(p) <= most)
                        .toList()));
    }

    private static UnaryOperator<TlsSettings> protocols(Word value) throws Refusal {
        UnaryOperator<TlsSettings> all = UnaryOperator.identity();
        for (String element : value.text().split(",", -1)) {
            String version = element.replaceFirst("^[+-]", "").strip();
            if (!VERSIONS.contains(version) && !version.equals("ALL")) {
                throw new Refusal(value, "has no version of TLS named \"" + version + "\"", "as in -ALL,TLSv1.3");
            }
            Set<String> meant = version.equals("ALL") ? TlsArgs.MODERN : Set.of(version);
            boolean without = element.startsWith("-");
            UnaryOperator<TlsSettings> before = all;
            all = settings -> {
                TlsSettings so = before.apply(settings);
                TreeSet<String> protocols = new TreeSet<>(so.protocols());
                if (without) {
                    protocols.removeAll(meant);
                } else {
                    meant.stream().filter(TlsArgs.MODERN::contains).forEach(protocols::add);
                }
                return with(so, protocols);
            };
        }
        return all;
    }

    private static TlsSettings with(TlsSettings s, TreeSet<String> protocols) {
        return new TlsSettings(List.copyOf(protocols), s.suites(), s.modernSuites(), s.preferOurs(), s.sessions());
    }

    // --- suites

    private static UnaryOperator<TlsSettings> suites(Word value) {
        List<String> suites = TlsArgs.suites(value);
        return s -> new TlsSettings(s.protocols(), suites, s.modernSuites(), s.preferOurs(), s.sessions());
    }

    private static UnaryOperator<TlsSettings> modernSuites(Word value) throws Refusal {
        try {
            List<String> suites = CipherList.readModern(value.text());
            return s -> new TlsSettings(s.protocols(), s.suites(), suites, s.preferOurs(), s.sessions());
        } catch (IllegalArgumentException e) {
            throw new Refusal(value, "is not a valid list of cipher suites of TLS 1.3", e.getMessage());
        }
    }

    // --- options

    private static UnaryOperator<TlsSettings> options(Word value) throws Refusal {
        UnaryOperator<TlsSettings> all = UnaryOperator.identity();
        for (String element : value.text().split(",", -1)) {
            boolean on = !element.startsWith("-");
            String option = element.replaceFirst("^[+-]", "").strip().toLowerCase(Locale.ROOT);
            UnaryOperator<TlsSettings> before = all;
            if (option.equals("serverpreference")) {
                all = settings -> preferring(before.apply(settings), on);
            } else if (option.equals("sessionticket")) {
                all = settings -> ticketing(before.apply(settings), on);
            } else if (!GIVEN.contains((on ? "+" : "-") + option)) {
                throw new Refusal(
                        value,
                        "asks for \"" + element.strip() + "\", which is not supported",
                        "Java's TLS can be told ServerPreference and SessionTicket");
            }
        }
        return all;
    }

    private static TlsSettings preferring(TlsSettings s, boolean ours) {
        return new TlsSettings(s.protocols(), s.suites(), s.modernSuites(), ours, s.sessions());
    }

    private static TlsSettings ticketing(TlsSettings s, boolean tickets) {
        TlsSettings.Sessions sessions =
                new TlsSettings.Sessions(s.sessions().cached(), s.sessions().timeout(), tickets);
        return new TlsSettings(s.protocols(), s.suites(), s.modernSuites(), s.preferOurs(), sessions);
    }

    // --- what they come to

    /** Settings as commands change them, in their order. */
    public static TlsSettings apply(List<TlsCommand> commands, TlsSettings settings, Assembly assembly) {
        TlsSettings changed = settings;
        for (TlsCommand command : commands) {
            TlsSettings next = command.change.apply(changed);
            if (next.protocols().isEmpty()) {
                assembly.diagnostics()
                        .error(
                                command.value.span(),
                                "\"" + command.value.text() + "\" leaves no version of TLS to speak",
                                "TLSv1.2 and TLSv1.3 are spoken, and of these what the protocols directive names");
                return changed;
            }
            changed = next;
        }
        return changed;
    }

    /** The certificate and the key that commands name; null where they name none. */
    public static Word[] identity(List<TlsCommand> commands, Assembly assembly) {
        Word certificate = file(commands, "certificate");
        Word key = file(commands, "privatekey");
        if (certificate == null && key == null) {
            return null;
        }
        if (certificate == null || key == null) {
            assembly.diagnostics()
                    .error(
                            (certificate == null ? key : certificate).span(),
                            certificate == null
                                    ? "a PrivateKey without its Certificate"
                                    : "a Certificate without its PrivateKey",
                            "the two go together");
            return null;
        }
        return new Word[] {certificate, key};
    }

    private static Word file(List<TlsCommand> commands, String key) {
        Word file = null;
        for (TlsCommand command : commands) {
            file = key(command.name).equals(key) ? command.value : file;
        }
        return file;
    }
}
