package dev.weir.dist.site;

import dev.weir.config.directive.Arg;
import dev.weir.config.directive.Args;
import dev.weir.config.directive.Refusal;
import dev.weir.config.syntax.Word;
import java.util.List;

/** What {@code return} says: a status, and a text or URL that may be null. */
record ReturnAnswer(int status, Word text) {

    static Arg<ReturnAnswer> arg() {
        return Args.of("code [text] | code URL | URL", 1, 2, ReturnAnswer::read);
    }

    private static ReturnAnswer read(List<Word> args) throws Refusal {
        Word first = args.get(0);
        boolean url = first.text().startsWith("http://")
                || first.text().startsWith("https://")
                || first.text().startsWith("$scheme");
        if (args.size() == 1 && url) {
            return new ReturnAnswer(302, first);
        }
        boolean digits = first.text().chars().allMatch(c -> c >= '0' && c <= '9');
        if (!digits || first.text().isEmpty() || first.text().length() > 3) {
            throw new Refusal(first, "is not a valid status", "expected a status from 0 to 999, or a URL");
        }
        return new ReturnAnswer(Integer.parseInt(first.text()), args.size() == 2 ? args.get(1) : null);
    }
}
