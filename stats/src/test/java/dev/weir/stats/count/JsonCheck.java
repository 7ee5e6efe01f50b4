package dev.weir.stats.count;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads JSON strictly (RFC 8259) as far as the statistics use it, into paths such as {@code client.frames}. */
final class JsonCheck {
    private static final Pattern NUMBER = Pattern.compile("-?(?:0|[1-9]\\d*)(?:\\.\\d+)?(?:[eE][-+]?\\d+)?(?![\\w.])");

    private final String text;
    private final Map<String, String> values = new LinkedHashMap<>();
    private int at;

    private JsonCheck(String text) {
        this.text = text;
    }

    /** All numbers and strings by path. */
    static Map<String, String> read(String text) {
        JsonCheck check = new JsonCheck(text);
        check.value("");
        check.space();
        if (check.at != text.length()) {
            throw check.wrong("the end");
        }
        return check.values;
    }

    private void value(String path) {
        space();
        switch (text.charAt(at)) {
            case '{' -> object(path);
            case '[' -> array(path);
            case '"' -> put(path, string());
            default -> put(path, number());
        }
    }

    private void object(String path) {
        at++;
        Set<String> names = new HashSet<>();
        for (boolean first = true; !ends('}', first); first = false) {
            String name = string();
            if (!names.add(name)) {
                throw wrong("a new name, not " + name);
            }
            expect(':');
            value(path.isEmpty() ? name : path + "." + name);
        }
    }

    private void array(String path) {
        at++;
        int index = 0;
        for (boolean first = true; !ends(']', first); first = false) {
            value(path + "[" + index++ + "]");
        }
    }

    private boolean ends(char end, boolean first) {
        space();
        if (text.charAt(at) == end) {
            at++;
            return true;
        }
        if (!first) {
            expect(',');
            space();
        }
        return false;
    }

    private String string() {
        expect('"');
        int start = at;
        while (text.charAt(at) != '"') {
            boolean escape = text.charAt(at) == '\\';
            if (escape && "\"\\".indexOf(text.charAt(at + 1)) < 0 || text.charAt(at) < 0x20) {
                throw wrong("a plain character");
            }
            at += escape ? 2 : 1;
        }
        return text.substring(start, at++);
    }

    private String number() {
        Matcher number = NUMBER.matcher(text).region(at, text.length());
        if (!number.lookingAt()) {
            throw wrong("a number");
        }
        at = number.end();
        return number.group();
    }

    private void put(String path, String value) {
        if (values.put(path, value) != null) {
            throw wrong("a new name, not " + path);
        }
    }

    private void expect(char c) {
        space();
        if (text.charAt(at) != c) {
            throw wrong("'" + c + "'");
        }
        at++;
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
