package dev.weir.core.loop;

import java.nio.ByteBuffer;

/**
 * Buffers of one worker for transports that lie over another one and change the bytes. Each is made when it is first
 * asked for, and valid for one call.
 *
 * <p>Thread: worker.
 */
public final class LayerBuffers {
    private static final int JOINED_BYTES = 16 * 1024;

    /** What protecting a scratch full of bytes adds. */
    private static final int EXPANSION_BYTES = 4 * 1024;

    private final int scratchBytes;
    private ByteBuffer rawInput;
    private ByteBuffer rawOutput;
    private ByteBuffer joined;

    LayerBuffers(int scratchBytes) {
        this.scratchBytes = scratchBytes;
    }

    /** A place for what a transport reads and has to change before it can be given on. */
    public ByteBuffer rawInput() {
        if (rawInput == null) {
            rawInput = ByteBuffer.allocateDirect(scratchBytes);
        }
        return rawInput.clear();
    }

    /** A place for what a transport makes of the bytes to be written. */
    public ByteBuffer rawOutput() {
        if (rawOutput == null) {
            rawOutput = ByteBuffer.allocateDirect(scratchBytes + EXPANSION_BYTES);
        }
        return rawOutput.clear();
    }

    /** A place of 16 KiB where a transport joins what it is to write of several pieces. */
    public ByteBuffer joined() {
        if (joined == null) {
            joined = ByteBuffer.allocateDirect(JOINED_BYTES);
        }
        return joined.clear();
    }
}
