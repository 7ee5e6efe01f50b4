package dev.weir.config.directive;

import dev.weir.config.syntax.Word;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A regular expression as nginx's operators write it, for the JDK's engine.
 *
 * <p>It matches byte strings (one char per byte of UTF-8), as nginx's do: non-ASCII text of the configuration is
 * encoded before it is compiled. Of PCRE's spelling what the JDK reads otherwise is translated: {@code (?P<name>…)}
 * and names with an underscore, {@code \k<name>}, {@code [[:alpha:]]}, {@code [} or {@code &&} within a class, and a
 * brace that is no quantifier. Thread: any; immutable.
 *
 * @param pattern compiled; its named groups have become numbered ones
 * @param names the number of each named group, in the order of the expression
 */
public record Regex(Pattern pattern, Map<String, Integer> names) {

    /**
     * Compiles {@code text}, which is {@code word} or its end.
     *
     * @throws Refusal with the JDK's reason and, where it can be told, the position in the expression, from 1
     */
    public static Regex of(Word word, String text, boolean ignoreCase) throws Refusal {
        Map<String, Integer> names = new LinkedHashMap<>();
        String bytes = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        int flags = Pattern.UNIX_LINES | (ignoreCase ? Pattern.CASE_INSENSITIVE : 0);
        try {
            return new Regex(Pattern.compile(new Translation(bytes, names).run(), flags), names);
        } catch (PatternSyntaxException e) {
            // After a translation the JDK's index is one of another text.
            boolean placed = e.getIndex() >= 0 && bytes.equals(e.getPattern());
            String place = placed ? " near position " + (e.getIndex() + 1) : "";
            throw new Refusal(
                    Args.part(word, text), "is not a valid regular expression", lowerFirst(e.getDescription()) + place);
        }
    }

    private static String lowerFirst(String text) {
        return text.isEmpty() ? text : Character.toLowerCase(text.charAt(0)) + text.substring(1);
    }

    /** One walk over an expression. Thread: any; used once. */
    private static final class Translation {
        /** PCRE's own limit; the JDK would overflow its stack. */
        private static final int DEEPEST = 250;

        private static final Pattern QUANTIFIER = Pattern.compile("\\{[0-9]+(,[0-9]*)?}");

        private final String in;
        private final Map<String, Integer> names;
        private final StringBuilder out = new StringBuilder();
        private int at;
        private int groups;
        private int depth;

        Translation(String in, Map<String, Integer> names) {
            this.in = in;
            this.names = names;
        }

        String run() {
            while (at < in.length()) {
                char c = in.charAt(at);
                switch (c) {
                    case '\\' -> escape();
                    case '[' -> characterClass();
                    case '(' -> group();
                    case ')' -> {
                        depth--;
                        copy(1);
                    }
                    case '{' -> brace();
                    default -> copy(1);
                }
            }
            return out.toString();
        }

        private void copy(int count) {
            int end = Math.min(at + count, in.length());
            out.append(in, at, end);
            at = end;
        }

        private void escape() {
            if (in.startsWith("\\Q", at)) {
                int end = in.indexOf("\\E", at);
                copy(end < 0 ? in.length() - at : end + 2 - at);
                return;
            }
            int close = in.startsWith("\\k<", at) ? in.indexOf('>', at) : -1;
            Integer number = close < 0 ? null : names.get(in.substring(at + 3, close));
            if (number == null) {
                boolean braced = in.startsWith("{", at + 2) && "pPxN".indexOf(in.charAt(at + 1)) >= 0;
                int end = braced ? in.indexOf('}', at) : -1;
                copy(end < 0 ? 2 : end + 1 - at);
                return;
            }
            // The empty group keeps a digit that follows from becoming part of the number.
            out.append('\\').append(number).append("(?:)");
            at = close + 1;
        }

        private void brace() {
            if (!QUANTIFIER.matcher(in).region(at, in.length()).lookingAt()) {
                out.append('\\');
            }
            copy(1);
        }

        private void group() {
            if (++depth > DEEPEST) {
                throw new PatternSyntaxException("groups are nested too deeply", in, at);
            }
            int name = nameStart();
            int close = name < 0 ? -1 : in.indexOf('>', name);
            if (close < 0) {
                groups += in.startsWith("(?", at) || in.startsWith("(*", at) ? 0 : 1;
                copy(1);
                return;
            }
            String text = in.substring(name, close);
            if (!isName(text)) {
                throw new PatternSyntaxException("\"" + text + "\" cannot name a group", in, name);
            }
            if (names.putIfAbsent(text, ++groups) != null) {
                throw new PatternSyntaxException("two groups are named \"" + text + "\"", in, name);
            }
            out.append('(');
            at = close + 1;
        }

        /** Where the name of a named group begins; -1 for any other group. */
        private int nameStart() {
            if (in.startsWith("(?P<", at)) {
                return at + 4;
            }
            boolean lookbehind = in.startsWith("(?<=", at) || in.startsWith("(?<!", at);
            return in.startsWith("(?<", at) && !lookbehind ? at + 3 : -1;
        }

        private static boolean isName(String text) {
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                boolean letter = c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
                if (!letter && (i == 0 || c < '0' || c > '9')) {
                    return false;
                }
            }
            return !text.isEmpty();
        }

        private void characterClass() {
            copy(in.startsWith("[^", at) ? 2 : 1);
            boolean first = true;
            while (at < in.length() && (first || in.charAt(at) != ']')) {
                member(first);
                first = false;
            }
            copy(1);
        }

        private void member(boolean first) {
            char c = in.charAt(at);
            int close = in.startsWith("[:", at) ? in.indexOf(":]", at) : -1;
            if (c == '\\') {
                copy(2);
            } else if (close > 0) {
                out.append(posix(in.substring(at + 2, close)));
                at = close + 2;
            } else {
                // PCRE takes a leading "]" and any "[" or "&" of a class as text.
                if (c == '[' || c == '&' || (first && c == ']')) {
                    out.append('\\');
                }
                copy(1);
            }
        }

        private String posix(String name) {
            boolean not = name.startsWith("^");
            return switch (not ? name.substring(1) : name) {
                case "alpha" -> not ? "\\P{Alpha}" : "\\p{Alpha}";
                case "digit" -> not ? "\\P{Digit}" : "\\p{Digit}";
                case "alnum" -> not ? "\\P{Alnum}" : "\\p{Alnum}";
                case "upper" -> not ? "\\P{Upper}" : "\\p{Upper}";
                case "lower" -> not ? "\\P{Lower}" : "\\p{Lower}";
                case "punct" -> not ? "\\P{Punct}" : "\\p{Punct}";
                case "space" -> not ? "\\P{Space}" : "\\p{Space}";
                case "xdigit" -> not ? "\\P{XDigit}" : "\\p{XDigit}";
                case "blank" -> not ? "\\P{Blank}" : "\\p{Blank}";
                case "cntrl" -> not ? "\\P{Cntrl}" : "\\p{Cntrl}";
                case "graph" -> not ? "\\P{Graph}" : "\\p{Graph}";
                case "print" -> not ? "\\P{Print}" : "\\p{Print}";
                case "word" -> not ? "\\W" : "\\w";
                default -> throw new PatternSyntaxException("unknown class [:" + name + ":]", in, at);
            };
        }
    }
}
