package dev.weir.dist.site;

import dev.weir.config.directive.Arg;
import dev.weir.config.directive.Args;
import dev.weir.config.directive.Refusal;
import dev.weir.config.syntax.Word;
import dev.weir.core.rewrite.Condition;
import dev.weir.core.rewrite.MatchedBy;
import java.util.ArrayList;
import java.util.List;

/**
 * What stands between {@code if} and its brace.
 *
 * @param left the variable, or the file of a file test
 * @param operator {@code =}, {@code !=}, {@code ~} and its like, {@code -f} and its like; empty for the mere variable
 * @param right what it is compared with; null for the others
 * @param by the expression of a match; null for the others
 */
record IfCondition(Word left, String operator, Word right, MatchedBy by) {
    private static final List<String> MATCHES = List.of("~", "~*", "!~", "!~*");
    private static final List<String> FILE_TESTS = List.of("-f", "-d", "-e", "-x", "!-f", "!-d", "!-e", "!-x");

    static Arg<IfCondition> arg() {
        return Args.of("(condition)", 1, Integer.MAX_VALUE, IfCondition::read);
    }

    private static IfCondition read(List<Word> args) throws Refusal {
        List<Word> words = unbracketed(args);
        Word first = words.get(0);
        if (words.size() == 2 && FILE_TESTS.contains(first.text())) {
            return new IfCondition(words.get(1), first.text(), null, null);
        }
        boolean variable = first.text().startsWith("$") && first.text().length() > 1;
        if (!variable || words.size() != 1 && words.size() != 3) {
            throw invalid(first);
        }
        if (words.size() == 1) {
            int odd = first.text().indexOf('=');
            if (odd > 0) {
                throw new Refusal(first, "is not a variable", "put spaces around =");
            }
            return new IfCondition(first, "", null, null);
        }
        String operator = words.get(1).text();
        Word right = words.get(2);
        if (operator.equals("=") || operator.equals("!=")) {
            return new IfCondition(first, operator, right, null);
        }
        if (!MATCHES.contains(operator)) {
            throw new Refusal(words.get(1), "is no comparison", "expected =, !=, ~, ~*, !~ or !~*");
        }
        MatchedBy by = new MatchedBy(Expressions.compile(right, right.text(), operator.endsWith("*")), right.text());
        return new IfCondition(first, operator, right, by);
    }

    private static List<Word> unbracketed(List<Word> args) throws Refusal {
        List<Word> words = new ArrayList<>(args);
        Word first = words.get(0);
        if (!first.text().startsWith("(")) {
            throw invalid(first);
        }
        words.set(0, Args.part(first, first.text().substring(1)));
        Word last = words.get(words.size() - 1);
        if (!last.text().endsWith(")")) {
            throw invalid(last);
        }
        String text = last.text().substring(0, last.text().length() - 1);
        words.set(words.size() - 1, new Word(text, last.quoted(), last.span()));
        if (words.size() > 1 && first.text().length() == 1) {
            words.remove(0);
        }
        if (words.size() > 1 && last.text().length() == 1) {
            words.remove(words.size() - 1);
        }
        if (words.get(0).text().isEmpty()) {
            throw invalid(first);
        }
        return words;
    }

    private static Refusal invalid(Word word) {
        return new Refusal(
                word,
                "is not a valid condition",
                "expected such as ($arg_a), ($arg_a = b), ($uri ~ regex) or (-f file)");
    }

    /** Whether it asks for the opposite. */
    boolean isNegative() {
        return operator.startsWith("!");
    }

    boolean isFileTest() {
        return FILE_TESTS.contains(operator);
    }

    Condition.Kind kind() {
        return switch (operator.charAt(operator.length() - 1)) {
            case 'f' -> Condition.Kind.FILE;
            case 'd' -> Condition.Kind.FOLDER;
            case 'x' -> Condition.Kind.EXECUTABLE;
            default -> Condition.Kind.EITHER;
        };
    }
}
