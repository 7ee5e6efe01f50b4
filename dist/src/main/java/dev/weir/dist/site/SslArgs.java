package dev.weir.dist.site;

import dev.weir.config.directive.Arg;
import dev.weir.config.directive.Args;
import dev.weir.config.directive.Refusal;
import dev.weir.config.syntax.Word;
import java.time.Duration;
import java.util.List;

/**
 * The arguments of TLS directives.
 *
 * <p>Thread: any; stateless.
 */
final class SslArgs {
    private static final int SESSIONS_A_MEGABYTE = 4000;
    private static final int BUILTIN_SESSIONS = 20_480;

    private SslArgs() {}

    /** A time that nginx counts in seconds. */
    static Arg<Duration> seconds() {
        return Args.of(
                "time", 1, 1, args -> Args.seconds(args.get(0), args.get(0).text()));
    }

    /** {@code off}, {@code none}, {@code builtin[:size]}, {@code shared:name:size}; the value counts sessions. */
    static Arg<Integer> sessionCache() {
        return Args.of("off | none | builtin[:sessions] | shared:name:size", 1, 2, SslArgs::sessions);
    }

    private static int sessions(List<Word> words) throws Refusal {
        int sessions = 0;
        for (Word word : words) {
            String[] parts = word.text().split(":", -1);
            boolean whole = parts.length == 1;
            if (parts[0].equals("builtin") && parts.length <= 2) {
                sessions = whole ? BUILTIN_SESSIONS : Args.number(word, parts[1], 1, Integer.MAX_VALUE);
            } else if (parts[0].equals("shared") && parts.length == 3 && !parts[1].isEmpty()) {
                sessions = shared(word, parts[2]);
            } else if (!whole || !parts[0].equals("off") && !parts[0].equals("none")) {
                throw new Refusal(
                        word,
                        "is no session cache",
                        "expected off, none, builtin, builtin:sessions or shared:name:size, as in shared:SSL:10m");
            }
        }
        return sessions;
    }

    private static int shared(Word word, String size) throws Refusal {
        long bytes = Args.bytes(word, size);
        if (bytes < 8 * 4096) {
            throw new Refusal(word, "is too small a session cache", "expected a size of 32k or more");
        }
        return (int) Math.min(Integer.MAX_VALUE, Math.max(1, bytes * SESSIONS_A_MEGABYTE >> 20));
    }
}
