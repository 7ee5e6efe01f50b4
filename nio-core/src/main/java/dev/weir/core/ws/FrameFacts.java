package dev.weir.core.ws;

/**
 * What there is to say of one complete frame. Filled anew for each frame by its producer; a tap copies what it keeps.
 *
 * <p>Thread: worker.
 */
public final class FrameFacts {
    /** 0 to 15 (RFC 6455 section 5.2). */
    public int opcode;

    /** Whether the frame ends its message. */
    public boolean fin;

    /** Payload bytes of this frame. */
    public long payloadLength;

    /** Payload bytes of the whole message when this data frame ends it, else -1. */
    public long messageLength;

    /** Opcode of the message this data frame belongs to (of its first frame); the opcode itself for control frames. */
    public int messageOpcode;

    /** The code in a Close frame; 1005 when it has none; 0 for other frames. */
    public int closeCode;
}
