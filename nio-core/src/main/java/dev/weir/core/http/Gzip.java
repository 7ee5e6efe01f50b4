package dev.weir.core.http;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Compresses one response's body as it passes (RFC 1952).
 *
 * <p>Thread: worker.
 */
final class Gzip {
    private static final int PIECE_BYTES = 8 * 1024;
    private static final byte[] HEAD = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, 3};

    private final Deflater deflater;
    private final CRC32 sum = new CRC32();
    private final ByteBuffer piece = ByteBuffer.allocate(PIECE_BYTES);
    private final Consumer<ByteBuffer> out;
    private boolean closed;
    private long in;
    private long compressed;

    /**
     * Compresses nothing yet.
     *
     * @param level 1 to 9
     * @param out takes pieces that are good only during the call
     */
    Gzip(int level, Consumer<ByteBuffer> out) {
        this.deflater = new Deflater(level, true);
        this.out = out;
        piece.put(HEAD);
    }

    /** Takes all bytes. */
    void write(ByteBuffer bytes) {
        sum.update(bytes.duplicate());
        deflater.setInput(bytes);
        run(Deflater.NO_FLUSH);
        bytes.position(bytes.limit());
    }

    /** Lets out what can be read of what has come. */
    void flush() {
        run(Deflater.SYNC_FLUSH);
        give();
    }

    /** The body is complete. */
    void finish() {
        deflater.finish();
        run(Deflater.NO_FLUSH);
        if (piece.remaining() < 8) {
            give();
        }
        piece.order(ByteOrder.LITTLE_ENDIAN).putInt((int) sum.getValue()).putInt((int) deflater.getBytesRead());
        give();
    }

    /** Gives the native memory back. */
    void close() {
        if (!closed) {
            closed = true;
            in = deflater.getBytesRead();
            compressed = deflater.getBytesWritten();
            deflater.end();
        }
    }

    /** How many times smaller the body became, with two decimals: {@code $gzip_ratio}. */
    String ratio() {
        long from = closed ? in : deflater.getBytesRead();
        long to = closed ? compressed : deflater.getBytesWritten();
        long hundredths = to == 0 ? 0 : from * 100 / to;
        return hundredths / 100 + (hundredths % 100 < 10 ? ".0" : ".") + hundredths % 100;
    }

    private void run(int flush) {
        while (deflater.deflate(piece, flush) > 0 || !piece.hasRemaining()) {
            if (!piece.hasRemaining()) {
                give();
            }
        }
    }

    private void give() {
        piece.flip();
        if (piece.hasRemaining()) {
            out.accept(piece);
        }
        piece.clear();
    }
}
