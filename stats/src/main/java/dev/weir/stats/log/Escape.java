package dev.weir.stats.log;

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
            int length = this == JSON && c >= 0x80 ? utf8(value, i) : 0;
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

    /**
     * Bytes of the character that begins here; 0 where none does.
     *
     * <p>Source: RFC 3629 section 4.
     */
    private static int utf8(String value, int at) {
        int first = value.charAt(at);
        if (first < 0xc2 || first > 0xf4) {
            return 0;
        }
        int length = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
        if (at + length > value.length()) {
            return 0;
        }
        int second = value.charAt(at + 1);
        int least = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
        int most = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
        if (second < least || second > most) {
            return 0;
        }
        for (int i = at + 2; i < at + length; i++) {
            if ((value.charAt(i) & 0xc0) != 0x80) {
                return 0;
            }
        }
        return length;
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
