package dev.weir.core.ws;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.Deflater;

/**
 * Compresses the messages to one receiver (RFC 7692 section 7.2.1), whole or part by part. Holds a zlib object while a
 * message is under way, with takeover until the connection ends.
 *
 * <p>Thread: worker.
 */
public final class MessageDeflater {
    /** What is cut off at a message's end: 00 00 ff ff. */
    private static final int TAIL = 4;

    private static final byte[] NOTHING = {};

    /** Section 7.2.3.6: a compressed message without content. */
    private static final byte[] EMPTY_MESSAGE = {0};

    private final DeflatePool pool;
    private final boolean takeover;
    private final long stretch;
    private long stretched;
    private Deflater deflater;
    private boolean begun;
    private boolean busy;
    private boolean released;

    /** Takes what was compressed. Thread: worker. */
    @FunctionalInterface
    public interface Sink {
        /**
         * @param part good only during the call
         * @param last whether the message ends with it; then it may be empty
         */
        void onDeflated(ByteBuffer part, boolean last);
    }

    /**
     * @param takeover whether a message may refer to those before
     * @param stretch bytes that may refer to each other, for a receiver with a narrow window;
     *     {@link Long#MAX_VALUE} for one with zlib's own
     */
    public MessageDeflater(DeflatePool pool, boolean takeover, long stretch) {
        this.pool = pool;
        this.takeover = takeover;
        this.stretch = stretch;
    }

    /**
     * Compresses the next bytes of the message, all of them. Before the last part zlib may keep everything to itself.
     *
     * @param last whether the message ends with them
     */
    public void deflate(ByteBuffer part, boolean last, Sink sink) {
        busy = true;
        try {
            if (part.hasRemaining()) {
                add(part, sink);
            }
            if (last) {
                end(sink);
            }
        } finally {
            busy = false;
            if (released || last && !takeover) {
                giveBack();
            }
        }
    }

    private void add(ByteBuffer part, Sink sink) {
        begun = true;
        deflater = deflater == null ? pool.takeDeflater() : deflater;
        try {
            while (part.hasRemaining()) {
                if (stretched == stretch) {
                    drain(Deflater.FULL_FLUSH, sink);
                    stretched = 0;
                }
                int count = (int) Math.min(part.remaining(), stretch - stretched);
                deflater.setInput(part.slice(part.position(), count));
                drain(Deflater.NO_FLUSH, sink);
                part.position(part.position() + count);
                stretched += count;
            }
        } finally {
            deflater.setInput(NOTHING);
        }
    }

    private void drain(int flush, Sink sink) {
        boolean full = true;
        while (full) {
            ByteBuffer out = pool.deflated();
            full = deflater.deflate(out, flush) == out.capacity();
            if (out.position() > 0) {
                sink.onDeflated(out.flip(), false);
            }
        }
    }

    private void end(Sink sink) {
        if (begun) {
            flush(sink);
        } else {
            // Asked twice for a flush, zlib gives nothing the second time.
            sink.onDeflated(ByteBuffer.wrap(EMPTY_MESSAGE).asReadOnlyBuffer(), true);
        }
        begun = false;
    }

    /** The last bytes stay behind each time, until it is known that they are not the tail. */
    private void flush(Sink sink) {
        ByteBuffer out = pool.deflated();
        deflater.deflate(out, Deflater.SYNC_FLUSH);
        while (!out.hasRemaining()) {
            int kept = out.getInt(out.capacity() - TAIL);
            sink.onDeflated(out.position(0).limit(out.capacity() - TAIL), false);
            out.clear().putInt(kept);
            deflater.deflate(out, Deflater.SYNC_FLUSH);
        }
        out.flip();
        sink.onDeflated(out.limit(out.limit() - TAIL), true);
    }

    /**
     * A message that was compressed for many ({@link #shared}) has been sent between two of this object's. The receiver
     * then has its bytes in the window, and ours has not: each distance across it would be wrong. So the next message
     * begins with an empty window, whose distances are right whatever came before. Not within a message.
     */
    public void forget() {
        if (deflater != null) {
            deflater.reset();
            stretched = 0;
        }
    }

    /** The connection ends, perhaps in the midst of a call of the sink. */
    public void release() {
        released = true;
        if (!busy) {
            giveBack();
        }
    }

    private void giveBack() {
        if (deflater != null) {
            pool.give(deflater);
            deflater = null;
            stretched = 0;
        }
    }

    /**
     * Compresses one message so that each receiver can read it, whatever it got before; one with takeover must
     * {@link #forget} afterwards.
     *
     * @param message between position and limit, which it reads
     * @param headroom bytes to leave free before the result
     * @param pool of the calling thread
     * @return the payload of the compressed message after the headroom; it may be longer than the message
     */
    static byte[] shared(ByteBuffer message, int headroom, DeflatePool pool) {
        if (!message.hasRemaining()) {
            return new byte[headroom + EMPTY_MESSAGE.length];
        }
        Deflater deflater = pool.takeDeflater();
        try {
            deflater.setInput(message);
            byte[] out = new byte[headroom + message.remaining() / 2 + 64];
            int length = headroom + deflater.deflate(out, headroom, out.length - headroom, Deflater.SYNC_FLUSH);
            while (length == out.length) {
                out = Arrays.copyOf(out, 2 * out.length);
                length += deflater.deflate(out, length, out.length - length, Deflater.SYNC_FLUSH);
            }
            return Arrays.copyOf(out, length - TAIL);
        } finally {
            deflater.setInput(NOTHING);
            pool.give(deflater);
        }
    }
}
