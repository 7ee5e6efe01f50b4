package dev.weir.stats.log;

import dev.weir.core.http.Utf8Text;

/** How a value is made safe in a log line: {@code escape=} of nginx's {@code log_format}. Thread: any. */
enum Escape {
    /** {@code \xXX} for quote, backslash and everything outside printable ASCII; {@code -} for no value. */
    DEFAULT,
    /**
     * As in a JSON string; nothing for no value. What is UTF-8 stays as it is; a byte that is not becomes {@code
     * \\u00XX}, which is what it means in ISO 8859-1 (nginx lets it through, and the line is no JSON).
     */
    JSON,
    /** As it is but for line ends, with which a client could write lines of its own; nothing for no value. */
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
            int length = this == JSON && c >= 0x80 ? Utf8Text.sequence(value, i) : 0;
            if (length > 0) {
                line.append(value, i, i + length);
                i += length - 1;
            } else if (isPlain(c)) {
                line.append(c);
            } else if (this != JSON) {
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
            case NONE -> c != '\n' && c != '\r';
            case DEFAULT -> c >= 0x20 && c <= 0x7e && c != '"' && c != '\\';
            case JSON -> c >= 0x20 && c < 0x80 && c != '"' && c != '\\';
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
