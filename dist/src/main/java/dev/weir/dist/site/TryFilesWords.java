package dev.weir.dist.site;

import dev.weir.config.directive.Arg;
import dev.weir.config.directive.Args;
import dev.weir.config.directive.Refusal;
import dev.weir.config.syntax.Word;
import java.util.List;

/** What {@code try_files} says: what may exist, and where to go on else. */
record TryFilesWords(List<Word> candidates, Word last) {

    static Arg<TryFilesWords> arg() {
        return Args.of("file ... uri | file ... =code", 2, Integer.MAX_VALUE, TryFilesWords::read);
    }

    private static TryFilesWords read(List<Word> args) throws Refusal {
        Word last = args.get(args.size() - 1);
        if (last.text().startsWith("=")) {
            Args.number(last, last.text().substring(1), 0, 999);
        }
        return new TryFilesWords(List.copyOf(args.subList(0, args.size() - 1)), last);
    }
}
