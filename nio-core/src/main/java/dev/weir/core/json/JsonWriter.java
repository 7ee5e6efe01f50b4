package dev.weir.core.json;

import dev.weir.core.http.ByteText;
import java.math.BigDecimal;

/**
 * Writes JSON (RFC 8259), in ASCII alone and with the commas where they belong. Names of members are taken as they are.
 *
 * <p>Thread: the one that made it.
 */
public final class JsonWriter {
    private static final String HEX = "0123456789abcdef";

    private final StringBuilder out;

    /** Whether a comma stands before what comes next. */
    private boolean further;

    public JsonWriter() {
        this(new StringBuilder(512));
    }

    /** @param out where it is written; what is there may be taken away at any time */
    public JsonWriter(StringBuilder out) {
        this.out = out;
    }

    /** Begins an object without a name. */
    public JsonWriter open() {
        comma();
        return begin('{');
    }

    /** Begins a member that is an object. */
    public JsonWriter open(String name) {
        name(name);
        return begin('{');
    }

    /** Begins a member that is an array. */
    public JsonWriter openArray(String name) {
        name(name);
        return begin('[');
    }

    /** Ends an object. */
    public JsonWriter close() {
        return end('}');
    }

    public JsonWriter closeArray() {
        return end(']');
    }

    public JsonWriter number(String name, long value) {
        name(name);
        out.append(value);
        return this;
    }

    /** @param number as JSON writes it */
    public JsonWriter number(String name, String number) {
        name(name);
        out.append(number);
        return this;
    }

    /** A decimal fraction without zeros at its end: thousandths with 3. */
    public JsonWriter decimal(String name, long value, int decimals) {
        return number(
                name, BigDecimal.valueOf(value, decimals).stripTrailingZeros().toPlainString());
    }

    public JsonWriter flag(String name, boolean value) {
        name(name);
        out.append(value);
        return this;
    }

    /** @param text ordinary text, no byte string; null is written as such */
    public JsonWriter text(String name, String text) {
        name(name);
        if (text == null) {
            out.append("null");
        } else {
            quote(text);
        }
        return this;
    }

    public JsonWriter nothing(String name) {
        return text(name, null);
    }

    /** An element of an array that is ordinary text. */
    public JsonWriter element(String text) {
        comma();
        quote(text);
        further = true;
        return this;
    }

    /** All that was written, with a line end. */
    public byte[] line() {
        return ByteText.bytes(out.append('\n').toString());
    }

    private JsonWriter begin(char bracket) {
        out.append(bracket);
        further = false;
        return this;
    }

    private JsonWriter end(char bracket) {
        out.append(bracket);
        further = true;
        return this;
    }

    private void name(String name) {
        comma();
        out.append('"').append(name).append("\":");
        further = true;
    }

    private void comma() {
        if (further) {
            out.append(',');
        }
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
}
