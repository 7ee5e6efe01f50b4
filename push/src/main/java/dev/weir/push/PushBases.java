package dev.weir.push;

import dev.weir.config.directive.Arg;
import dev.weir.config.directive.Args;
import dev.weir.config.directive.Refusal;
import dev.weir.config.syntax.Word;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The arguments of {@code websocket_push_url}: each is a URL that has room for the id before its host. What a variable
 * stands for is known with the request only; what is written out is judged here, since a backend would find the mistake
 * late.
 *
 * <p>Thread: any.
 */
final class PushBases {
    private static final int MOST = 16;
    private static final Pattern URL = Pattern.compile("https?://[^/?#@\\s]+([/?][^#\\s]*)?", Pattern.CASE_INSENSITIVE);
    private static final Pattern VARIABLE_SCHEME = Pattern.compile("(https?)?\\$.+", Pattern.CASE_INSENSITIVE);

    private PushBases() {}

    static Arg<List<Word>> arg() {
        return Args.of("base ...", 1, MOST, PushBases::checked);
    }

    private static List<Word> checked(List<Word> bases) throws Refusal {
        for (Word base : bases) {
            if (!URL.matcher(base.text()).matches()
                    && !VARIABLE_SCHEME.matcher(base.text()).matches()) {
                throw new Refusal(
                        base, "is not a valid URL", "expected http://host:port/path; Weir puts the id before the host");
            }
        }
        return List.copyOf(bases);
    }
}
