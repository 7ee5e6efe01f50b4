package dev.weir.stats.count;

/**
 * Writes JSON (RFC 8259) whose names and texts need no escape, with the commas where they belong.
 *
 * <p>Thread: the one that made it.
 */
final class JsonText {
    private final StringBuilder out = new StringBuilder(4096);

    /** Begins an object without a name. */
    void open() {
        comma();
        out.append('{');
    }

    /** Begins a member that is an object. */
    void open(String name) {
        name(name);
        out.append('{');
    }

    /** Begins a member that is an array. */
    void openArray(String name) {
        name(name);
        out.append('[');
    }

    void close() {
        out.append('}');
    }

    void closeArray() {
        out.append(']');
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

    void text(String name, String text) {
        name(name);
        out.append('"').append(text).append('"');
    }

    private void name(String name) {
        comma();
        out.append('"').append(name).append("\":");
    }

    private void comma() {
        int length = out.length();
        char last = length == 0 ? '{' : out.charAt(length - 1);
        if (last != '{' && last != '[') {
            out.append(',');
        }
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
