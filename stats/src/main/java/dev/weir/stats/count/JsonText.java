package dev.weir.stats.count;

/**
 * Writes JSON (RFC 8259), with the commas where they belong. Texts are byte strings of valid UTF-8.
 *
 * <p>Thread: the one that made it.
 */
final class JsonText {
    private final StringBuilder out;

    /** Whether a comma stands before what comes next. */
    private boolean further;

    /** @param out where it is written; what is there may be taken away at any time */
    JsonText(StringBuilder out) {
        this.out = out;
    }

    /** Begins an object without a name. */
    void open() {
        begin('{');
    }

    /** Begins a member that is an object. */
    void open(String name) {
        name(name);
        out.append('{');
        further = false;
    }

    /** Begins a member that is an array. */
    void openArray(String name) {
        name(name);
        out.append('[');
        further = false;
    }

    private void begin(char bracket) {
        comma();
        out.append(bracket);
        further = false;
    }

    void close() {
        out.append('}');
        further = true;
    }

    void closeArray() {
        out.append(']');
        further = true;
    }

    void member(String name, long value) {
        name(name);
        out.append(value);
    }

    /** @param number as JSON writes it */
    void number(String name, String number) {
        name(name);
        out.append(number);
    }

    /** Thousandths, as a number with a decimal point. */
    void thousandths(String name, long value) {
        number(name, Buckets.decimal(value, 3));
    }

    void text(String name, String text) {
        name(name);
        out.append('"');
        quoted(text);
        out.append('"');
    }

    private void quoted(String text) {
        if (text.chars().noneMatch(c -> c == '"' || c == '\\' || c < ' ')) {
            out.append(text);
            return;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ') {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
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
}
