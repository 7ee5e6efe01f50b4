package dev.weir.core.ws;

/** Opcodes of frames (RFC 6455 section 5.2). Plain numbers: a frame must cost no object. */
public final class Opcode {
    public static final int CONTINUATION = 0x0;
    public static final int TEXT = 0x1;
    public static final int BINARY = 0x2;
    public static final int CLOSE = 0x8;
    public static final int PING = 0x9;
    public static final int PONG = 0xA;

    private Opcode() {}

    /** Whether it is 8 to 15: frames that stand outside messages. */
    public static boolean isControl(int opcode) {
        return (opcode & 0x8) != 0;
    }

    /** Whether it is 3 to 7 or 11 to 15, which have no meaning yet. */
    public static boolean isReserved(int opcode) {
        return opcode > BINARY && opcode < CLOSE || opcode > PONG;
    }

    /** The name in small letters; {@code reserved} for one without a meaning. */
    public static String label(int opcode) {
        return switch (opcode) {
            case CONTINUATION -> "continuation";
            case TEXT -> "text";
            case BINARY -> "binary";
            case CLOSE -> "close";
            case PING -> "ping";
            case PONG -> "pong";
            default -> "reserved";
        };
    }
}
