package dev.weir.dist.site;

import static dev.weir.config.directive.Context.HTTP;
import static dev.weir.config.directive.Context.SERVER;

import dev.weir.config.directive.Arg;
import dev.weir.config.directive.Args;
import dev.weir.config.directive.Directive;
import dev.weir.config.directive.Feature;
import dev.weir.config.directive.Refusal;
import dev.weir.config.syntax.Word;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Directives of nginx's ssl module that distributions put into the http block of every file; without a TLS listener
 * they govern nothing.
 *
 * <p>Thread: any; stateless.
 */
public final class TlsFeature implements Feature {
    private static final List<String> PROTOCOLS = List.of("SSLv2", "SSLv3", "TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3");

    private static <T> Directive<T> tls(String example, Arg<T> arg) {
        return Directive.named(example.substring(0, example.indexOf(' ')))
                .in(HTTP, SERVER)
                .doc("Accepted without effect: Weir has no TLS yet, and `listen ... ssl` is an error.")
                .example(example)
                .takes(arg);
    }

    private static Arg<List<Word>> sessionCache() {
        return Args.of("off | none | [builtin[:size]] [shared:name:size]", 1, 2, args -> {
            for (Word word : args) {
                String[] parts = word.text().split(":", -1);
                boolean plain =
                        parts.length == 1 && Set.of("off", "none", "builtin").contains(parts[0]);
                boolean builtin = parts.length == 2 && parts[0].equals("builtin");
                boolean shared = parts.length == 3 && parts[0].equals("shared") && !parts[1].isEmpty();
                if (builtin) {
                    Args.number(word, parts[1], 0, Integer.MAX_VALUE);
                } else if (shared) {
                    Args.bytes(word, parts[2]);
                } else if (!plain) {
                    throw new Refusal(word, "is not a valid cache", "expected such as shared:SSL:10m or off");
                }
            }
            return args;
        });
    }

    private static Arg<Duration> seconds() {
        return Args.of(
                "time", 1, 1, args -> Args.seconds(args.get(0), args.get(0).text()));
    }

    @Override
    public List<Directive<?>> directives() {
        return List.of(
                tls("ssl_protocols TLSv1.2 TLSv1.3;", Choices.several("protocol ...", PROTOCOLS))
                        .joins(Choices::both),
                tls("ssl_prefer_server_ciphers off;", Args.flag()),
                tls("ssl_ciphers HIGH:!aNULL:!MD5;", Args.word("ciphers")),
                tls("ssl_session_cache shared:SSL:10m;", sessionCache()).joins(Choices::both),
                tls("ssl_session_timeout 1d;", seconds()),
                tls("ssl_session_tickets off;", Args.flag()));
    }
}
