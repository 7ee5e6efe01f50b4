package dev.weir.core.ssi;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * One command, taken apart.
 *
 * <p>Thread: any; immutable.
 *
 * @param name one of those that there are
 * @param parameters of the command's own names, not yet evaluated
 */
record SsiCommand(String name, Map<String, String> parameters) {
    private static final Map<String, Set<String>> KNOWN = Map.of(
            "include", Set.of("virtual", "file", "wait", "set"),
            "echo", Set.of("var", "default", "encoding"),
            "config", Set.of("errmsg", "timefmt"),
            "set", Set.of("var", "value"),
            "if", Set.of("expr"),
            "elif", Set.of("expr"),
            "else", Set.of(),
            "endif", Set.of());

    /**
     * Takes a command apart.
     *
     * @param text what stands between {@code <!--#} and {@code -->}
     * @param longest bytes of a value
     */
    static SsiCommand parse(String text, int longest) throws SsiFault {
        Reader in = new Reader(text);
        String name = in.word();
        Set<String> known = KNOWN.get(name);
        if (known == null) {
            throw new SsiFault("invalid SSI command: \"" + name + "\"");
        }
        Map<String, String> parameters = new HashMap<>();
        while (in.hasMore()) {
            String parameter = in.word();
            String value = in.value();
            if (!known.contains(parameter)) {
                throw new SsiFault("invalid parameter name: \"" + parameter + "\"");
            }
            if (value.length() > longest) {
                throw new SsiFault("too long \"" + parameter + "\" value in \"" + name + "\" SSI command");
            }
            if (parameters.put(parameter, value) != null) {
                throw new SsiFault("duplicate \"" + parameter + "\" parameter in \"" + name + "\" SSI command");
            }
        }
        return new SsiCommand(name, parameters);
    }

    /** A parameter; null when it was not told. */
    String parameter(String parameter) {
        return parameters.get(parameter);
    }

    /** A parameter that must be told. */
    String needed(String parameter) throws SsiFault {
        String value = parameters.get(parameter);
        if (value == null) {
            throw new SsiFault("mandatory \"" + parameter + "\" parameter is absent in \"" + name + "\" SSI command");
        }
        return value;
    }

    /** Walks over a command's text. */
    private static final class Reader {
        private final String text;
        private int at;

        Reader(String text) {
            this.text = text;
        }

        boolean hasMore() {
            while (at < text.length() && text.charAt(at) <= ' ') {
                at++;
            }
            return at < text.length();
        }

        String word() {
            hasMore();
            int from = at;
            while (at < text.length() && text.charAt(at) > ' ' && text.charAt(at) != '=') {
                at++;
            }
            return text.substring(from, at);
        }

        /** What follows a name: an equals sign and a quoted text. */
        String value() throws SsiFault {
            boolean equals = hasMore() && text.charAt(at++) == '=';
            if (!equals || !hasMore() || text.charAt(at) != '"' && text.charAt(at) != '\'') {
                throw new SsiFault("unexpected symbol in SSI command \"" + text.strip() + "\"");
            }
            char quote = text.charAt(at++);
            int from = at;
            while (at < text.length() && text.charAt(at) != quote) {
                at += text.charAt(at) == '\\' ? 2 : 1;
            }
            if (at >= text.length()) {
                throw new SsiFault("no closing quote in SSI command \"" + text.strip() + "\"");
            }
            return text.substring(from, at++);
        }
    }
}
