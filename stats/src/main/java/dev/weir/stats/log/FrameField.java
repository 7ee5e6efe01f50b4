package dev.weir.stats.log;

import java.util.Locale;

/**
 * The variables of a frame line that the log thread renders itself from the numbers in a {@link FrameEvent}. Their
 * names are those of the constants in small letters.
 *
 * <p>Thread: any.
 */
enum FrameField {
    WS_OPCODE,
    WS_PAYLOAD_SIZE,
    WS_PACKET_SOURCE,
    WS_FIN,
    WS_MESSAGE_SIZE,
    WS_CONN_AGE,
    TIME_LOCAL,
    TIME_ISO8601,
    MSEC,
    WS_FRAMES_IN,
    WS_FRAMES_OUT,
    WS_MESSAGES_IN,
    WS_MESSAGES_OUT,
    WS_PAYLOAD_IN,
    WS_PAYLOAD_OUT,
    WS_BYTES_IN,
    WS_BYTES_OUT,
    WS_RTT,
    WS_QUEUE_SIZE;

    /** Number of the fields whose numbers stand in {@link FrameEvent#totals}. */
    static final int TOTALS = WS_QUEUE_SIZE.totalIndex() + 1;

    /** Most bytes that any of them takes. */
    static final int LONGEST = Math.max(Digits.LONGEST, LineTime.LOCAL_BYTES);

    /** The field of a variable's name; null when the worker must render it. */
    static FrameField named(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        for (FrameField field : values()) {
            if (field.name().toLowerCase(Locale.ROOT).equals(lower)) {
                return field;
            }
        }
        return null;
    }

    /** Whether it is a number of the connection, not of the frame: copied into the slot only when a format asks. */
    boolean isTotal() {
        return ordinal() >= WS_FRAMES_IN.ordinal();
    }

    /** The place of such a number in {@link FrameEvent#totals}. */
    int totalIndex() {
        return ordinal() - WS_FRAMES_IN.ordinal();
    }
}
