package dev.weir.stats.log;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.TimeZone;

/**
 * Renders a line of the error log in nginx's form: {@code 2026/11/21 01:02:03 [error] PID#TID: message}.
 *
 * <p>Thread: any.
 */
final class ErrorLine {
    private static final String HEX = "0123456789ABCDEF";

    private ErrorLine() {}

    /**
     * The bytes of the line with its line feed. A fault adds its stack trace on further lines, set in by a tab.
     *
     * @param message may begin with {@code *N }, the number of a connection
     */
    static byte[] of(long wallMillis, TimeZone zone, ErrorLevel level, String message, Throwable fault) {
        StringBuilder line = new StringBuilder(128);
        time(line, CivilTime.of(wallMillis, zone));
        line.append(" [").append(level.label()).append("] ");
        line.append(ProcessHandle.current().pid()).append('#');
        line.append(Thread.currentThread().getId()).append(": ");
        safe(line, message);
        if (fault != null) {
            line.append(": ");
            safe(line, fault.toString());
            line.append('\n').append(trace(fault));
        } else {
            line.append('\n');
        }
        return bytes(line);
    }

    private static void time(StringBuilder line, CivilTime t) {
        byte[] text = new byte[19];
        Digits.putPadded(text, 0, t.year(), 4);
        Digits.putPadded(text, 5, t.month(), 2);
        Digits.putPadded(text, 8, t.day(), 2);
        Digits.putPadded(text, 11, t.hour(), 2);
        Digits.putPadded(text, 14, t.minute(), 2);
        Digits.putPadded(text, 17, t.second(), 2);
        text[4] = text[7] = '/';
        text[10] = ' ';
        text[13] = text[16] = ':';
        line.append(new String(text, StandardCharsets.ISO_8859_1));
    }

    /** What a peer sent must not look like a line of ours: control characters are shown as {@code \xXX}. */
    private static void safe(StringBuilder line, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x20 || c == 0x7f) {
                line.append("\\x").append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 0xf));
            } else {
                line.append(c);
            }
        }
    }

    private static String trace(Throwable fault) {
        StringWriter text = new StringWriter();
        fault.printStackTrace(new PrintWriter(text, true));
        String all = text.toString();
        int firstEnd = all.indexOf('\n');
        return all.substring(firstEnd + 1);
    }

    /** Byte strings of the wire as they are; other text as UTF-8. */
    private static byte[] bytes(StringBuilder line) {
        boolean wide = line.chars().anyMatch(c -> c > 0xff);
        return line.toString().getBytes(wide ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1);
    }
}
