package dev.weir.stats.log;

/** How a value is made safe in a log line: {@code escape=} of nginx's {@code log_format}. Thread: any. */
enum Escape {
    /** {@code \xXX} for quote, backslash and everything outside printable ASCII; {@code -} for no value. */
    DEFAULT,
    /** As in a JSON string; nothing for no value. */
    JSON,
    /** As it is; nothing for no value. */
    NONE;

    private static final String HEX = "0123456789ABCDEF";

    /** The escape of a name as in {@code escape=json}; null for an unknown one. */
    static Escape named(String name) {
        return switch (name) {
            case "default" -> DEFAULT;
            case "json" -> JSON;
            case "none" -> NONE;
            default -> null;
        };
    }

    /** Appends a value, a byte string; null for no value. */
    void append(StringBuilder line, String value) {
        if (value == null) {
            line.append(this == DEFAULT ? "-" : "");
            return;
        }
        int plain = plainPrefix(value);
        line.append(value, 0, plain);
        for (int i = plain; i < value.length(); i++) {
            char c = value.charAt(i);
            if (isPlain(c)) {
                line.append(c);
            } else if (this == DEFAULT) {
                line.append("\\x").append(HEX.charAt(c >> 4 & 0xf)).append(HEX.charAt(c & 0xf));
            } else {
                appendJson(line, c);
            }
        }
    }

    private int plainPrefix(String value) {
        int i = 0;
        while (i < value.length() && isPlain(value.charAt(i))) {
            i++;
        }
        return i;
    }

    private boolean isPlain(char c) {
        return switch (this) {
            case NONE -> true;
            case DEFAULT -> c >= 0x20 && c <= 0x7e && c != '"' && c != '\\';
            case JSON -> c >= 0x20 && c != '"' && c != '\\';
        };
    }

    private static void appendJson(StringBuilder line, char c) {
        switch (c) {
            case '"', '\\' -> line.append('\\').append(c);
            case '\n' -> line.append("\\n");
            case '\r' -> line.append("\\r");
            case '\t' -> line.append("\\t");
            case '\b' -> line.append("\\b");
            case '\f' -> line.append("\\f");
            default -> line.append("\\u00").append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 0xf));
        }
    }
}
