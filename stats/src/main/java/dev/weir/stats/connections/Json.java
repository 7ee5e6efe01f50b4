package dev.weir.stats.connections;

import java.nio.charset.StandardCharsets;

/**
 * Writes JSON (RFC 8259), in ASCII alone, with the commas where they belong.
 *
 * <p>Thread: the one that made it.
 */
final class Json {
    private static final String HEX = "0123456789abcdef";

    private final StringBuilder out = new StringBuilder(4096);

    /** Begins an object without a name. */
    Json open() {
        comma();
        out.append('{');
        return this;
    }

    /** Begins a member that is an object. */
    Json open(String name) {
        name(name);
        out.append('{');
        return this;
    }

    Json openArray(String name) {
        name(name);
        out.append('[');
        return this;
    }

    Json close() {
        out.append('}');
        return this;
    }

    Json closeArray() {
        out.append(']');
        return this;
    }

    Json number(String name, long value) {
        name(name);
        out.append(value);
        return this;
    }

    /** A number of seconds, of which {@code scale} units make one: 1000, 1000000. */
    Json seconds(String name, long units, long scale) {
        name(name);
        out.append(units < 0 ? "-" : "").append(Math.abs(units / scale)).append('.');
        out.append(
                Long.toString(scale + Math.abs(units % scale)),
                1,
                Long.toString(scale).length());
        return this;
    }

    /** @param text ordinary text; null is written as such */
    Json text(String name, String text) {
        name(name);
        if (text == null) {
            out.append("null");
        } else {
            quote(text);
        }
        return this;
    }

    Json nothing(String name) {
        return text(name, null);
    }

    private void name(String name) {
        comma();
        out.append('"').append(name).append("\":");
    }

    private void quote(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ' || c > '~' || c == '<' || c == '>' || c == '&') {
                // The last three mean nothing to JSON, but much where somebody puts it into a page.
                out.append("\\u");
                for (int shift = 12; shift >= 0; shift -= 4) {
                    out.append(HEX.charAt(c >> shift & 15));
                }
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }

    private void comma() {
        int length = out.length();
        char last = length == 0 ? '{' : out.charAt(length - 1);
        if (last != '{' && last != '[') {
            out.append(',');
        }
    }

    /** All that was written, with a line end. */
    byte[] bytes() {
        return out.append('\n').toString().getBytes(StandardCharsets.US_ASCII);
    }
}
