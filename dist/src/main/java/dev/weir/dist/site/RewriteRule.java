package dev.weir.dist.site;

import dev.weir.config.directive.Arg;
import dev.weir.config.directive.Args;
import dev.weir.config.directive.Refusal;
import dev.weir.config.syntax.Word;
import dev.weir.core.rewrite.MatchedBy;
import dev.weir.core.rewrite.RewriteStep.End;
import java.util.List;

/**
 * What {@code rewrite} says.
 *
 * @param by what the path must match
 * @param replacement what comes in its place, without the {@code ?} at its end
 * @param addsArgs whether that {@code ?} is not there
 * @param redirect the status of a redirect; 0 for none
 * @param end what comes after it
 */
record RewriteRule(MatchedBy by, Word replacement, boolean addsArgs, int redirect, End end) {

    static Arg<RewriteRule> arg() {
        return Args.of("regex replacement [last | break | redirect | permanent]", 2, 3, RewriteRule::read);
    }

    private static RewriteRule read(List<Word> args) throws Refusal {
        Word word = args.get(1);
        String text = word.text();
        if (text.isEmpty()) {
            throw new Refusal(word, "is an empty replacement", "expected a path or a URL");
        }
        String flag = args.size() == 3 ? args.get(2).text() : "";
        boolean url = text.startsWith("http://") || text.startsWith("https://") || text.startsWith("$scheme");
        int redirect = flag.equals("permanent") ? 301 : url || flag.equals("redirect") ? 302 : 0;
        End end = switch (flag) {
            case "" -> End.NONE;
            case "last", "redirect", "permanent" -> End.LAST;
            case "break" -> End.BREAK;
            default ->
                throw new Refusal(
                        args.get(2), "is not a valid parameter", "expected last, break, redirect or permanent");
        };
        boolean addsArgs = !text.endsWith("?");
        Word replacement = addsArgs ? word : new Word(text.substring(0, text.length() - 1), word.quoted(), word.span());
        Word expression = args.get(0);
        MatchedBy by = new MatchedBy(Expressions.compile(expression, expression.text(), false), expression.text());
        return new RewriteRule(by, replacement, addsArgs, redirect, end);
    }
}
