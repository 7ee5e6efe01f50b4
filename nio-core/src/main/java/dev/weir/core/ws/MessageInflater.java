package dev.weir.core.ws;

import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Inflates the compressed messages of one sender (RFC 7692 section 7.2.2), part by part as they come, into parts of
 * bounded size. Holds a zlib object from a message's first byte to its last, with takeover to the connection's end.
 *
 * <pre>
 *   inflate*  end    inflate*  end    ...    release
 *   `- one message'  `- the next -'
 * </pre>
 *
 * After a {@link Violation} only {@link #release} may follow.
 *
 * <p>A block with BFINAL ends a DEFLATE stream; what comes after it in the message, or in the next one, begins another
 * with an empty window, which is all that zlib on the other side can have.
 *
 * <p>Thread: worker.
 */
public final class MessageInflater {
    /** Section 7.2.2: what the sender took from the message's end. */
    private static final byte[] TAIL = {0, 0, -1, -1};

    /** The same and an empty last block: zlib then says whether the message ended where a block ends. */
    private static final byte[] LAST_TAIL = {0, 0, -1, -1, 1, 0, 0, -1, -1};

    private static final byte[] NOTHING = {};

    private final DeflatePool pool;
    private final boolean takeover;
    private final long most;
    private Inflater inflater;
    private boolean begun;
    private boolean busy;
    private boolean released;
    private boolean betweenStreams;
    private long size;

    /** Takes what was inflated. Thread: worker. */
    @FunctionalInterface
    public interface Sink {
        /**
         * @param part good only during the call
         * @return the rule that it breaks, which ends the inflating; null to go on
         */
        Violation onInflated(ByteBuffer part);
    }

    /** @param most bytes of an inflated message; 0 for no limit */
    public MessageInflater(DeflatePool pool, boolean takeover, long most) {
        this.pool = pool;
        this.takeover = takeover;
        this.most = most;
    }

    /** Inflates the next bytes of the message, all of them. @return what is wrong with them; null when nothing is */
    public Violation inflate(ByteBuffer part, Sink sink) {
        if (!part.hasRemaining() || released) {
            return null;
        }
        begun = true;
        busy = true;
        inflater = inflater == null ? pool.takeInflater() : inflater;
        try {
            inflater.setInput(part);
            return drain(part, sink);
        } catch (DataFormatException e) {
            return Violation.NOT_DEFLATED;
        } finally {
            part.position(part.limit());
            inflater.setInput(NOTHING);
            busy = false;
            if (released) {
                giveBack();
            }
        }
    }

    /**
     * The message has ended. One without a single byte is taken for an empty message: what zlib gives for an empty
     * message after a flush, where a sender does not look (the RFC wants one zero byte, section 7.2.3.6).
     */
    public Violation end(Sink sink) {
        Violation violation = null;
        if (begun && !betweenStreams) {
            violation = inflate(ByteBuffer.wrap(takeover ? TAIL : LAST_TAIL), sink);
            boolean cut = !takeover && !betweenStreams && !released;
            violation = violation == null && cut ? Violation.NOT_DEFLATED : violation;
        }
        begun = false;
        size = 0;
        if (!takeover) {
            betweenStreams = false;
            giveBack();
        }
        return violation;
    }

    /** The connection ends, perhaps in the midst of a call of the sink: nothing is inflated any more. */
    public void release() {
        released = true;
        if (!busy) {
            giveBack();
        }
    }

    private void giveBack() {
        if (inflater != null) {
            pool.give(inflater);
            inflater = null;
        }
    }

    private Violation drain(ByteBuffer part, Sink sink) throws DataFormatException {
        boolean more = true;
        while (more && !released) {
            ByteBuffer out = pool.inflated();
            boolean full = inflater.inflate(out) == out.capacity();
            Violation violation = give(out.flip(), sink);
            if (violation != null) {
                return violation;
            }
            betweenStreams = inflater.finished();
            if (betweenStreams) {
                inflater.reset();
                inflater.setInput(part);
            }
            more = part.hasRemaining() || full && !betweenStreams;
        }
        return null;
    }

    private Violation give(ByteBuffer out, Sink sink) {
        size += out.remaining();
        Violation violation = FrameRules.messageLength(size, most);
        return violation != null || !out.hasRemaining() ? violation : sink.onInflated(out);
    }
}
