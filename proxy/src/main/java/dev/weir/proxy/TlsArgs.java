package dev.weir.proxy;

import dev.weir.config.diagnostic.Diagnostics;
import dev.weir.config.directive.Arg;
import dev.weir.config.directive.Args;
import dev.weir.config.directive.Directive;
import dev.weir.config.directive.Refusal;
import dev.weir.config.scope.Scope;
import dev.weir.config.syntax.Word;
import dev.weir.core.tls.CipherList;
import dev.weir.core.tls.PemMemory;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The arguments that directives for TLS with clients and with upstreams have in common.
 *
 * <p>Thread: any; stateless.
 */
public final class TlsArgs {
    /** The versions that are spoken unless the configuration says otherwise. */
    public static final Set<String> MODERN = Set.of("TLSv1.2", "TLSv1.3");

    private static final Set<String> BROKEN = Set.of("SSLv2", "SSLv3", "TLSv1", "TLSv1.1");

    private TlsArgs() {}

    /** Versions as they were written; those that are broken among them, at least one that is not. */
    public static Arg<Set<String>> protocols() {
        return Args.of("[TLSv1.2] [TLSv1.3]", 1, 8, words -> {
            Set<String> protocols = new LinkedHashSet<>();
            for (Word word : words) {
                protocols.add(version(word));
            }
            if (protocols.stream().noneMatch(MODERN::contains)) {
                throw new Refusal(
                        words.get(0), "is broken and not spoken any more", "expected TLSv1.2, TLSv1.3 or both");
            }
            return protocols;
        });
    }

    /** A version's own name; as in nginx, it may be written in any case. */
    private static String version(Word word) throws Refusal {
        return Stream.concat(MODERN.stream(), BROKEN.stream())
                .filter(word.text()::equalsIgnoreCase)
                .findFirst()
                .orElseThrow(() -> new Refusal(word, "is not a version of TLS", "expected TLSv1.2 or TLSv1.3"));
    }

    /** Warns of versions that are left out. */
    public static void checkProtocols(Directive<Set<String>> directive, Scope scope, Diagnostics diagnostics) {
        if (scope.hasOwn(directive)) {
            scope.get(directive).stream()
                    .filter(BROKEN::contains)
                    .forEach(version -> diagnostics.warning(
                            scope.where(directive), version + " is broken and not spoken any more", null));
        }
    }

    /** Those of the versions that are spoken. */
    public static List<String> spoken(Set<String> protocols) {
        return protocols.stream().filter(MODERN::contains).sorted().toList();
    }

    /** OpenSSL's list of cipher suites. */
    public static Arg<Word> ciphers() {
        return Args.of("ciphers", 1, 1, words -> {
            try {
                CipherList.read(words.get(0).text());
                return words.get(0);
            } catch (IllegalArgumentException e) {
                throw new Refusal(words.get(0), "is not a valid list of cipher suites", e.getMessage());
            }
        });
    }

    /** {@code off}, or what is remembered of certificates that are read while Weir serves. */
    public static Arg<PemMemory.Policy> certificateCache() {
        return Args.of("off | max=number [inactive=time] [valid=time]", 1, 3, words -> {
            if (words.size() == 1 && Args.isOff(words.get(0))) {
                return PemMemory.Policy.OFF;
            }
            int most = 0;
            Duration inactive = Duration.ofSeconds(10);
            Duration valid = Duration.ofSeconds(60);
            for (Word word : words) {
                String[] parts = word.text().split("=", 2);
                switch (parts.length < 2 ? "" : parts[0]) {
                    case "max" -> most = Args.number(word, parts[1], 1, Integer.MAX_VALUE);
                    case "inactive" -> inactive = Args.seconds(word, parts[1]);
                    case "valid" -> valid = Args.seconds(word, parts[1]);
                    default ->
                        throw new Refusal(
                                word, "is not a parameter", "expected off, max=number, inactive=time or valid=time");
                }
            }
            if (most == 0) {
                throw new Refusal(null, "must have the \"max\" parameter", "expected max=number, as in max=100");
            }
            return new PemMemory.Policy(most, inactive, valid);
        });
    }

    /** Whether a name holds variables, so that it is known only when it is needed. */
    public static boolean isVaried(Word name) {
        return name.text().indexOf('$') >= 0;
    }

    /** What a list means; null for none. */
    public static List<String> suites(Word ciphers) {
        return ciphers == null ? null : CipherList.read(ciphers.text());
    }
}
