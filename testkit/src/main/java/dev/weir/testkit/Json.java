package dev.weir.testkit;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A value of a JSON text, read as strictly as RFC 8259 has it. Thread: any.
 *
 * @param value a Map, List, String, BigDecimal, Boolean, or null
 */
public record Json(Object value) {

    /** Reads a text; white space may surround the value, and nothing else. */
    public static Json read(String text) {
        Reader reader = new Reader(text);
        Json json = reader.value();
        reader.space();
        if (reader.at != text.length()) {
            throw reader.wrong("the end");
        }
        return json;
    }

    /** The member of an object; with dots between names, the member of a member. */
    public Json at(String path) {
        Json here = this;
        for (String name : path.split("\\.")) {
            if (!(here.value instanceof Map<?, ?> members) || !members.containsKey(name)) {
                throw new AssertionError("no " + path + " in " + value);
            }
            here = (Json) members.get(name);
        }
        return here;
    }

    /** Whether an object has a member. */
    public boolean has(String name) {
        return value instanceof Map<?, ?> members && members.containsKey(name);
    }

    public boolean isNull() {
        return value == null;
    }

    /** A whole number. */
    public long number() {
        return ((BigDecimal) value).longValueExact();
    }

    /** Any number. */
    public double real() {
        return ((BigDecimal) value).doubleValue();
    }

    public String text() {
        return (String) value;
    }

    /** The elements of an array. */
    public List<Json> list() {
        return ((List<?>) value).stream().map(Json.class::cast).toList();
    }

    private static final class Reader {
        private static final Pattern NUMBER = Pattern.compile("-?(?:0|[1-9]\\d*)(?:\\.\\d+)?(?:[eE][-+]?\\d+)?");
        private static final Pattern WORD = Pattern.compile("true|false|null");
        private static final String ESCAPES = "\"\\/bfnrt";
        private static final String MEANT = "\"\\/\b\f\n\r\t";

        private final String text;
        private int at;

        private Reader(String text) {
            this.text = text;
        }

        private Json value() {
            space();
            char c = at < text.length() ? text.charAt(at) : 0;
            return new Json(
                    switch (c) {
                        case '{' -> object();
                        case '[' -> array();
                        case '"' -> string();
                        case 't', 'f', 'n' -> word();
                        default -> new BigDecimal(token(NUMBER, "a value"));
                    });
        }

        private Object word() {
            String word = token(WORD, "true, false or null");
            return word.equals("null") ? null : (Object) Boolean.valueOf(word);
        }

        private Map<String, Json> object() {
            Map<String, Json> members = new LinkedHashMap<>();
            at++;
            for (boolean first = true; !ends('}', first); first = false) {
                space();
                String name = string();
                expect(':');
                if (members.put(name, value()) != null) {
                    throw wrong("a new name, not " + name);
                }
            }
            return members;
        }

        private List<Json> array() {
            List<Json> elements = new ArrayList<>();
            at++;
            for (boolean first = true; !ends(']', first); first = false) {
                elements.add(value());
            }
            return elements;
        }

        private boolean ends(char end, boolean first) {
            space();
            if (at < text.length() && text.charAt(at) == end) {
                at++;
                return true;
            }
            if (!first) {
                expect(',');
            }
            return false;
        }

        private String string() {
            expect('"');
            StringBuilder out = new StringBuilder();
            for (char c = next(); c != '"'; c = next()) {
                if (c < ' ') {
                    throw wrong("no control character");
                }
                out.append(c == '\\' ? escaped() : c);
            }
            return out.toString();
        }

        private char escaped() {
            char c = next();
            if (c == 'u') {
                at += 4;
                return (char) Integer.parseInt(text.substring(at - 4, at), 16);
            }
            if (ESCAPES.indexOf(c) < 0) {
                throw wrong("an escape");
            }
            return MEANT.charAt(ESCAPES.indexOf(c));
        }

        private char next() {
            if (at == text.length()) {
                throw wrong("more");
            }
            return text.charAt(at++);
        }

        private String token(Pattern pattern, String what) {
            Matcher token = pattern.matcher(text).region(at, text.length());
            if (!token.lookingAt()) {
                throw wrong(what);
            }
            at = token.end();
            return token.group();
        }

        private void expect(char c) {
            space();
            if (next() != c) {
                throw wrong("'" + c + "'");
            }
        }

        private void space() {
            while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
                at++;
            }
        }

        private AssertionError wrong(String expected) {
            return new AssertionError("expected " + expected + " at " + at + " of " + text);
        }
    }
}
