package dev.weir.core.ssi;

import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code if} asks: a text that is not empty, two that are ({@code =}) or are not ({@code !=}) the same, a text
 * that matches or not ({@code = /expression/}).
 *
 * <p>Thread: any; stateless.
 */
final class SsiCondition {
    private static final Pattern NAMED_GROUP = Pattern.compile("\\(\\?<([a-zA-Z][a-zA-Z0-9]*)>");

    private SsiCondition() {}

    /**
     * Judges an expression.
     *
     * @param values of variables
     * @param captures what a matching expression has captured goes in here, by number and by name
     */
    static boolean holds(String expression, UnaryOperator<String> values, Map<String, String> captures)
            throws SsiFault {
        int sign = expression.indexOf('=');
        if (sign < 0) {
            return !SsiText.evaluate(expression.strip(), values).isEmpty();
        }
        boolean not = sign > 0 && expression.charAt(sign - 1) == '!';
        String left =
                SsiText.evaluate(expression.substring(0, not ? sign - 1 : sign).strip(), values);
        String right = expression.substring(sign + 1).strip();
        boolean same =
                right.startsWith("/") ? matches(left, right, captures) : left.equals(SsiText.evaluate(right, values));
        return same != not;
    }

    private static boolean matches(String text, String expression, Map<String, String> captures) throws SsiFault {
        if (expression.length() < 2 || !expression.endsWith("/")) {
            throw new SsiFault("invalid expression in \"" + expression + "\"");
        }
        try {
            // PCRE has two ways to name a group, Java one.
            String inner = expression.substring(1, expression.length() - 1).replace("(?P<", "(?<");
            Matcher matcher = Pattern.compile(inner).matcher(text);
            boolean found = matcher.find();
            for (int i = 0; found && i <= matcher.groupCount(); i++) {
                captures.put(String.valueOf(i), matcher.group(i));
            }
            Matcher names = NAMED_GROUP.matcher(found ? inner : "");
            while (names.find()) {
                captures.put(names.group(1).toLowerCase(Locale.ROOT), matcher.group(names.group(1)));
            }
            return found;
        } catch (IllegalArgumentException e) {
            // Of the expression, or of what only looks like the name of a group.
            throw new SsiFault("invalid expression in \"" + expression + "\"");
        }
    }
}
