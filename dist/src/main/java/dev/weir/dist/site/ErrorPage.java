package dev.weir.dist.site;

import dev.weir.config.directive.Arg;
import dev.weir.config.directive.Args;
import dev.weir.config.directive.Refusal;
import dev.weir.config.syntax.Word;
import java.util.ArrayList;
import java.util.List;

/**
 * What {@code error_page} says.
 *
 * @param statuses the errors, 300 to 599
 * @param answer the status to answer with: -1 keeps the error's, 0 takes the page's
 * @param target where to go
 */
record ErrorPage(List<Integer> statuses, int answer, Word target) {

    static Arg<ErrorPage> arg() {
        return Args.of("code ... [=[response]] uri", 2, Integer.MAX_VALUE, ErrorPage::read);
    }

    private static ErrorPage read(List<Word> args) throws Refusal {
        int count = args.size() - 1;
        int answer = -1;
        Word last = args.get(count - 1);
        if (last.text().startsWith("=")) {
            count--;
            String code = last.text().substring(1);
            answer = code.isEmpty() ? 0 : Args.number(last, code, 1, 999);
        }
        List<Integer> statuses = new ArrayList<>();
        for (Word word : args.subList(0, count)) {
            int status = Args.number(word, word.text(), 300, 599);
            if (status == 499) {
                throw new Refusal(word, "is not possible", "the client of a 499 is gone");
            }
            statuses.add(status);
        }
        if (statuses.isEmpty()) {
            throw new Refusal(last, "is no status", "expected at least one status from 300 to 599");
        }
        return new ErrorPage(List.copyOf(statuses), answer, args.get(args.size() - 1));
    }
}
