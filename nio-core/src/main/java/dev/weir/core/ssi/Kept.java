package dev.weir.core.ssi;

import dev.weir.core.http.ResponseStream;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * An answer that is kept instead of sent.
 *
 * <p>Thread: worker.
 */
final class Kept implements ResponseStream {
    private final int most;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private boolean tooLong;

    /** @param most bytes that are kept */
    Kept(int most) {
        this.most = most;
    }

    boolean isTooLong() {
        return tooLong;
    }

    /** All of it, a byte string. */
    String text() {
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void write(ByteBuffer piece) {
        tooLong |= piece.remaining() > most - bytes.size();
        if (tooLong) {
            piece.position(piece.limit());
            return;
        }
        byte[] copy = new byte[piece.remaining()];
        piece.get(copy);
        bytes.writeBytes(copy);
    }

    @Override
    public void finish() {
        // The one that asked hears of it.
    }

    @Override
    public boolean isCongested() {
        return false;
    }

    @Override
    public void onDrained(Runnable action) {
        // Never congested.
    }

    @Override
    public void highMark(int mark) {
        // Has a limit of its own.
    }

    @Override
    public void flush() {
        // Nothing waits.
    }
}
